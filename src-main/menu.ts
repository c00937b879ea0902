import type { MenuCommand, MenuPlaces } from '../src-preload/contract.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { MenuTexts } from './texts/menu.ts';
import type { ZoomStep } from './zoom.ts';

/**
 * The app's menu: the bar at the top of the screen on macOS, else below Alt. It also holds the shortcuts; without one
 * of ours, Electron's own would offer the developer tools.
 */
export type AppMenu = {
  /** Which pages there are to go to now. */
  offer(places: MenuPlaces): void;
  /** Writes it anew, in the language of now. */
  draw(): void;
};

type Item = Electron.MenuItemConstructorOptions;

export type MenuActions = {
  command: (command: MenuCommand) => void;
  zoom: (step: ZoomStep) => void;
};

const SEPARATOR: Item = { type: 'separator' };

/** Hidden, but its keys work: the plus sign is typed with and without Shift, and on the number pad. */
const keysOnly = (accelerator: string, click: () => void): Item => ({
  label: accelerator,
  accelerator,
  visible: false,
  acceleratorWorksWhenHidden: true,
  click,
});

/** The menu as data; pure, so that a test reads it for every system. */
export const menuTemplate = ({
  texts,
  places,
  platform,
  actions: { command, zoom },
}: {
  texts: MenuTexts;
  places: MenuPlaces;
  platform: NodeJS.Platform;
  actions: MenuActions;
}): Item[] => {
  const isMac = platform === 'darwin';
  const { app, file, edit, view, go, window, help } = texts;
  const about: Item = { role: 'about', label: app.about };
  const settings: Item = {
    label: app.settings,
    accelerator: 'CommandOrControl+,',
    enabled: places !== 'none',
    click: () => command('settings'),
  };
  const updates: Item = {
    label: help.updates,
    enabled: places !== 'none',
    click: () => command('updates'),
  };
  const page = (label: string, key: string, target: MenuCommand): Item => ({
    label,
    accelerator: `CommandOrControl+${key}`,
    enabled: places === 'doctor',
    click: () => command(target),
  });

  const appMenu: Item = {
    role: 'appMenu',
    submenu: [
      about,
      updates,
      SEPARATOR,
      settings,
      SEPARATOR,
      { role: 'services', label: app.services },
      SEPARATOR,
      { role: 'hide', label: app.hide },
      { role: 'hideOthers', label: app.hideOthers },
      { role: 'unhide', label: app.showAll },
      SEPARATOR,
      { role: 'quit', label: file.quit },
    ],
  };
  const fileMenu: Item = {
    label: file.title,
    submenu: isMac
      ? [{ role: 'close', label: file.close }]
      : [settings, SEPARATOR, { role: 'close', label: file.close }, { role: 'quit', label: file.quit }],
  };
  return [
    ...(isMac ? [appMenu] : []),
    fileMenu,
    {
      role: 'editMenu',
      label: edit.title,
      submenu: [
        { role: 'undo', label: edit.undo },
        { role: 'redo', label: edit.redo },
        SEPARATOR,
        { role: 'cut', label: edit.cut },
        { role: 'copy', label: edit.copy },
        { role: 'paste', label: edit.paste },
        { role: 'selectAll', label: edit.selectAll },
      ],
    },
    {
      label: view.title,
      submenu: [
        { label: view.zoomIn, accelerator: 'CommandOrControl+Plus', click: () => zoom('in') },
        keysOnly('CommandOrControl+=', () => zoom('in')),
        keysOnly('CommandOrControl+numadd', () => zoom('in')),
        { label: view.zoomOut, accelerator: 'CommandOrControl+-', click: () => zoom('out') },
        keysOnly('CommandOrControl+numsub', () => zoom('out')),
        { label: view.actualSize, accelerator: 'CommandOrControl+0', click: () => zoom('reset') },
        SEPARATOR,
        { role: 'togglefullscreen', label: view.fullScreen },
        SEPARATOR,
        { role: 'reload', label: view.reload },
      ],
    },
    {
      label: go.title,
      submenu: [
        page(go.rooms, '1', 'rooms'),
        page(go.appointments, '2', 'appointments'),
        page(go.patients, '3', 'patients'),
      ],
    },
    ...(isMac
      ? [
          {
            role: 'windowMenu',
            label: window.title,
            submenu: [
              { role: 'minimize', label: window.minimize },
              { role: 'zoom', label: window.zoom },
              SEPARATOR,
              { role: 'front', label: window.front },
            ],
          } satisfies Item,
        ]
      : []),
    {
      role: 'help',
      label: help.title,
      submenu: [
        { label: help.helpCode, accelerator: 'F1', click: () => command('help-code') },
        { label: help.diagnostics, click: () => command('diagnostics-copied') },
        ...(isMac ? [] : [SEPARATOR, updates, about]),
      ],
    },
  ];
};

export const createAppMenu = ({
  electron: { Menu },
  texts,
  platform = process.platform,
  actions,
}: {
  electron: Pick<ElectronParts, 'Menu'>;
  /** In the language of this moment. */
  texts: () => MenuTexts;
  platform?: NodeJS.Platform;
  actions: MenuActions;
}): AppMenu => {
  let places: MenuPlaces = 'none';
  const draw = (): void =>
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuTemplate({ texts: texts(), places, platform, actions })),
    );
  return {
    draw,
    offer: (next) => {
      if (next === places) return;
      places = next;
      draw();
    },
  };
};
