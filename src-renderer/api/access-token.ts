import { z } from '../../server/protocol/zod.ts';

const claimsSchema = z.object({ exp: z.number(), iat: z.number().optional() });
/** A token that does not say how long it lives is used this long. */
const FALLBACK_LIFETIME_MS = 60_000;

/**
 * Until when an access token may be used, in milliseconds of this client's clock. Counted from its own
 * lifetime, because the client's clock may be wrong by hours.
 */
export const usableUntil = (token: string, receivedAt: number): number => {
  try {
    const payload = token.split('.')[1] ?? '';
    const json: unknown = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')));
    const { exp, iat } = claimsSchema.parse(json);
    return iat === undefined ? exp * 1000 : receivedAt + (exp - iat) * 1000;
  } catch {
    return receivedAt + FALLBACK_LIFETIME_MS;
  }
};
