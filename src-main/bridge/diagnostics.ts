import type { diagnosticsCalls } from '../../src-preload/contract.ts';
import type { HandlersOf } from '../ipc.ts';
import type { Diagnostics } from '../services/diagnostics.ts';

/** What whoever helps may see. */
export const createDiagnosticsHandlers = (diagnostics: Diagnostics): HandlersOf<typeof diagnosticsCalls> => ({
  'diagnostics:collect': () => ({ text: diagnostics.collect() }),
  'diagnostics:copy': async () => {
    await diagnostics.copy();
    return undefined;
  },
  'diagnostics:open-folder': async () => {
    await diagnostics.openFolder();
    return undefined;
  },
});
