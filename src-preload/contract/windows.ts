import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

export const windowModeSchema = z.object({
  /** Small and above all other windows, for a running call. */
  mini: z.boolean(),
});
export type WindowMode = z.infer<typeof windowModeSchema>;

export const windowsCalls = {
  'windows:state': { input: nothing, output: windowModeSchema },
  'windows:enter-mini': { input: nothing, output: windowModeSchema },
  'windows:leave-mini': { input: nothing, output: windowModeSchema },
} as const;

export const windowsPushes = {
  'windows:changed': windowModeSchema,
} as const;
