import { errors, jwtVerify, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import { z } from '../protocol/zod.ts';

const ISSUER = 'anteroom';
const ALGORITHM = 'HS256';
const LIFETIME_SECONDS = 600;
/** Clocks of clients and of a second server may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 60;

const claimsSchema = z.object({ sub: z.string(), sid: z.string() });

/**
 * Access tokens: JWT (RFC 7519), HS256. They carry `id`, `userId`, `email` and `role` because existing front
 * ends read them; the server itself believes only `sub` and `sid` and reads the rest from the store.
 * @param secret `JWT_SECRET`
 * @param clinicId `aud`
 */
export const createAccessTokens = (secret: string, clinicId: string, now: () => number) => {
  const key = new TextEncoder().encode(secret);
  return {
    async sign(identity: Identity): Promise<string> {
      const issuedAt = Math.floor(now() / 1000);
      return new SignJWT({
        id: identity.userId,
        userId: identity.userId,
        email: identity.email,
        role: identity.role,
        isAdmin: identity.isAdmin,
        sid: identity.sessionId,
      })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(clinicId)
        .setSubject(identity.userId)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFETIME_SECONDS)
        .sign(key);
    },

    /** @throws DomainError `token_expired` or `unauthenticated` */
    async verify(token: string): Promise<{ userId: string; sessionId: string }> {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: clinicId,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(now()),
          requiredClaims: ['exp', 'sub', 'jti'],
        });
        const claims = claimsSchema.parse(payload);
        return { userId: claims.sub, sessionId: claims.sid };
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw new DomainError('token_expired', 'Token expired');
        throw new DomainError('unauthenticated', 'Invalid token');
      }
    },
  };
};

export type AccessTokens = ReturnType<typeof createAccessTokens>;
