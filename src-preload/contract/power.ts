import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/** Moments of the computer's power: after `resume` and `unlock` nothing that was known before is sure. */
export const POWER_MOMENTS = ['suspend', 'resume', 'lock', 'unlock'] as const;
export type PowerMoment = (typeof POWER_MOMENTS)[number];

export const powerCalls = {
  /** For how long nobody has touched this computer, whatever program was in front. */
  'power:idle-time': { input: nothing, output: z.object({ seconds: z.number().nonnegative() }) },
} as const;

export const powerPushes = {
  'power:changed': z.object({ moment: z.enum(POWER_MOMENTS) }),
} as const;
