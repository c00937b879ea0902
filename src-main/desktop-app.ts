import { join } from 'node:path';
import type { BridgePush, BridgePushPayload } from '../src-preload/contract.ts';
import { APP_SCHEME, createAppRequestHandler } from './app-protocol.ts';
import { createBridgeHandlers } from './bridge.ts';
import type { ElectronParts } from './electron-parts.ts';
import { hostedServerConfig } from './hosted-config.ts';
import { createHostedServer } from './hosted-server.ts';
import { describeState } from './hosted-server-notes.ts';
import { push, serveBridge, type IpcSource } from './ipc.ts';
import { isAppUrl, secureContents, secureSession } from './security.ts';
import { createAutostart } from './services/autostart.ts';
import { chooseBackupFile, createClinicBackups } from './services/clinic-backups.ts';
import { createClinicKey } from './services/clinic-key.ts';
import { createMaintenance } from './services/clinic-maintenance.ts';
import { createLogTail, withTail } from './services/log-tail.ts';
import { createLog, openLogFile } from './services/logs.ts';
import { createSecrets } from './services/secrets.ts';
import { createSettings } from './services/settings.ts';
import { createWindowState } from './services/window-state.ts';
import { forkUtilityProcess } from './utility-child.ts';
import { createWindows } from './windows.ts';

/** Absolute paths of what the build made. */
export type DesktopPaths = {
  /** Folder of the renderer. */
  renderer: string;
  preload: string;
  /** The hosted server's process. */
  serverChild: string;
};

/**
 * Builds the desktop app from its parts and ties it to Electron's life cycle. Must be called before Electron
 * is ready.
 */
export const startDesktopApp = ({
  electron,
  ipc,
  paths,
}: {
  electron: ElectronParts;
  ipc: IpcSource;
  paths: DesktopPaths;
}): void => {
  const { app } = electron;
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.enableSandbox();
  electron.protocol.registerSchemesAsPrivileged([APP_SCHEME]);
  secureContents(app);

  const userData = app.getPath('userData');
  const logFolder = join(userData, 'logs');
  const log = createLog(openLogFile(logFolder, 'main.log'));
  const serverLog = openLogFile(logFolder, 'server.log');
  const clinicLog = createLogTail();
  const settings = createSettings({ folder: userData, log });
  const windows = createWindows({
    electron,
    preloadPath: paths.preload,
    state: createWindowState({ folder: userData, log }),
    log,
  });
  const toWindow = <P extends BridgePush>(name: P, payload: BridgePushPayload<P>): void => {
    const window = windows.current();
    if (window !== null) push(window, name, payload);
  };
  const dataDir = join(userData, 'clinic');
  const forkServer = () =>
    forkUtilityProcess(electron.utilityProcess, paths.serverChild, withTail(serverLog, clinicLog));
  const hostedServer = createHostedServer({
    fork: forkServer,
    config: async () => {
      const keys = await clinicKey.forStart();
      return { ...(await hostedServerConfig({ dataDir, webRoot: paths.renderer })), ...keys };
    },
    onState: (state) => {
      clinicLog.note(...describeState(state));
      toWindow('hosted-server:changed', state);
    },
    log,
  });
  const maintain = createMaintenance({ fork: forkServer });
  const secrets = createSecrets({ folder: userData, safeStorage: electron.safeStorage, log });
  secrets.onChanged((changed) => {
    toWindow('secrets:changed', changed);
    const state = hostedServer.state();
    const isAwaited = state.status === 'failed' && state.code === 'secrets_locked';
    if (isAwaited && settings.get().hostOnStart) void hostedServer.start();
  });
  const clinicKey = createClinicKey({
    dataDir,
    folder: userData,
    secrets,
    maintain,
    hostedServer: () => hostedServer,
    chooseFile: () => chooseBackupFile(electron.dialog, windows.current()),
    log,
  });
  const clinicBackups = createClinicBackups({
    dataDir,
    hostedServer,
    maintain,
    dialog: electron.dialog,
    window: windows.current,
    log,
  });
  const autostart = createAutostart({
    app,
    place: {
      platform: process.platform,
      environment: process.env,
      configFolder: app.getPath('appData'),
      execPath: process.execPath,
      argv: process.argv,
      isPackaged: app.isPackaged,
    },
    log,
  });
  settings.onChanged((changed) => toWindow('settings:changed', changed));

  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let serverStopped = false;
  app.on('before-quit', (event) => {
    if (serverStopped) return;
    event.preventDefault();
    void hostedServer.stop().finally(() => {
      serverStopped = true;
      app.quit();
    });
  });

  const open = async (): Promise<void> => {
    await app.whenReady();
    electron.protocol.handle('app', createAppRequestHandler(paths.renderer));
    secureSession(electron.session.defaultSession);
    serveBridge({
      ipc,
      handlers: createBridgeHandlers({
        electron,
        settings,
        hostedServer,
        clinicLog,
        clinicBackups,
        autostart,
        clinicKey,
        secrets,
      }),
      isTrusted: isAppUrl,
      log,
    });
    app.on('second-instance', () => windows.show());
    app.on('activate', () => windows.show());
    if (autostart.isStartedHidden() && settings.get().hostOnStart) windows.openHidden();
    else windows.show();
    log.info('app-ready', { version: app.getVersion() });
    if (settings.get().hostOnStart) await hostedServer.start();
  };
  open().catch((error: unknown) => {
    log.error('app-not-started', {}, error);
    app.exit(1);
  });
};
