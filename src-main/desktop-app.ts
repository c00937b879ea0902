import { join } from 'node:path';
import type { BridgePush, BridgePushPayload, HostedServerState } from '../src-preload/contract.ts';
import { APP_SCHEME, createAppRequestHandler } from './app-protocol.ts';
import { createAttentionServices } from './attention-services.ts';
import { createBridgeHandlers } from './bridge.ts';
import { currentClinic } from './current-clinic.ts';
import type { ElectronParts } from './electron-parts.ts';
import { createHostedServer, systemTimers } from './hosted-server.ts';
import { askForLoad } from './hosted-load.ts';
import { describeState } from './hosted-server-notes.ts';
import { createHosting } from './hosting.ts';
import { push, serveBridge, type IpcSource } from './ipc.ts';
import { isAppUrl, secureContents } from './security.ts';
import { askClinic } from './services/ask-clinic.ts';
import { createClinics } from './services/clinics.ts';
import { createDeepLinks } from './services/deep-links.ts';
import { createMiniWindow } from './mini-window.ts';
import { createReachServices } from './reach-services.ts';
import { createAutostart } from './services/autostart.ts';
import { chooseBackupFile, createClinicBackups } from './services/clinic-backups.ts';
import { createClinicKey } from './services/clinic-key.ts';
import { createMaintenance } from './services/clinic-maintenance.ts';
import { createLogTail, withTail } from './services/log-tail.ts';
import { createLog, openLogFile } from './services/logs.ts';
import { createNetworkAddresses, type Interfaces } from './services/network-addresses.ts';
import { createSecrets } from './services/secrets.ts';
import { createSettings } from './services/settings.ts';
import { createTokens } from './services/tokens.ts';
import { updateSource } from './services/update-source.ts';
import { createWindowState } from './services/window-state.ts';
import { createSessions } from './sessions.ts';
import { forkUtilityProcess } from './utility-child.ts';
import { createWindowServices } from './window-services.ts';
import { createWindows } from './windows.ts';

/** Absolute paths of what the build made. */
export type DesktopPaths = {
  /** Folder of the renderer. */
  renderer: string;
  preload: string;
  /** The hosted server's process. */
  serverChild: string;
  /** Folder of pictures for the system. */
  resources: string;
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

/**
 * Builds the desktop app from its parts and ties it to Electron's life cycle. Must be called before Electron
 * is ready.
 */
export const startDesktopApp = ({
  electron,
  ipc,
  paths,
  argv = process.argv,
  networkInterfaces,
  acmeDirectory,
}: {
  electron: ElectronParts;
  ipc: IpcSource;
  paths: DesktopPaths;
  /** Of this process: what the system started the app with. */
  argv?: readonly string[];
  /** Where a test says that the computer is. */
  networkInterfaces?: () => Interfaces;
  /** A test's issuer of certificates. */
  acmeDirectory?: string;
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
  const mini = createMiniWindow({
    electron,
    windows: { current: () => windows.current() },
    onChanged: (mode) => toWindow('windows:changed', mode),
  });
  const windowState = mini.guard(createWindowState({ folder: userData, log }));
  const windows = createWindows({
    electron,
    preloadPath: paths.preload,
    state: windowState,
    partition: () => sessions.partitionFor(clinics.current().clinic),
    log,
  });
  const toWindow = <P extends BridgePush>(name: P, payload: BridgePushPayload<P>): void => {
    const window = windows.current();
    if (window !== null) push(window, name, payload);
  };
  const dataDir = join(userData, 'clinic');
  const secrets = createSecrets({ folder: userData, safeStorage: electron.safeStorage, log });
  const network = createNetworkAddresses({
    timers: systemTimers,
    ...(networkInterfaces === undefined ? {} : { interfaces: networkInterfaces }),
  });
  const hosting = createHosting({
    userData,
    webRoot: paths.renderer,
    secrets,
    carried: () => clinicKey.carriedTlsKey(),
    network,
    timers: systemTimers,
    log,
    acme: acmeDirectory === undefined ? {} : { acmeDirectory },
    onReconfigured: (change) => hostedServer.reconfigure(change),
    onState: (state) => toWindow('certificates:changed', state),
  });
  const forkServer = () =>
    forkUtilityProcess(electron.utilityProcess, paths.serverChild, withTail(serverLog, clinicLog));
  const ownPins = createOwnPins();
  const hostedServer = createHostedServer({
    fork: forkServer,
    config: async () => {
      const keys = await clinicKey.forStart();
      return { ...(await hosting.config()), ...keys };
    },
    facts: () => hosting.facts(),
    onState: (state) => {
      clinicLog.note(...describeState(state));
      ownPins.see(state);
      toWindow('hosted-server:changed', state);
      attention.hostingChanged();
    },
    log,
  });
  const attention = createAttentionServices({
    electron,
    windows,
    settings,
    hostedServer,
    push: toWindow,
    folder: userData,
    resources: paths.resources,
    timers: systemTimers,
    clinicLoad: () => askForLoad(hostedServer),
    log,
  });
  const windowServices = createWindowServices({
    electron,
    windows,
    mini,
    windowState,
    settings,
    hostedServer,
    mayRestart: attention.interlock.mayRestart,
    updateSource: updateSource({ isPackaged: app.isPackaged }),
    push: toWindow,
    logFolder,
    timers: systemTimers,
    log,
  });
  const reach = createReachServices({
    electron,
    hostedServer,
    addresses: network.current,
    keepsAwake: () => attention.preferences.get().awakeWhileHosting,
    clinic: () => currentClinic(clinics.current().clinic, hostedServer.state()),
    log,
  });
  const maintain = createMaintenance({ fork: forkServer });
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
    takeTlsKey: (key) => hosting.certificates.takeKey(key),
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

  const tokens = createTokens({
    secrets,
    canKeep: async () => ['system', 'unlocked'].includes((await secrets.state()).status),
    log,
  });
  const sessions = createSessions({
    electron,
    serveApp: createAppRequestHandler(paths.renderer),
    prepare: windowServices.screenShare.serve,
    ownPins: ownPins.all,
    onVerdict: (id, isAccepted) => clinics.judged(id, isAccepted),
  });
  const clinics = createClinics({
    settings,
    ask: askClinic,
    showWindow: windows.replace,
    forget: async (clinic) => {
      await tokens.write(clinic.id, null);
      await sessions.clear(clinic);
    },
    onChanged: (current) => toWindow('clinics:changed', current),
    log,
  });
  let isServing = false;
  const deepLinks = createDeepLinks({
    app,
    argv,
    onLink: (arrived) => {
      // On macOS the window may be closed while the app runs; the first one comes by itself.
      if (isServing) windows.show();
      toWindow('clinics:link', arrived);
    },
    log,
  });

  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  const open = async (): Promise<void> => {
    await app.whenReady();
    // Safe even while every window is in a clinic's own session.
    sessions.partitionFor(null);
    serveBridge({
      ipc,
      handlers: createBridgeHandlers({
        electron,
        settings,
        hostedServer,
        hosting,
        clinics,
        deepLinks,
        tokens,
        attention,
        windowServices,
        reach,
        onReachResult: (result) => toWindow('reachability:result', result),
        clinicLog,
        clinicBackups,
        autostart,
        clinicKey,
        secrets,
      }),
      isTrusted: isAppUrl,
      log,
    });
    isServing = true;
    app.on('second-instance', () => windows.show());
    app.on('activate', () => windows.show());
    attention.start();
    windowServices.start();
    if (autostart.isStartedHidden() && settings.get().hostOnStart) windows.openHidden();
    else windows.show();
    const stopHosting = hosting.watch();
    app.on('quit', stopHosting);
    log.info('app-ready', { version: app.getVersion() });
    if (settings.get().hostOnStart) await hostedServer.start();
  };
  open().catch((error: unknown) => {
    log.error('app-not-started', {}, error);
    app.exit(1);
  });
};
