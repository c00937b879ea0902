import { ERROR_CODES } from '../../server/protocol/errors.ts';
import type { KeptLetter } from '../../src-preload/contract.ts';
import type { ApiErrorCode } from './api-error.ts';
import type { OutboxEntry } from './outbox.ts';

/** Letters as they are on the disk, and in which order they go. */

const CODES: ReadonlySet<string> = new Set<string>([...ERROR_CODES, 'offline', 'timeout']);
const isCode = (code: string): code is ApiErrorCode => CODES.has(code);

export const letterOf = (entry: OutboxEntry, order: number): KeptLetter => {
  const { status: _status, ...rest } = entry;
  const { code: _code, ...letter } = { code: null, ...rest };
  return { ...letter, order, failed: entry.status === 'failed' ? entry.code : null };
};

export const entryOf = (letter: KeptLetter): OutboxEntry => {
  const { failed, clientId, to, message, replyTo, file, createdAt } = letter;
  const entry = {
    clientId,
    to,
    message,
    createdAt,
    ...(replyTo !== undefined && { replyTo }),
    ...(file !== undefined && { file }),
  };
  if (failed === null) return { ...entry, status: 'sending' };
  return { ...entry, status: 'failed', code: isCode(failed) ? failed : 'internal' };
};

/** Numbers that grow, whatever the clock does, so that letters keep their order from one start to the next. */
export const createLetterOrder = (now: () => number) => {
  const numbers = new Map<string, number>();
  let highest = 0;
  const last = (clientId: string): number => {
    highest = Math.max(now(), highest + 1);
    numbers.set(clientId, highest);
    return highest;
  };
  return {
    of: (clientId: string): number => numbers.get(clientId) ?? last(clientId),
    /** Behind all others. */
    last,
    restore: ({ clientId, order }: KeptLetter): void => {
      numbers.set(clientId, order);
      highest = Math.max(highest, order);
    },
    forget: (clientId: string): void => void numbers.delete(clientId),
  };
};
