import { join } from 'node:path';
import type { BridgePush, BridgePushPayload, HostedServerState } from '../src-preload/contract.ts';
import type { ElectronParts } from './electron-parts.ts';
import { createHostedServer, type HostedServer } from './hosted-server.ts';
import { describeState } from './hosted-server-notes.ts';
import { createHosting, type Hosting } from './hosting.ts';
import { chooseBackupFile, createClinicBackups, type ClinicBackups } from './services/clinic-backups.ts';
import { createClinicKey, type ClinicKey } from './services/clinic-key.ts';
import { createMaintenance } from './services/clinic-maintenance.ts';
import { createLogTail, withTail, type LogTail } from './services/log-tail.ts';
import { openLogFile, type Log } from './services/logs.ts';
import type { NetworkAddresses } from './services/network-addresses.ts';
import { createRecoveryByKey, type RecoveryByKey } from './services/recovery-by-key.ts';
import type { Secrets, SecretsLock } from './services/secrets.ts';
import type { SettingsStore } from './services/settings.ts';
import { systemTimers } from './timers.ts';
import { forkUtilityProcess } from './utility-child.ts';

/** The clinic that this computer hosts: its server, how it is reached, its key, its backups, its log. */
export type HostingServices = {
  readonly hostedServer: HostedServer;
  readonly hosting: Hosting;
  readonly clinicKey: ClinicKey;
  readonly recoveryByKey: RecoveryByKey;
  readonly clinicBackups: ClinicBackups;
  readonly clinicLog: Pick<LogTail, 'after'>;
  /** Keys that it has shown since the app started. */
  ownPins(): readonly string[];
};

/**
 * Keys that the hosted clinic has shown since the app started. They stay known while it restarts: a window that
 * reconnects a moment before the server has reported would be refused, and Chromium keeps a refusal.
 */
const createOwnPins = () => {
  const pins = new Set<string>();
  return {
    see: (state: HostedServerState): void => {
      if (state.status === 'running' && state.pin !== undefined) pins.add(state.pin);
    },
    all: (): readonly string[] => [...pins],
  };
};

export const createHostingServices = ({
  electron,
  userData,
  logFolder,
  webRoot,
  serverChild,
  settings,
  secrets,
  network,
  window,
  push,
  onState,
  acmeDirectory,
  log,
}: {
  electron: Pick<ElectronParts, 'dialog' | 'utilityProcess'>;
  /** Absolute folder of the app's data. */
  userData: string;
  logFolder: string;
  /** Absolute folder of the built web client. */
  webRoot: string;
  /** Absolute path of the built child. */
  serverChild: string;
  settings: SettingsStore;
  secrets: Secrets & SecretsLock;
  network: NetworkAddresses;
  window: () => Electron.BrowserWindow | null;
  push: <P extends BridgePush>(name: P, payload: BridgePushPayload<P>) => void;
  /** The server has another state, which the window knows already. */
  onState: () => void;
  /** A test's issuer of certificates. */
  acmeDirectory?: string | undefined;
  log: Log;
}): HostingServices => {
  const dataDir = join(userData, 'clinic');
  const serverLog = openLogFile(logFolder, 'server.log');
  const clinicLog = createLogTail();
  const fork = () => forkUtilityProcess(electron.utilityProcess, serverChild, withTail(serverLog, clinicLog));
  const maintain = createMaintenance({ fork });
  const clinicKey = createClinicKey({ dataDir, folder: userData, secrets, maintain, log });
  const hosting = createHosting({
    userData,
    webRoot,
    secrets,
    carried: clinicKey.carriedTlsKey,
    network,
    timers: systemTimers,
    log,
    acme: acmeDirectory === undefined ? {} : { acmeDirectory },
    onReconfigured: (change) => hostedServer.reconfigure(change),
    onState: (state) => push('certificates:changed', state),
  });
  const ownPins = createOwnPins();
  const hostedServer = createHostedServer({
    fork,
    config: async (takenPorts) => {
      const keys = await clinicKey.forStart();
      return { ...(await hosting.config(takenPorts)), ...keys };
    },
    onListening: () => hosting.listens(),
    facts: () => hosting.facts(),
    onState: (state) => {
      clinicLog.note(...describeState(state));
      ownPins.see(state);
      push('hosted-server:changed', state);
      onState();
    },
    log,
  });
  secrets.onChanged((changed) => {
    push('secrets:changed', changed);
    const state = hostedServer.state();
    const isAwaited = state.status === 'failed' && state.code === 'secrets_locked';
    if (isAwaited && settings.get().hostOnStart) void hostedServer.start();
  });
  const recoveryByKey = createRecoveryByKey({
    dataDir,
    clinicKey,
    maintain,
    hostedServer,
    chooseFile: () => chooseBackupFile(electron.dialog, window()),
    takeTlsKey: hosting.certificates.takeKey,
    log,
  });
  const clinicBackups = createClinicBackups({
    dataDir,
    hostedServer,
    maintain,
    dialog: electron.dialog,
    window,
    log,
  });
  return { hostedServer, hosting, clinicKey, recoveryByKey, clinicBackups, clinicLog, ownPins: ownPins.all };
};
