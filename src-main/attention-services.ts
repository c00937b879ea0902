import type { AttentionAction, BridgePush, BridgePushPayload } from '../src-preload/contract.ts';
import type { ElectronParts } from './electron-parts.ts';
import { isWanted, type HostedServer } from './hosted-server.ts';
import { createAttention, type Attention } from './services/attention.ts';
import {
  createAttentionPreferences,
  type AttentionPreferencesStore,
} from './services/attention-preferences.ts';
import { createBadge } from './services/badge.ts';
import { createInterlock, type ClinicLoad, type Interlock } from './services/interlock.ts';
import { createLeaving, type Leaving } from './services/leaving.ts';
import { createLeavingQuestions, type LeavingQuestions } from './services/leaving-question.ts';
import type { Log } from './services/logs.ts';
import { attentionText, createNotifications, type Notifications } from './services/notifications.ts';
import { createPower, powerNeed } from './services/power.ts';
import type { SettingsStore } from './services/settings.ts';
import { createTrayIcon, trayModel, type TrayChoice } from './services/tray.ts';
import { createTrayImages } from './services/tray-images.ts';
import { desktopLanguage, textsIn } from './texts/texts.ts';
import type { Timer, Timers } from './timers.ts';
import type { Windows } from './windows.ts';

/** As in electron-builder.yml: Windows shows notifications only of a program whose shortcut bears this name. */
const APP_ID = 'app.anteroom.desktop';
/** By it Windows finds the app again from a notification of an earlier run: the same in every version. */
const TOAST_ACTIVATOR = '{8C1E5B0A-5C7B-4E0C-9F3E-2D6A4B7F1A90}';

/** How often the hosted clinic is asked who is there. */
const LOOK_MS = 15_000;

/** Who waits and what follows from it outside of the window; the parts are in `services`. */
export type AttentionServices = {
  readonly attention: Attention;
  readonly preferences: AttentionPreferencesStore;
  readonly notifications: Notifications;
  readonly interlock: Interlock;
  readonly questions: LeavingQuestions;
  readonly leaving: Leaving;
  /** The hosted clinic has another state. */
  hostingChanged(): void;
  /** Electron is ready: tray and power can be had. */
  start(): void;
};

export const createAttentionServices = ({
  electron,
  windows,
  settings,
  hostedServer,
  clinicLoad = () => Promise.resolve(null),
  push,
  folder,
  resources,
  timers,
  platform = process.platform,
  log,
}: {
  electron: Pick<
    ElectronParts,
    | 'app'
    | 'autoUpdater'
    | 'dialog'
    | 'Menu'
    | 'nativeImage'
    | 'Notification'
    | 'powerMonitor'
    | 'powerSaveBlocker'
    | 'Tray'
  >;
  windows: Windows;
  settings: SettingsStore;
  hostedServer: Pick<HostedServer, 'state' | 'stop'>;
  /** Who is in the hosted clinic, as its server says. */
  clinicLoad?: () => Promise<ClinicLoad | null>;
  push: <P extends BridgePush>(name: P, payload: BridgePushPayload<P>) => void;
  /** Absolute, for what the person wants. */
  folder: string;
  /** Absolute folder of pictures. */
  resources: string;
  timers: Timers;
  platform?: NodeJS.Platform;
  log: Log;
}): AttentionServices => {
  const { app } = electron;
  const attention = createAttention();
  const preferences = createAttentionPreferences({ folder, log });
  const images = createTrayImages({ nativeImage: electron.nativeImage, resources, platform });
  const power = createPower({ electron, log });

  const language = () => desktopLanguage(settings.get().language, app.getPreferredSystemLanguages());
  const texts = () => textsIn(language());
  const isHosting = (): boolean => isWanted(hostedServer.state());

  const interlock = createInterlock({
    presence: () => ({
      report: attention.report(),
      isHosting: isHosting(),
      onClose: preferences.get().onClose,
      platform,
    }),
    clinicLoad,
    onAsked: () => draw(),
    timers,
  });
  const questions = createLeavingQuestions({
    dialog: electron.dialog,
    window: windows.current,
    show: windows.show,
    send: (question) => push('leaving:asked', question),
    withdraw: (id) => push('leaving:withdrawn', { id }),
    report: attention.report,
    names: () => preferences.get().names,
    texts,
    timers,
  });
  const leaving = createLeaving({
    electron,
    windows,
    interlock,
    questions,
    preferences,
    stop: hostedServer.stop,
    platform,
    timers,
    log,
  });

  const act = (action: AttentionAction): void => {
    if (action.kind.startsWith('open-')) windows.show();
    push('attention:chosen', action);
  };
  const choose = (choice: TrayChoice): void => {
    if (choice.kind === 'show') windows.show();
    else if (choice.kind === 'quit') leaving.quit();
    else act(choice);
  };

  const notifications = createNotifications({
    Notification: electron.Notification,
    preferences: preferences.get,
    texts,
    isFocused: () => windows.current()?.isFocused() ?? false,
    act,
    platform,
    timers,
    log,
  });
  const badge = createBadge({
    app,
    window: windows.current,
    dot: images.dot,
    describe: (report) =>
      report.waiting.length === 0 && report.emergencies.length === 0 && report.unread > 0
        ? texts().tray.unread(report.unread)
        : attentionText(report, preferences.get().names, texts()),
    platform,
  });
  const tray = createTrayIcon({ electron, icon: images.tray, choose, platform });

  let isStarted = false;
  let looking: Timer | null = null;
  let silenceEnds: Timer | null = null;
  /** Brings everything that stands on the screen in line with what is true now. */
  const draw = (): void => {
    if (!isStarted) return;
    const report = attention.report();
    const { names, awakeWhileHosting } = preferences.get();
    const now = timers.now();
    const isWanted = isHosting() || report.role === 'doctor';
    tray.show(isWanted ? trayModel({ report, names, texts: texts(), language: language(), now }) : null);
    power.need(powerNeed(report, { isHosting: isHosting(), awakeWhileHosting, load: interlock.load() }));
    // A hidden page that is slowed down rings late and falls out of calls.
    const contents = windows.current()?.webContents;
    contents?.setBackgroundThrottling(!isWanted && report.activity === 'idle');
    silenceEnds?.cancel();
    silenceEnds =
      typeof report.silence === 'number' && report.silence > now
        ? timers.after(report.silence - now, draw)
        : null;
  };

  /** As long as the clinic runs: its patients are kept awake for, whoever is signed in at this window. */
  const look = async (): Promise<void> => {
    await interlock.refresh();
    looking?.cancel();
    looking = isHosting() ? timers.after(LOOK_MS, () => void look()) : null;
  };

  attention.onChanged((report, before) => {
    notifications.follow(report);
    if (isStarted) badge.follow(report, before);
    draw();
  });
  preferences.onChanged((changed) => {
    push('attention:preferences-changed', changed);
    draw();
  });
  settings.onChanged(draw);

  app.on('browser-window-created', (_event, window) => {
    const pageGone = (): void => {
      // The one that has taken its place speaks for itself.
      if (windows.current() !== null && windows.current() !== window) return;
      questions.pageGone();
      attention.reset();
    };
    window.webContents.on('did-navigate', pageGone);
    window.webContents.on('render-process-gone', pageGone);
    window.on('closed', pageGone);
    window.on('focus', () => {
      window.flashFrame(false);
      notifications.close();
    });
    window.once('ready-to-show', () => {
      badge.renew();
      draw();
    });
  });

  return {
    attention,
    preferences,
    notifications,
    interlock,
    questions,
    leaving,
    hostingChanged: () => {
      draw();
      if (isStarted) void look();
    },
    start: () => {
      isStarted = true;
      if (platform === 'win32') {
        app.setAppUserModelId(APP_ID);
        app.setToastActivatorCLSID(TOAST_ACTIVATOR);
        // One of an earlier run has nobody else who hears it.
        electron.Notification.handleActivation(({ type }) => {
          if (type === 'click') windows.show();
        });
      }
      power.watch((moment) => push('power:changed', { moment }));
      void look();
    },
  };
};
