import type { Clock } from './ports.ts';

/** The two ways by which some front ends hand every message over. */
export const MESSAGE_WAYS = ['socket', 'request'] as const;
export type MessageWay = (typeof MESSAGE_WAYS)[number];

/** So long the second copy may take (K14). */
export const SECOND_COPY_MS = 60_000;
/** First copies that are remembered: far more than are under way. */
const COPIES_KEPT = 10_000;

type Copy<T> = { way: MessageWay; until: number; stored: Promise<T> };

/**
 * Makes one message of two copies that came by different ways: equal copies are paired in their order, and each is
 * used once, so that who writes “yes” twice has written it twice.
 */
export const createDoubleSends = <T>(clock: Pick<Clock, 'elapsed'>) => {
  /** By what is said, to whom and by whom; the oldest first. */
  const copies = new Map<string, Copy<T>[]>();
  let count = 0;

  const forgetOld = (): void => {
    const now = clock.elapsed();
    for (const [key, waiting] of copies) {
      const left = count > COPIES_KEPT ? [] : waiting.filter(({ until }) => until > now);
      count -= waiting.length - left.length;
      if (left.length > 0) {
        copies.set(key, left);
        return;
      }
      copies.delete(key);
    }
  };

  const drop = (key: string, copy: Copy<T>): void => {
    const waiting = copies.get(key) ?? [];
    const left = waiting.filter((other) => other !== copy);
    count -= waiting.length - left.length;
    if (left.length === 0) copies.delete(key);
    else copies.set(key, left);
  };

  return {
    /**
     * @param key what makes two copies equal
     * @param store stores the message; not called for a second copy
     * @returns what was stored, and whether it was by the other way
     */
    async take(
      key: string,
      way: MessageWay,
      store: () => Promise<T>,
    ): Promise<{ stored: T; isSecond: boolean }> {
      forgetOld();
      const now = clock.elapsed();
      const first = copies.get(key)?.find((copy) => copy.way !== way && copy.until > now);
      if (first !== undefined) {
        drop(key, first);
        return { stored: await first.stored, isSecond: true };
      }
      const copy: Copy<T> = { way, until: now + SECOND_COPY_MS, stored: store() };
      copies.set(key, [...(copies.get(key) ?? []), copy]);
      count += 1;
      try {
        return { stored: await copy.stored, isSecond: false };
      } catch (error) {
        drop(key, copy);
        throw error;
      }
    },
  };
};

/** Pages that name their own copy of a message until they are told its id begin that name like this. */
export const TEMPORARY_NAME = 'temp-';

type NamedTo = { receiverId: string; clientId: string };

/**
 * Temporary names of messages that came with their second copy, after the message was stored under another. Two people
 * may give the same name, which is not much more than the time.
 */
export const createSecondNames = () => {
  /** By receiver and name: ids of messages by who sent them. */
  const named = new Map<string, Map<string, string>>();
  const keyOf = ({ receiverId, clientId }: NamedTo): string => `${receiverId} ${clientId}`;
  return {
    remember(name: NamedTo & { senderId: string }, messageId: string): void {
      if (!name.clientId.startsWith(TEMPORARY_NAME)) return;
      const key = keyOf(name);
      const bySender = named.get(key) ?? new Map<string, string>();
      bySender.set(name.senderId, messageId);
      named.set(key, bySender);
      if (named.size <= COPIES_KEPT) return;
      for (const oldest of named.keys()) {
        named.delete(oldest);
        break;
      }
    },

    /** @param senderId null: of whoever gave it */
    of(name: NamedTo, senderId: string | null): string[] {
      const bySender = named.get(keyOf(name));
      if (bySender === undefined) return [];
      if (senderId === null) return [...bySender.values()];
      const messageId = bySender.get(senderId);
      return messageId === undefined ? [] : [messageId];
    },
  };
};
