import { z } from '../../server/protocol/zod.ts';

/**
 * Where a refresh token is now. `memory`: the system's key store is not available, or locked, so that whoever is
 * signed in has to sign in again after the app was closed.
 */
export const TOKEN_KEEPING = ['safe', 'memory'] as const;
export type TokenKeeping = (typeof TOKEN_KEEPING)[number];

const keeping = z.enum(TOKEN_KEEPING);
/**
 * The `id` of a joined clinic; null: the clinic that this computer hosts. The page says it, because a window that
 * is being replaced may still write.
 */
const clinic = z.string().min(1).max(300).nullable();
const token = z.string().min(1).max(512).nullable();

export const tokensCalls = {
  'tokens:read': { input: z.object({ clinic }), output: z.object({ token, keeping }) },
  /** Null forgets it. */
  'tokens:write': { input: z.object({ clinic, token }), output: z.object({ keeping }) },
} as const;
