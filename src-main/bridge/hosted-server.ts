import type { hostedServerCalls } from '../../src-preload/contract.ts';
import type { HostedServer } from '../hosted-server.ts';
import type { HandlersOf } from '../ipc.ts';
import type { LogTail } from '../services/log-tail.ts';
import type { SettingsStore } from '../services/settings.ts';

/** A server whose loop stands still longer is not doing well, which is an answer, too. */
const REPORT_TIMEOUT_MS = 5_000;

/** The clinic on this computer: the person's choice holds for the next start of the app, too; quitting is none. */
export const createHostedServerHandlers = ({
  settings,
  hostedServer,
  clinicLog,
}: {
  settings: SettingsStore;
  hostedServer: HostedServer;
  clinicLog: Pick<LogTail, 'after'>;
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
  'hosted-server:restart': () => {
    settings.update({ hostOnStart: true });
    return hostedServer.restart();
  },
  'hosted-server:report': async ({ linesAfter }) => {
    const answer = await hostedServer.ask({ about: 'report' }, REPORT_TIMEOUT_MS);
    return {
      numbers: answer?.about === 'report' ? answer.report : null,
      lines: clinicLog.after(linesAfter),
    };
  },
});
