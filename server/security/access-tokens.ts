import { createSigner, createVerifier } from 'fast-jwt';
import { randomUUID } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import { z } from '../protocol/zod.ts';

const ISSUER = 'anteroom';
const ALGORITHM = 'HS256';
const LIFETIME_SECONDS = 600;
/** For front ends that cannot refresh; a token is refused as soon as its session has ended. */
export const LONG_TOKEN_SECONDS = 3600;
/** Clocks of clients and of a second server may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 60;

const claimsSchema = z.object({
  sub: z.string(),
  sid: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
});

const invalid = () => new DomainError('unauthenticated', 'Invalid token');

/**
 * Access tokens: JWT (RFC 7519), HS256. They carry `id`, `userId`, `email` and `role` because existing front
 * ends read them; the server itself believes only `sub` and `sid` and reads the rest from the store.
 *
 * Synchronous, by a library on Node's own crypto: one on WebCrypto takes two hops to a thread for each token,
 * which a storm of reconnections pays for.
 * @param secret `JWT_SECRET`
 * @param clinicId `aud`
 */
export const createAccessTokens = (secret: string, clinicId: string, now: () => number) => {
  const signToken = createSigner({ key: secret, algorithm: ALGORITHM });
  const openToken = createVerifier({
    key: secret,
    algorithms: [ALGORITHM],
    allowedIss: ISSUER,
    allowedAud: clinicId,
    requiredClaims: ['iss', 'aud', 'exp', 'jti'],
    // By the server's clock, below: the library knows only the machine's.
    ignoreExpiration: true,
    ignoreNotBefore: true,
  });

  const read = (token: string): z.infer<typeof claimsSchema> => {
    try {
      return claimsSchema.parse(openToken(token));
    } catch {
      throw invalid();
    }
  };

  const sign = (identity: Identity, seconds = LIFETIME_SECONDS): string => {
    const issuedAt = Math.floor(now() / 1000);
    return signToken({
      id: identity.userId,
      userId: identity.userId,
      email: identity.email,
      role: identity.role,
      isAdmin: identity.isAdmin,
      sid: identity.sessionId,
      iss: ISSUER,
      aud: clinicId,
      sub: identity.userId,
      jti: randomUUID(),
      iat: issuedAt,
      exp: issuedAt + seconds,
    });
  };

  return {
    /** @param seconds how long it is good */
    sign,

    /** Another long one in the place of a verified one of which less than half is left; null if more is. */
    renewed(token: string, identity: Identity): string | null {
      const left = read(token).exp - Math.floor(now() / 1000);
      return left < LONG_TOKEN_SECONDS / 2 ? sign(identity, LONG_TOKEN_SECONDS) : null;
    },

    /** @throws DomainError `token_expired` or `unauthenticated` */
    verify(token: string): { userId: string; sessionId: string } {
      const { sub, sid, exp, nbf } = read(token);
      const seconds = Math.floor(now() / 1000);
      if (nbf !== undefined && nbf > seconds + CLOCK_TOLERANCE_SECONDS) throw invalid();
      if (exp <= seconds - CLOCK_TOLERANCE_SECONDS) throw new DomainError('token_expired', 'Token expired');
      return { userId: sub, sessionId: sid };
    },
  };
};

export type AccessTokens = ReturnType<typeof createAccessTokens>;
