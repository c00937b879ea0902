import type { ErrorCode } from '../../server/protocol/index.ts';

/** What can go wrong between this client and its server: a refusal, or no answer at all. */
export type ApiErrorCode = ErrorCode | 'offline' | 'timeout';

/** A field of a refused body, as the server names it. */
export type FieldIssue = { path: string; message: string };

/**
 * A request that failed. `code` is what the screens translate; `message` is for developers.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly issues: readonly FieldIssue[];

  constructor(code: ApiErrorCode, message: string = code, issues: readonly FieldIssue[] = []) {
    super(message);
    this.code = code;
    this.issues = issues;
  }
}

/** The code of anything that was caught; what is not an `ApiError` is a fault of our own. */
export const codeOf = (error: unknown): ApiErrorCode => (error instanceof ApiError ? error.code : 'internal');

/** No answer came: the same request may succeed later, unchanged. */
export const isUnreachable = (code: ApiErrorCode): boolean => code === 'offline' || code === 'timeout';

/** Refused for what it is: the same is refused again. */
const FINAL: ReadonlySet<ApiErrorCode> = new Set(['too_large', 'bad_request', 'file_type_refused']);

/** True for what it makes no sense to try again without changing it. */
export const isFinal = (code: ApiErrorCode): boolean => FINAL.has(code);
