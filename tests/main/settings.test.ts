import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJsonFile, type JsonFile } from '../../src-main/services/json-file.ts';
import { createSettings, type SettingsStore, type StoredSettings } from '../../src-main/services/settings.ts';
import { settingsSchema, USUAL_MESSAGE_ALERTS } from '../../src-preload/contract.ts';
import { z } from '../../server/protocol/zod.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { needs } from '../support/needs.ts';

const DEFAULTS: StoredSettings = {
  theme: 'system',
  messageAlerts: USUAL_MESSAGE_ALERTS,
  language: null,
  hostOnStart: false,
  clinics: [],
  currentClinic: null,
};
/** As version 1 of the file had them. */
const FIRST = { theme: 'dark', language: 'es', clinicUrl: null, hostOnStart: true };

let folder: ReturnType<typeof makeTempFolder>;
let memory: ReturnType<typeof createMemoryLog>;
const open = (): SettingsStore => createSettings({ folder: folder.path, log: memory.log });
const path = (name = 'settings.json'): string => join(folder.path, name);

beforeEach(() => {
  folder = makeTempFolder();
  memory = createMemoryLog();
});
afterEach(() => folder.remove());

describe('settings', () => {
  it('are the defaults at first', () => {
    expect(open().get()).toEqual(DEFAULTS);
    expect(settingsSchema.safeParse(DEFAULTS).success).toBe(true);
  });

  it('change by the given fields alone and are kept', () => {
    open().update({ theme: 'dark', language: undefined });
    const changed = open().update({ currentClinic: 'clinic.example' });
    expect(changed).toEqual({ ...DEFAULTS, theme: 'dark', currentClinic: 'clinic.example' });
    expect(open().get()).toEqual(changed);
  });

  it('tell everybody who listens, until they stop', () => {
    const settings = open();
    const heard: string[] = [];
    const stop = settings.onChanged(({ theme }) => heard.push(theme));
    settings.update({ theme: 'dark' });
    settings.update({ theme: 'dark' });
    stop();
    settings.update({ theme: 'light' });
    expect(heard).toEqual(['dark']);
  });

  it('refuse a value that they do not know and keep what they had', () => {
    const settings = open();
    expect(() => settings.update({ theme: 'sepia' as never })).toThrow();
    expect(settings.get()).toEqual(DEFAULTS);
    expect(open().get()).toEqual(DEFAULTS);
  });

  it('can be read by their owner alone', (context) => {
    needs(context, process.platform !== 'win32', 'files of Windows have no mode');
    open().update({ theme: 'dark' });
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['is not JSON', '{"version":1,'],
    ['is empty', ''],
    ['is of another kind', '[1,2]'],
    ['has a wrong value', JSON.stringify({ version: 2, value: { ...DEFAULTS, theme: 'sepia' } })],
    ['lacks a value', JSON.stringify({ version: 1, value: { theme: 'dark' } })],
    ['comes from a newer version', JSON.stringify({ version: 99, value: DEFAULTS })],
  ])('set a file aside that %s, and start with the defaults', (_name, text) => {
    writeFileSync(path(), text);
    const settings = open();
    expect(settings.get()).toEqual(DEFAULTS);
    expect(readFileSync(path('settings.json.invalid'), 'utf8')).toBe(text);
    expect(memory.entries).toMatchObject([{ event: 'file-set-aside', file: 'settings' }]);
    settings.update({ theme: 'dark' });
    expect(open().get().theme).toBe('dark');
  });

  it('of version 1 are read, and its address becomes the joined clinic', () => {
    const write = (clinicUrl: string | null): void =>
      writeFileSync(path(), JSON.stringify({ version: 1, value: { ...FIRST, clinicUrl } }));
    const { clinicUrl: _none, ...first } = FIRST;
    const kept = { ...first, messageAlerts: USUAL_MESSAGE_ALERTS };
    write(null);
    expect(open().get()).toEqual({ ...kept, clinics: [], currentClinic: null });
    write('https://Clinic.example:4000/');
    expect(open().get()).toEqual({
      ...kept,
      clinics: [{ id: 'clinic.example:4000', host: 'clinic.example:4000', pin: null, name: null }],
      currentClinic: 'clinic.example:4000',
    });
    // Nobody joins a clinic over plain HTTP.
    write('http://127.0.0.1:4000');
    expect(open().get()).toEqual({ ...kept, clinics: [], currentClinic: null });
    expect(memory.entries).toEqual([]);
  });

  it('never overwrite a file that was set aside before', () => {
    for (const text of ['first', 'second', 'third']) {
      writeFileSync(path(), text);
      open();
    }
    const names = readdirSync(folder.path).filter((name) => name.includes('invalid'));
    expect(names.toSorted().map((name) => readFileSync(path(name), 'utf8'))).toEqual([
      'first',
      'second',
      'third',
    ]);
  });
});

describe('a file of an older version', () => {
  const first = z.object({ dark: z.boolean() });
  const schema = z.object({ theme: z.enum(['dark', 'light']), size: z.number() });
  const migrations = [
    (old: unknown) => ({ theme: first.parse(old).dark ? 'dark' : 'light' }),
    (old: unknown) => ({ ...(old as object), size: 12 }),
  ];
  const openMigrating = (): JsonFile<z.infer<typeof schema>> =>
    openJsonFile({
      folder: folder.path,
      name: 'thing',
      schema,
      defaults: { theme: 'light', size: 0 },
      migrations,
      log: memory.log,
    });

  it('goes through the steps that it lacks, in order', () => {
    writeFileSync(path('thing.json'), JSON.stringify({ version: 1, value: { dark: true } }));
    expect(openMigrating().read()).toEqual({ theme: 'dark', size: 12 });
    writeFileSync(path('thing.json'), JSON.stringify({ version: 2, value: { theme: 'dark' } }));
    expect(openMigrating().read()).toEqual({ theme: 'dark', size: 12 });
  });

  it('is written in the current version', () => {
    writeFileSync(path('thing.json'), JSON.stringify({ version: 1, value: { dark: true } }));
    openMigrating().write({ theme: 'light', size: 14 });
    expect(JSON.parse(readFileSync(path('thing.json'), 'utf8'))).toEqual({
      version: 3,
      value: { theme: 'light', size: 14 },
    });
    expect(openMigrating().read()).toEqual({ theme: 'light', size: 14 });
  });

  it('is set aside when a step cannot understand it', () => {
    writeFileSync(path('thing.json'), JSON.stringify({ version: 1, value: { dark: 'very' } }));
    expect(openMigrating().read()).toEqual({ theme: 'light', size: 0 });
    expect(readdirSync(folder.path)).toContain('thing.json.invalid');
  });
});
