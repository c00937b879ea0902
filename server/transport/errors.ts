import { DomainError, StoreFullError, StoreUnavailableError } from '../domain/errors.ts';
import type { ErrorCode } from '../protocol/index.ts';
import { errorFields, type Log } from '../log.ts';

/** A refusal of a route that says more than its code: by headers, or by a status of its own. */
export class RouteRefusal extends DomainError {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    message: string,
    { status, headers = {} }: { status?: number; headers?: Record<string, string> },
  ) {
    super(code, message);
    this.status = status;
    this.headers = headers;
  }
}

/** A refusal in the terms of the protocol. Unknown errors are logged and become `internal`, without details. */
export const toRefusal = (error: unknown, log: Log, name: string): { code: ErrorCode; message: string } => {
  if (error instanceof DomainError) return { code: error.code, message: error.message };
  if (error instanceof StoreFullError) {
    // Not a line for each: the log may be on the same disk, and said that it is full.
    return { code: 'storage_full', message: 'The disk of the server is full: nothing can be stored' };
  }
  if (error instanceof StoreUnavailableError) {
    log.error('store-unavailable', { name });
    return { code: 'storage_unavailable', message: 'The store cannot answer now, try again' };
  }
  log.error('handler-failed', { name, ...errorFields(error) });
  return { code: 'internal', message: 'Internal error' };
};
