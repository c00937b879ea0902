import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/** What whoever helps may see: nothing of it says who anybody is, or what anybody wrote. */
export const diagnosticsCalls = {
  'diagnostics:collect': { input: nothing, output: z.object({ text: z.string().max(100_000) }) },
  /** The same, into the system's clipboard. */
  'diagnostics:copy': { input: nothing, output: nothing },
  /** Shows the folder of the log files. */
  'diagnostics:open-folder': { input: nothing, output: nothing },
} as const;
