import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/**
 * Where this computer keeps keys and tokens: in the system's own key store, or, where the system has none that is
 * safe, behind a passphrase. No call ever returns a secret.
 */

export const SHORTEST_PASSPHRASE = 12;
export const LONGEST_PASSPHRASE = 256;

export const SECRETS_STATUSES = [
  /** The system's key store keeps them. */
  'system',
  /** The passphrase was given, and keeps them. */
  'unlocked',
  /** The system has no safe place, and no passphrase was chosen yet: nothing can be kept. */
  'unset',
  /** There is a passphrase, and it was not given since the app started. */
  'locked',
  /** Neither: nothing can be kept on this computer. */
  'unavailable',
] as const;
export const secretsStateSchema = z.object({ status: z.enum(SECRETS_STATUSES) });
export type SecretsState = z.infer<typeof secretsStateSchema>;

const given = z.string().max(LONGEST_PASSPHRASE);
const chosen = given.min(SHORTEST_PASSPHRASE);
const outcome = z.object({ status: z.enum(['done', 'wrong_passphrase', 'not_now']) });
/** `not_now`: it is not the moment for this, for example there is a passphrase already. */
export type SecretsOutcome = z.infer<typeof outcome>;

export const secretsCalls = {
  'secrets:state': { input: nothing, output: secretsStateSchema },
  'secrets:unlock': { input: z.object({ passphrase: given }), output: outcome },
  /** The first one. */
  'secrets:set-passphrase': { input: z.object({ passphrase: chosen }), output: outcome },
  'secrets:change-passphrase': { input: z.object({ current: given, next: chosen }), output: outcome },
  /**
   * The passphrase is forgotten: puts everything that it locks aside, where it stays, and goes on without. The
   * clinic's key is among it: then the recovery key is the way.
   */
  'secrets:start-over': { input: nothing, output: outcome },
} as const;

export const secretsPushes = {
  'secrets:changed': secretsStateSchema,
} as const;
