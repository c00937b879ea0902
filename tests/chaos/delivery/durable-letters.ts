import type { ChatMessage } from '../../../server/protocol/index.ts';
import { createOutbox, type Outbox } from '../../../src-renderer/api/outbox.ts';
import type { SocketClient } from '../../../src-renderer/api/socket-client.ts';
import type { Journal } from './journal.ts';

/**
 * The product's outbox of letters over a journal: what is written is noted before it is sent, and sent again by the
 * next process under the same id until the server has confirmed it.
 */
export const createDurableLetters = (options: {
  journal: Journal;
  /** Where all letters go. */
  otherId: string;
  socket: Pick<SocketClient, 'request'>;
  newId: () => string;
  textOf: (clientId: string) => string;
  random: () => number;
}): Outbox<ChatMessage> & { restore(): void } => {
  const { journal, otherId, socket, newId, textOf, random } = options;
  /** Ids of what is written already. */
  const known: string[] = [];
  let isRestoring = false;
  const outbox = createOutbox<ChatMessage>({
    random,
    newId: () => {
      const clientId = known.shift() ?? newId();
      if (!isRestoring) journal.note({ what: 'written', clientId });
      return clientId;
    },
    deliver: async ({ to: receiverId, message: content, clientId }) =>
      (await socket.request('send_message', { receiverId, content, clientId })).message,
  });
  outbox.onStored(({ clientId, seq }) => {
    if (clientId !== null) journal.note({ what: 'acked', clientId, seq });
  });
  return {
    ...outbox,
    /** Takes up what an earlier process has left. */
    restore() {
      isRestoring = true;
      for (const clientId of journal.waiting()) {
        known.push(clientId);
        outbox.send(otherId, textOf(clientId));
      }
      isRestoring = false;
    },
  };
};
