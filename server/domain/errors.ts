import type { ErrorCode } from '../protocol/index.ts';

/** A refusal with a code of the protocol's closed list. `message` is for developers and carries no health data. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export { StoreUnavailableError } from '../storage/store.ts';
