import { chatDuring, enterRoom, type Room } from './chat-load.ts';
import type { FromWriter, ToWriter } from './chat-stream.ts';

/** The process of `startChatStream`; it ends with the connection to the process that started it. */

let rooms: readonly Room[] = [];
let end = (): void => undefined;

const answer = (message: FromWriter): void => void process.send?.(message);

const carryOut = async (message: ToWriter): Promise<void> => {
  if (message.type === 'enter') {
    const { url, visits, tokens } = message;
    rooms = await Promise.all(
      visits.map((visit) => enterRoom({ url }, visit, ({ userId }) => tokens[userId] ?? '')),
    );
    answer({ type: 'entered' });
  } else if (message.type === 'begin') {
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const { acked } = await chatDuring(rooms, message.perSecond, () => ended);
    answer({ type: 'ended', acked });
  } else {
    end();
  }
};

process.on('message', (message: ToWriter) => void carryOut(message));
process.on('disconnect', () => process.exit(0));
