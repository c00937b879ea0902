import { z } from '../../server/protocol/zod.ts';

/** Moments of the computer's power: after `resume` and `unlock` nothing that was known before is sure. */
export const POWER_MOMENTS = ['suspend', 'resume', 'lock', 'unlock'] as const;
export type PowerMoment = (typeof POWER_MOMENTS)[number];

export const powerPushes = {
  'power:changed': z.object({ moment: z.enum(POWER_MOMENTS) }),
} as const;
