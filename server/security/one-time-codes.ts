import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { OneTimeCodes } from '../domain/ports.ts';
import { RECOVERY_ALPHABET } from '../domain/recovery-codes.ts';

/** What every authenticator app understands: SHA-1, six digits, 30 seconds (RFC 6238). */
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** 160 bits, as RFC 4226 advises. */
const SECRET_BYTES = 20;
/** Clocks of phones differ, and people type slowly. */
const STEPS_AROUND = 1;
/** Three groups of four: 60 bits. */
const RECOVERY_GROUPS = 3;
const RECOVERY_GROUP_LENGTH = 4;

const totp = (secret: string): TOTP => new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret) });

export const createOneTimeCodes = (): OneTimeCodes => ({
  createSecret: () => new Secret({ size: SECRET_BYTES }).base32,
  uri: ({ secret, issuer, label }) =>
    new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret), issuer, label }).toString(),
  stepOf: (secret, digits, now) => {
    const delta = totp(secret).validate({ token: digits, timestamp: now, window: STEPS_AROUND });
    return delta === null ? null : Math.floor(now / 1000 / PARAMETERS.period) + delta;
  },
  createRecoveryCode: () =>
    Array.from({ length: RECOVERY_GROUPS }, () =>
      Array.from(
        { length: RECOVERY_GROUP_LENGTH },
        () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)],
      ).join(''),
    ).join('-'),
});
