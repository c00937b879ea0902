import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/** Why an update did not come. Words for people are the page's. */
export const UPDATE_FAILURES = [
  /** The address of the updates was not reached. */
  'offline',
  /** It was, but has no updates for this system. */
  'no-feed',
  /** What came is not what was announced, or is not signed as it must be. */
  'damaged',
  'disk-full',
  'other',
] as const;
export type UpdateFailure = (typeof UPDATE_FAILURES)[number];

/** What a new version brings: plain text, also where its author wrote HTML. */
const news = { version: z.string().max(64), notes: z.string().max(4_000) };

/** The newer version of the app; each state has only its own fields. */
export const updateStateSchema = z.discriminatedUnion('status', [
  /** `no-channel`: nobody said at packaging where updates are; `not-packaged`: the app runs from its sources. */
  z.object({ status: z.literal('off'), reason: z.enum(['no-channel', 'not-packaged']) }),
  /** Nothing newer, as far as is known. */
  z.object({ status: z.literal('idle'), checkedAt: z.string().nullable() }),
  z.object({ status: z.literal('checking') }),
  /** Downloaded as soon as nobody waits and no call runs. */
  z.object({ status: z.literal('available'), ...news }),
  z.object({ status: z.literal('downloading'), ...news, percent: z.number().min(0).max(100) }),
  /** `restarts`: by itself, as soon as nobody waits and no call runs. Else when the app is quit. */
  z.object({ status: z.literal('ready'), ...news, restarts: z.boolean() }),
  z.object({ status: z.literal('failed'), failure: z.enum(UPDATE_FAILURES), failedAt: z.string() }),
]);
export type UpdateState = z.infer<typeof updateStateSchema>;

export const updatesCalls = {
  'updates:state': { input: nothing, output: updateStateSchema },
  'updates:check': { input: nothing, output: updateStateSchema },
  /** Restarts now, or later while somebody waits or a call runs. */
  'updates:install': { input: nothing, output: updateStateSchema },
  /** Takes back a restart that has not come yet. */
  'updates:postpone': { input: nothing, output: updateStateSchema },
} as const;

export const updatesPushes = {
  'updates:changed': updateStateSchema,
} as const;
