import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

export const shellCalls = {
  /** Only https: and mailto: addresses; the system's browser or mail program opens them. */
  'shell:open-external': { input: z.object({ url: z.url().max(4096) }), output: nothing },
} as const;
