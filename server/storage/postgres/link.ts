import { failureOf } from './errors.ts';

/** Whether the database can be reached, told once for each change. */
export type Link = {
  isLost(): boolean;
  lost(error: unknown): void;
  found(): void;
};

export const createLink = (
  onChange: (state: { reached: true } | { reached: false; code: string }) => void,
): Link => {
  let isReached = true;
  return {
    isLost: () => !isReached,
    lost: (error) => {
      if (!isReached) return;
      isReached = false;
      onChange({ reached: false, code: codeOf(error) });
    },
    found: () => {
      if (isReached) return;
      isReached = true;
      onChange({ reached: true });
    },
  };
};

/** PostgreSQL's code or the system's; never a message, which may name hosts. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : failureOf(error).code;
