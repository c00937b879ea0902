import { join } from 'node:path';
import type { BridgePush, BridgePushPayload } from '../src-preload/contract.ts';
import { APP_SCHEME } from './app-protocol.ts';
import { createAttentionServices } from './attention-services.ts';
import { createBridgeHandlers } from './bridge.ts';
import { createClinicServices } from './clinic-services.ts';
import { currentClinic } from './current-clinic.ts';
import type { ElectronParts } from './electron-parts.ts';
import { askForLoad } from './hosted-load.ts';
import { createHostingServices } from './hosting-services.ts';
import { push, serveBridge, type IpcSource } from './ipc.ts';
import { createMiniWindow } from './mini-window.ts';
import { createReachServices } from './reach-services.ts';
import { isAppUrl, secureContents } from './security.ts';
import { createAutostart } from './services/autostart.ts';
import { createLog, openLogFile } from './services/logs.ts';
import { createNetworkAddresses, type Interfaces } from './services/network-addresses.ts';
import { createSecrets } from './services/secrets.ts';
import { createSettings } from './services/settings.ts';
import { updateSource } from './services/update-source.ts';
import { createWindowState } from './services/window-state.ts';
import { systemTimers } from './timers.ts';
import { createWindowServices } from './window-services.ts';
import { createWindows } from './windows.ts';

/** Absolute paths of what the build made. */
export type DesktopPaths = {
  /** Folder of the renderer. */
  renderer: string;
  preload: string;
  /** The hosted server's process. */
  serverChild: string;
  /** The thread of the copies of conversations. */
  cacheWorker: string;
  /** Folder of pictures for the system. */
  resources: string;
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
  const settings = createSettings({ folder: userData, log });
  const secrets = createSecrets({ folder: userData, safeStorage: electron.safeStorage, log });
  const network = createNetworkAddresses({
    timers: systemTimers,
    ...(networkInterfaces === undefined ? {} : { interfaces: networkInterfaces }),
  });
  const toWindow = <P extends BridgePush>(name: P, payload: BridgePushPayload<P>): void => {
    const window = windows.current();
    if (window !== null) push(window, name, payload);
  };
  settings.onChanged((changed) => toWindow('settings:changed', changed));

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
  const hostingServices = createHostingServices({
    electron,
    userData,
    logFolder,
    webRoot: paths.renderer,
    serverChild: paths.serverChild,
    settings,
    secrets,
    network,
    window: windows.current,
    push: toWindow,
    onState: () => attention.hostingChanged(),
    acmeDirectory,
    log,
  });
  const { hostedServer, hosting } = hostingServices;
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
  let isServing = false;
  const clinicServices = createClinicServices({
    electron,
    argv,
    userData,
    rendererFolder: paths.renderer,
    cacheWorker: paths.cacheWorker,
    settings,
    secrets,
    windows,
    prepareSession: windowServices.screenShare.serve,
    ownPins: hostingServices.ownPins,
    onLink: () => {
      // On macOS the window may be closed while the app runs; the first one comes by itself.
      if (isServing) windows.show();
    },
    push: toWindow,
    log,
  });
  const { clinics, sessions } = clinicServices;
  const reach = createReachServices({
    electron,
    hostedServer,
    addresses: network.current,
    keepsAwake: () => attention.preferences.get().awakeWhileHosting,
    clinic: () => currentClinic(clinics.current().clinic, hostedServer.state()),
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
        secrets,
        attention,
        windowServices,
        reach,
        onReachResult: (result) => toWindow('reachability:result', result),
        autostart,
        ...hostingServices,
        ...clinicServices,
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
    app.on('quit', () => void clinicServices.messageCache.stop());
    log.info('app-ready', { version: app.getVersion() });
    if (settings.get().hostOnStart) await hostedServer.start();
  };
  open().catch((error: unknown) => {
    log.error('app-not-started', {}, error);
    app.exit(1);
  });
};
