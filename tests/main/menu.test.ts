import { describe, expect, it } from 'vitest';
import { contextMenuTemplate } from '../../src-main/context-menu.ts';
import { createAppMenu, menuTemplate } from '../../src-main/menu.ts';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import { menuTextsIn } from '../../src-main/texts/menu.ts';
import { nextZoom } from '../../src-main/zoom.ts';
import { LANGUAGES } from '../../server/protocol/models.ts';
import type { MenuPlaces } from '../../src-preload/contract.ts';
import { createFakeMenu } from '../fakes/fake-tray.ts';

type Item = Electron.MenuItemConstructorOptions;

const flat = (items: readonly Item[]): Item[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);

const build = (platform: NodeJS.Platform, places: MenuPlaces = 'doctor') => {
  const chosen: string[] = [];
  const template = menuTemplate({
    texts: menuTextsIn('en'),
    places,
    platform,
    actions: { command: (command) => chosen.push(command), zoom: (step) => chosen.push(`zoom ${step}`) },
  });
  const items = flat(template);
  return {
    template,
    items,
    chosen,
    press: (accelerator: string): void => {
      const item = items.find((one) => one.accelerator === accelerator);
      if (item === undefined) throw new Error(`nothing has ${accelerator}`);
      // Electron calls it with what it knows of the click; ours need nothing of it.
      if (item.enabled !== false) (item.click as (() => void) | undefined)?.();
    },
    labelled: (label: string) => items.find((one) => one.label === label),
  };
};

describe("the app's menu", () => {
  it.each(['win32', 'linux'] as const)('has its settings and its end in the first menu on %s', (platform) => {
    const { template } = build(platform);
    expect(template.map(({ label }) => label)).toEqual(['File', 'Edit', 'View', 'Go', 'Help']);
    expect(flat(template.slice(0, 1)).map(({ label, type }) => label ?? type)).toEqual([
      'File',
      'Settings…',
      'separator',
      'Close Window',
      'Quit Anteroom',
    ]);
    expect(flat(template.slice(-1)).map(({ label }) => label)).toContain('About Anteroom');
  });

  it('begins with the menu of the app on macOS, and has one of windows', () => {
    const { template, items } = build('darwin');
    expect(template.map(({ role, label }) => label ?? role)).toEqual([
      'appMenu',
      'File',
      'Edit',
      'View',
      'Go',
      'Window',
      'Help',
    ]);
    const roles = items.map(({ role }) => role);
    expect(roles).toEqual(expect.arrayContaining(['services', 'hide', 'hideOthers', 'unhide', 'front']));
    expect(items.filter(({ role }) => role === 'quit')).toHaveLength(1);
  });

  it('goes by shortcut to the pages of a doctor', () => {
    const { chosen, press } = build('win32');
    for (const key of [',', '1', '2', '3']) press(`CommandOrControl+${key}`);
    expect(chosen).toEqual(['settings', 'rooms', 'appointments', 'patients']);
  });

  it('goes nowhere in a call, and still helps', () => {
    const { chosen, press, labelled } = build('linux', 'none');
    for (const key of [',', '1', '2', '3']) press(`CommandOrControl+${key}`);
    press('F1');
    expect(chosen).toEqual(['help-code']);
    expect(labelled('Waiting Rooms')).toMatchObject({ enabled: false });
    expect(labelled('Check for Updates…')).toMatchObject({ enabled: false });
  });

  it('has the settings and the updates for a patient, too', () => {
    const { chosen, press, labelled } = build('linux', 'patient');
    for (const key of [',', '1', '2', '3']) press(`CommandOrControl+${key}`);
    expect(chosen).toEqual(['settings']);
    expect(labelled('Check for Updates…')).toMatchObject({ enabled: true });
  });

  it('zooms, also with the plus sign where it is typed without Shift', () => {
    const { chosen, press } = build('linux', 'none');
    for (const key of ['Plus', '=', 'numadd', '-', 'numsub', '0']) press(`CommandOrControl+${key}`);
    expect(chosen).toEqual(['zoom in', 'zoom in', 'zoom in', 'zoom out', 'zoom out', 'zoom reset']);
  });

  it('offers no developer tools, and no key twice', () => {
    for (const platform of ['win32', 'darwin', 'linux'] as const) {
      const { items } = build(platform);
      expect(items.map(({ role }) => role)).not.toContain('toggleDevTools');
      const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it.each(LANGUAGES)('is written whole in %s', (language) => {
    const { app, file, edit, view, go, window, help, spelling } = menuTextsIn(language);
    const words = [app, file, edit, view, go, window, help, spelling].flatMap((part) => Object.values(part));
    expect(words.filter((word) => word.trim() === '')).toEqual([]);
    if (language !== 'en') {
      const english = flat(
        menuTemplate({
          texts: menuTextsIn('en'),
          places: 'none',
          platform: 'darwin',
          actions: { command: () => {}, zoom: () => {} },
        }),
      ).map(({ label }) => label);
      // A few are the same word in both languages.
      expect(words.filter((word) => english.includes(word)).length).toBeLessThan(3);
    }
  });

  it('is drawn anew when the places change, in the language of then, and not otherwise', () => {
    const Menu = createFakeMenu();
    let language: (typeof LANGUAGES)[number] = 'en';
    const menu = createAppMenu({
      electron: { Menu: Menu as unknown as ElectronParts['Menu'] },
      texts: () => menuTextsIn(language),
      platform: 'linux',
      actions: { command: () => {}, zoom: () => {} },
    });
    menu.draw();
    menu.offer('none');
    expect(Menu.made).toHaveLength(1);
    language = 'es';
    menu.offer('doctor');
    expect(Menu.made).toHaveLength(2);
    expect(Menu.application?.items.map(({ label }) => label)).toContain('Ayuda');
  });
});

describe('the zoom', () => {
  it('goes by the steps of a browser and stops at its ends', () => {
    expect(nextZoom(1, 'in')).toBe(1.1);
    expect(nextZoom(1.1, 'out')).toBe(1);
    expect(nextZoom(0.9, 'out')).toBe(0.8);
    expect(nextZoom(3, 'in')).toBe(3);
    expect(nextZoom(0.5, 'out')).toBe(0.5);
    expect(nextZoom(2.5, 'reset')).toBe(1);
    // What somebody else set lies between two steps.
    expect(nextZoom(1.2, 'in')).toBe(1.25);
    expect(nextZoom(1.2, 'out')).toBe(1.1);
  });
});

describe('the menu of a text field', () => {
  const PARAMS = {
    isEditable: true,
    selectionText: '',
    misspelledWord: '',
    dictionarySuggestions: [] as string[],
    formControlType: 'text-area',
    editFlags: { canCut: true, canCopy: true, canPaste: true, canSelectAll: true },
  };
  const done: string[] = [];
  const menu = (changes: Partial<typeof PARAMS> = {}) =>
    contextMenuTemplate(
      { ...PARAMS, ...changes } as Parameters<typeof contextMenuTemplate>[0],
      menuTextsIn('en'),
      { replace: (word) => done.push(`replace ${word}`), learn: (word) => done.push(`learn ${word}`) },
    );

  it('offers the clipboard', () => {
    expect(menu().map(({ role }) => role)).toEqual(['cut', 'copy', 'paste', 'selectAll']);
  });

  it('corrects a misspelt word, or learns it', () => {
    const items = menu({
      misspelledWord: 'anterom',
      dictionarySuggestions: ['anteroom', '2', '3', '4', '5', '6'],
    });
    expect(items.slice(0, 7).map(({ label, type }) => label ?? type)).toEqual([
      'anteroom',
      '2',
      '3',
      '4',
      '5',
      'Add to Dictionary',
      'separator',
    ]);
    (items[0]?.click as () => void)();
    (items[5]?.click as () => void)();
    expect(done).toEqual(['replace anteroom', 'learn anterom']);
    expect(menu({ misspelledWord: 'xyzzy' })[0]).toMatchObject({ label: 'No suggestions', enabled: false });
  });

  it('copies no password, and corrects none', () => {
    const items = menu({
      formControlType: 'input-password',
      misspelledWord: 'hunter2',
      dictionarySuggestions: ['hunter'],
    });
    expect(items.map(({ role, enabled }) => [role, enabled])).toEqual([
      ['cut', false],
      ['copy', false],
      ['paste', true],
      ['selectAll', true],
    ]);
  });

  it('copies what is selected elsewhere, and is not there where nothing is', () => {
    expect(menu({ isEditable: false })).toEqual([]);
    expect(menu({ isEditable: false, selectionText: 'Pat' }).map(({ role }) => role)).toEqual(['copy']);
  });
});
