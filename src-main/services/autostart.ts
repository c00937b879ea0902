import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AutostartState } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import type { Log } from './logs.ts';

/**
 * The app at login, without its window: the clinic is there when the computer is. Windows and macOS have a call
 * of Electron's for it, desktops of Linux a file (freedesktop.org, Desktop Application Autostart Specification).
 */

/** Tells the app that nobody asked to see it. */
export const HIDDEN_ARGUMENT = '--hidden';

export type Autostart = {
  state(): AutostartState;
  /** @returns how it is now, which is what the system made of it */
  set(enabled: boolean): AutostartState;
  /** Whether this start came from the system, at login. */
  isStartedHidden(): boolean;
};

export type AutostartPlace = {
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
  /** Where programs keep the person's settings: `$XDG_CONFIG_HOME`, or what stands for it. */
  configFolder: string;
  execPath: string;
  argv: readonly string[];
  /** False while the app is being developed: what would be started then is only Electron. */
  isPackaged: boolean;
};

/**
 * Quoted as the specification of desktop entries wants it: reserved characters of the quoted string first, then
 * the escapes of any string value, and no field codes.
 */
const quoteExec = (path: string): string => {
  const quoted = `"${path.replaceAll(/["`$\\]/g, (character) => `\\${character}`)}"`;
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%');
};

const desktopEntry = (name: string, path: string): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name}`,
    `Exec=${quoteExec(path)} ${HIDDEN_ARGUMENT}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

const linuxAutostart = (place: AutostartPlace, name: string): Pick<Autostart, 'state' | 'set'> => {
  const { environment, configFolder, execPath } = place;
  const file = join(configFolder, 'autostart', 'anteroom.desktop');
  // What runs inside of an AppImage is gone after the end of the app.
  const path = environment['APPIMAGE'] || execPath;

  const state = (): AutostartState => {
    let entry: string;
    try {
      entry = readFileSync(file, 'utf8');
    } catch {
      return 'off';
    }
    // The system's own settings switch it off in the file.
    const isOff = /^\s*(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m.test(entry);
    return isOff ? 'blocked' : 'on';
  };
  return {
    state,
    set: (enabled) => {
      if (enabled) {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(file, desktopEntry(name, path), { mode: 0o600 });
      } else rmSync(file, { force: true });
      return state();
    },
  };
};

const windowsAutostart = (app: LoginItems): Pick<Autostart, 'state' | 'set'> => {
  const args = [HIDDEN_ARGUMENT];
  const state = (): AutostartState => {
    const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args });
    if (!openAtLogin) return 'off';
    // Switched off in the task manager: the entry stays, and does nothing.
    return executableWillLaunchAtLogin ? 'on' : 'blocked';
  };
  return {
    state,
    set: (enabled) => {
      app.setLoginItemSettings({ openAtLogin: enabled, args });
      return state();
    },
  };
};

const macAutostart = (app: LoginItems): Pick<Autostart, 'state' | 'set'> => {
  const state = (): AutostartState => {
    const { openAtLogin, status } = app.getLoginItemSettings();
    if (status === 'requires-approval') return 'blocked';
    return openAtLogin ? 'on' : 'off';
  };
  return {
    state,
    set: (enabled) => {
      app.setLoginItemSettings({ openAtLogin: enabled });
      return state();
    },
  };
};

type LoginItems = Pick<ElectronParts['app'], 'getLoginItemSettings' | 'setLoginItemSettings'>;

const waysOf = (
  app: LoginItems & Pick<ElectronParts['app'], 'getName'>,
  place: AutostartPlace,
): Pick<Autostart, 'state' | 'set'> | null => {
  if (!place.isPackaged) return null;
  switch (place.platform) {
    case 'linux':
      return linuxAutostart(place, app.getName());
    case 'win32':
      return windowsAutostart(app);
    case 'darwin':
      return macAutostart(app);
    default:
      return null;
  }
};

export const createAutostart = ({
  app,
  place,
  log,
}: {
  app: LoginItems & Pick<ElectronParts['app'], 'getName'>;
  place: AutostartPlace;
  log: Log;
}): Autostart => {
  const way = waysOf(app, place);
  return {
    state: () => way?.state() ?? 'unsupported',
    set: (enabled) => {
      const state = way?.set(enabled) ?? 'unsupported';
      log.info('autostart', { status: state });
      return state;
    },
    isStartedHidden: () =>
      place.argv.includes(HIDDEN_ARGUMENT) ||
      // macOS hands over no arguments.
      (place.platform === 'darwin' && place.isPackaged && app.getLoginItemSettings().wasOpenedAtLogin),
  };
};
