import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

export const appInfoSchema = z.object({
  name: z.string(),
  version: z.string(),
  platform: z.string(),
  electron: z.string(),
  chrome: z.string(),
});

export const appCalls = {
  'app:info': { input: nothing, output: appInfoSchema },
} as const;
