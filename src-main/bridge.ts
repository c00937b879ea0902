import type { ElectronParts } from './electron-parts.ts';
import type { HostedServer } from './hosted-server.ts';
import { BridgeError, type BridgeHandlers } from './ipc.ts';
import { isOutsideUrl } from './security.ts';
import type { SettingsStore } from './services/settings.ts';

/** What each call of the bridge contract does. */
export const createBridgeHandlers = ({
  electron,
  settings,
  hostedServer,
}: {
  electron: Pick<ElectronParts, 'app' | 'shell'>;
  settings: SettingsStore;
  hostedServer: HostedServer;
}): BridgeHandlers => ({
  'app:info': () => ({
    name: electron.app.getName(),
    version: electron.app.getVersion(),
    platform: process.platform,
    electron: process.versions['electron'] ?? '',
    chrome: process.versions['chrome'] ?? '',
  }),
  'settings:get': () => settings.get(),
  'settings:update': (changes) => settings.update(changes),
  'hosted-server:state': () => hostedServer.state(),
  // The person's choice holds for the next start of the app, too; quitting is none.
  'hosted-server:start': () => {
    settings.update({ hostOnStart: true });
    return hostedServer.start();
  },
  'hosted-server:stop': () => {
    settings.update({ hostOnStart: false });
    return hostedServer.stop();
  },
  'shell:open-external': async ({ url }) => {
    if (!isOutsideUrl(url)) throw new BridgeError('forbidden', 'Only https: and mailto: addresses open.');
    await electron.shell.openExternal(url);
  },
});
