import type { shellCalls } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import { BridgeError, type HandlersOf } from '../ipc.ts';
import { isOutsideUrl } from '../security.ts';

/** What the window may ask of the system. */
export const createShellHandlers = ({
  electron,
}: {
  electron: Pick<ElectronParts, 'shell'>;
}): HandlersOf<typeof shellCalls> => ({
  'shell:open-external': async ({ url }) => {
    if (!isOutsideUrl(url)) throw new BridgeError('forbidden', 'Only https: and mailto: addresses open.');
    await electron.shell.openExternal(url);
  },
});
