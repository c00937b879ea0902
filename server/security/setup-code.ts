import { createHmac, randomBytes } from 'node:crypto';

const BYTES = 6;

/**
 * What whoever sets a clinic up from another machine has to know; the log shows it.
 * @param shared the secret of several servers: each takes the code that any of them has shown; null for the only one
 */
export const createSetupCode = (shared: { secret: string; clinicId: string } | null): string =>
  (shared === null
    ? randomBytes(BYTES)
    : createHmac('sha256', shared.secret)
        .update(`set-up code of ${shared.clinicId}`)
        .digest()
        .subarray(0, BYTES)
  ).toString('base64url');
