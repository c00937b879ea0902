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

/** Names of messages that came with their second copy, after the message was stored under another. */
export const createSecondNames = () => {
  const ids = new Map<string, string>();
  const keyOf = (receiverId: string, clientId: string): string => `${receiverId} ${clientId}`;
  return {
    remember(receiverId: string, clientId: string, messageId: string): void {
      ids.set(keyOf(receiverId, clientId), messageId);
      if (ids.size <= COPIES_KEPT) return;
      for (const oldest of ids.keys()) {
        ids.delete(oldest);
        break;
      }
    },
    of: (receiverId: string, clientId: string): string | undefined => ids.get(keyOf(receiverId, clientId)),
  };
};
