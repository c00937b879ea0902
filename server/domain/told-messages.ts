import type { MessageView } from './records.ts';

/** Messages that are remembered, or half as many: a resend comes within seconds, or after a restart. */
const KEPT = 10_000;

type Told = Pick<MessageView, 'id' | 'clientId'>;

/**
 * Which messages were told to those whose they are. Between the commit and that the process may end, or the store's
 * thread: then the sender sends the message again, and it is told after all. Whoever knows it drops it by its number.
 */
export const createToldMessages = (kept = KEPT) => {
  // Two halves: to forget the older one at once costs nothing, to look for the oldest of a set each time does.
  let told = new Set<string>();
  let before = new Set<string>();
  return {
    /** Only who gives a message an id of its own sends it again. */
    add({ id, clientId }: Told): void {
      if (clientId === null) return;
      told.add(id);
      if (told.size < kept / 2) return;
      before = told;
      told = new Set();
    },

    /** True if it has yet to be told; nobody needs to be told of one that was taken back. */
    isOwed: ({ message, duplicate }: { message: MessageView; duplicate: boolean }): boolean =>
      !duplicate || (message.deletedAt === null && !told.has(message.id) && !before.has(message.id)),
  };
};

export type ToldMessages = ReturnType<typeof createToldMessages>;
