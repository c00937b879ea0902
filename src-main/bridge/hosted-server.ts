import type { hostedServerCalls } from '../../src-preload/contract.ts';
import type { HostedServer } from '../hosted-server.ts';
import type { HandlersOf } from '../ipc.ts';
import type { SettingsStore } from '../services/settings.ts';

/** The clinic on this computer: the person's choice holds for the next start of the app, too; quitting is none. */
export const createHostedServerHandlers = ({
  settings,
  hostedServer,
}: {
  settings: SettingsStore;
  hostedServer: HostedServer;
}): HandlersOf<typeof hostedServerCalls> => ({
  'hosted-server:state': () => hostedServer.state(),
  'hosted-server:start': () => {
    settings.update({ hostOnStart: true });
    return hostedServer.start();
  },
  'hosted-server:stop': () => {
    settings.update({ hostOnStart: false });
    return hostedServer.stop();
  },
});
