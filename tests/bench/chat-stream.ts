import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Clinic, Visit } from './clinic.ts';
import type { ServerProcess } from './processes.ts';

/** What the process that writes is told, and what it answers. */
export type ToWriter =
  | { type: 'enter'; url: string; visits: readonly Visit[]; tokens: Readonly<Record<string, string>> }
  | { type: 'begin'; perSecond: number }
  | { type: 'end' };
export type FromWriter = { type: 'entered' } | { type: 'ended'; acked: number };

/** A steady stream of messages in waiting rooms. */
export type ChatStream = {
  /** @returns how many were acked, once all are that were written while `work` took */
  during<T>(perSecond: number, work: () => Promise<T>): Promise<{ result: T; acked: number }>;
  stop(): void;
};

/**
 * Enters the waiting rooms of visits in a process of its own. In the process that measures, its timers would fire
 * in the same turns as those of what is measured, which would wait behind its messages far more often than people
 * do.
 */
export const startChatStream = async (
  { url }: Pick<ServerProcess, 'url'>,
  clinic: Clinic,
  visits: readonly Visit[],
): Promise<ChatStream> => {
  const writer = fork(join(import.meta.dirname, 'chat-writer.ts'));
  const say = (message: ToWriter): void => void writer.send(message);
  const hear = async (): Promise<FromWriter> => {
    const [answer] = (await once(writer, 'message')) as [FromWriter];
    return answer;
  };
  const people = visits.flatMap(({ doctor, patient }) => [doctor, patient]);
  const tokens = Object.fromEntries(people.map((person) => [person.userId, clinic.token(person)]));
  const entered = hear();
  say({ type: 'enter', url, visits, tokens });
  await entered;
  return {
    async during(perSecond, work) {
      say({ type: 'begin', perSecond });
      const result = await work();
      const answer = hear();
      say({ type: 'end' });
      const ended = await answer;
      return { result, acked: ended.type === 'ended' ? ended.acked : 0 };
    },
    stop() {
      writer.disconnect();
    },
  };
};
