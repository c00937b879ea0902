import type { MessageView } from './records.ts';

/** Messages that are remembered: a resend comes within seconds, or after a restart, of which nothing is known here. */
const KEPT = 10_000;

type Told = Pick<MessageView, 'id' | 'clientId'>;

/**
 * Which messages were told to those whose they are. Between the commit and that the process may end, or the store's
 * thread: then the sender sends the message again, and it is told after all. Whoever knows it drops it by its number.
 */
export const createToldMessages = (kept = KEPT) => {
  const told = new Set<string>();
  return {
    /** Only who gives a message an id of its own sends it again. */
    add({ id, clientId }: Told): void {
      if (clientId === null) return;
      told.add(id);
      if (told.size <= kept) return;
      const [oldest] = told;
      if (oldest !== undefined) told.delete(oldest);
    },

    /** True if it has yet to be told; nobody needs to be told of one that was taken back. */
    isOwed: ({ message, duplicate }: { message: MessageView; duplicate: boolean }): boolean =>
      !duplicate || (message.deletedAt === null && !told.has(message.id)),
  };
};

export type ToldMessages = ReturnType<typeof createToldMessages>;
