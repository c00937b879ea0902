import type { powerCalls } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import type { HandlersOf } from '../ipc.ts';

/** Whether anybody is at this computer. */
export const createPowerHandlers = ({
  electron: { powerMonitor },
}: {
  electron: Pick<ElectronParts, 'powerMonitor'>;
}): HandlersOf<typeof powerCalls> => ({
  'power:idle-time': () => ({ seconds: powerMonitor.getSystemIdleTime() }),
});
