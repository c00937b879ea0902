import type { appCalls } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import type { HandlersOf } from '../ipc.ts';

/** What the window may know of the app. */
export const createAppHandlers = ({
  electron,
}: {
  electron: Pick<ElectronParts, 'app'>;
}): HandlersOf<typeof appCalls> => ({
  'app:info': () => ({
    name: electron.app.getName(),
    version: electron.app.getVersion(),
    platform: process.platform,
    electron: process.versions['electron'] ?? '',
    chrome: process.versions['chrome'] ?? '',
  }),
});
