import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { dictionariesFor, serveSpelling } from '../../src-main/spelling.ts';

const AVAILABLE = ['de', 'en-GB', 'en-US', 'es', 'es-MX', 'hi'];

it.each([
  [
    ['en-GB', 'de-AT'],
    ['en-GB', 'de'],
  ],
  [['en'], ['en-GB']],
  [
    ['es-MX', 'es'],
    ['es-MX', 'es'],
  ],
  [['hi', 'hi-IN'], ['hi']],
  [['xx', 'fr-FR'], []],
])('of %j these dictionaries are used: %j', (wanted, expected) => {
  expect(dictionariesFor(wanted, AVAILABLE)).toEqual(expected);
});

it('follows the language of the app, in every window; macOS has its own way', () => {
  const set: (readonly string[])[] = [];
  const session = {
    availableSpellCheckerLanguages: AVAILABLE,
    setSpellCheckerLanguages: (languages: readonly string[]) => set.push(languages),
  };
  let language = 'es';
  const start = (platform: NodeJS.Platform) => {
    const app = new EventEmitter();
    const changed = serveSpelling({
      electron: { app: app as unknown as Electron.App },
      languages: () => [language, 'en-US'],
      platform,
    });
    app.emit('browser-window-created', {}, { webContents: { session } });
    return changed;
  };
  const changed = start('win32');
  expect(set.at(-1)).toEqual(['es', 'en-US']);
  language = 'hi';
  changed();
  expect(set.at(-1)).toEqual(['hi', 'en-US']);
  start('darwin')();
  expect(set).toHaveLength(2);
});
