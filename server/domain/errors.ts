import type { ErrorCode } from '../protocol/index.ts';
import { StoreFullError, StoreUnavailableError } from '../storage/store.ts';

/** A refusal with a code of the protocol's closed list. `message` is for developers and carries no health data. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export { StoreFullError, StoreUnavailableError };

/** For `catch`: `instead` if the store cannot answer now; every other error stays one. */
export const ifUnavailable =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (error instanceof StoreUnavailableError) return instead;
    throw error;
  };

/** For `catch`: `instead` if the disk is full; every other error, a store that starts again too, stays one. */
export const ifFull =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (error instanceof StoreFullError) return instead;
    throw error;
  };
