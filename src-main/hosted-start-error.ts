import type { StartFailure } from '../server/protocol/start-failure.ts';

/** The hosted server cannot be started, for a reason that the window has words for. */
export class HostedStartError extends Error {
  override readonly name = 'HostedStartError';
  readonly code: StartFailure;

  constructor(code: StartFailure, options?: ErrorOptions) {
    super(`the clinic cannot start: ${code}`, options);
    this.code = code;
  }
}
