import type { BridgePush, BridgePushPayload } from '../src-preload/contract.ts';
import { serveContextMenus } from './context-menu.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { HostedServer } from './hosted-server.ts';
import { createAppMenu, type AppMenu } from './menu.ts';
import type { MiniWindow } from './mini-window.ts';
import { createScreenShare, type ScreenShare } from './screen-share.ts';
import { createDiagnostics, type Diagnostics } from './services/diagnostics.ts';
import type { Log } from './services/logs.ts';
import type { SettingsStore } from './services/settings.ts';
import { createUpdates, type Updates, type UpdateSource } from './services/updates.ts';
import { serveSpelling } from './spelling.ts';
import type { WindowStateStore } from './services/window-state.ts';
import { menuTextsIn } from './texts/menu.ts';
import { desktopLanguage } from './texts/texts.ts';
import type { Timers } from './timers.ts';
import { createWindowMemory } from './window-memory.ts';
import type { Windows } from './windows.ts';

/** What belongs to the app's window beside its page: menu, zoom, mini window, shared screen, updates, diagnostics. */
export type WindowServices = {
  readonly mini: MiniWindow;
  readonly menu: AppMenu;
  readonly screenShare: ScreenShare;
  readonly updates: Updates;
  readonly diagnostics: Diagnostics;
  /** Electron is ready, and no window is open yet. */
  start(): void;
};

export const createWindowServices = ({
  electron,
  windows,
  mini,
  windowState,
  settings,
  hostedServer,
  mayRestart,
  updateSource,
  push,
  logFolder,
  timers,
  platform = process.platform,
  log,
}: {
  electron: Pick<ElectronParts, 'app' | 'clipboard' | 'desktopCapturer' | 'Menu' | 'screen' | 'shell'>;
  windows: Windows;
  mini: MiniWindow;
  windowState: WindowStateStore;
  settings: SettingsStore;
  hostedServer: Pick<HostedServer, 'state'>;
  /** False while somebody waits or a call runs. */
  mayRestart: () => boolean;
  updateSource: UpdateSource;
  push: <P extends BridgePush>(name: P, payload: BridgePushPayload<P>) => void;
  /** Absolute. */
  logFolder: string;
  timers: Timers;
  platform?: NodeJS.Platform;
  log: Log;
}): WindowServices => {
  const language = () => desktopLanguage(settings.get().language, electron.app.getPreferredSystemLanguages());
  const texts = () => menuTextsIn(language());
  const screenShare = createScreenShare({ electron, push, platform, log });
  const updates = createUpdates({
    source: updateSource,
    mayRestart,
    onState: (state) => push('updates:changed', state),
    timers,
    log,
  });
  const diagnostics = createDiagnostics({
    electron,
    logFolder,
    states: () => ({
      settings: settings.get(),
      hostedServer: hostedServer.state(),
      updates: updates.state(),
      window: { ...windowState.get(), ...mini.state() },
    }),
  });

  let zoom: ReturnType<typeof createWindowMemory>['zoom'] | null = null;
  const menu = createAppMenu({
    electron,
    texts,
    platform,
    actions: {
      command: (command) => {
        if (command !== 'diagnostics-copied') {
          windows.show();
          push('menu:chosen', { command });
          return;
        }
        diagnostics.copy().then(
          () => push('menu:chosen', { command }),
          (error: unknown) => log.error('diagnostics-not-copied', {}, error),
        );
      },
      zoom: (step) => {
        const window = windows.current();
        if (window !== null) zoom?.(window, step);
      },
    },
  });

  return {
    mini,
    menu,
    screenShare,
    updates,
    diagnostics,
    start: () => {
      ({ zoom } = createWindowMemory({ electron, state: windowState }));
      serveContextMenus({ electron, texts });
      const languages = () => [language(), ...electron.app.getPreferredSystemLanguages()];
      settings.onChanged(serveSpelling({ electron, languages, platform }));
      menu.draw();
      settings.onChanged(menu.draw);
      updates.start();
    },
  };
};
