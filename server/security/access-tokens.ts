import { randomUUID } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import { z } from '../protocol/zod.ts';
import { createHs256 } from './hs256.ts';

const ISSUER = 'anteroom';
const LIFETIME_SECONDS = 600;
/** Clocks of clients and of a second server may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 60;

const claimsSchema = z.object({
  iss: z.literal(ISSUER),
  /** One clinic, or a list with it, as RFC 7519 has it. */
  aud: z.union([z.string(), z.array(z.string())]),
  sub: z.string(),
  sid: z.string(),
  jti: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
});

const invalid = () => new DomainError('unauthenticated', 'Invalid token');

/**
 * Access tokens: JWT (RFC 7519), HS256. They carry `id`, `userId`, `email` and `role` because existing front
 * ends read them; the server itself believes only `sub` and `sid` and reads the rest from the store.
 * @param secret `JWT_SECRET`
 * @param clinicId `aud`
 */
export const createAccessTokens = (secret: string, clinicId: string, now: () => number) => {
  const tokens = createHs256(secret);
  return {
    sign(identity: Identity): string {
      const issuedAt = Math.floor(now() / 1000);
      return tokens.sign({
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
        exp: issuedAt + LIFETIME_SECONDS,
      });
    },

    /** @throws DomainError `token_expired` or `unauthenticated` */
    verify(token: string): { userId: string; sessionId: string } {
      const claims = claimsSchema.safeParse(tokens.open(token));
      if (!claims.success) throw invalid();
      const { aud, sub, sid, exp, nbf } = claims.data;
      if (typeof aud === 'string' ? aud !== clinicId : !aud.includes(clinicId)) throw invalid();
      const seconds = Math.floor(now() / 1000);
      if (nbf !== undefined && nbf > seconds + CLOCK_TOLERANCE_SECONDS) throw invalid();
      if (exp <= seconds - CLOCK_TOLERANCE_SECONDS) throw new DomainError('token_expired', 'Token expired');
      return { userId: sub, sessionId: sid };
    },
  };
};

export type AccessTokens = ReturnType<typeof createAccessTokens>;
