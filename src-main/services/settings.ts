import { isDeepStrictEqual } from 'node:util';
import { settingsSchema, type Settings } from '../../src-preload/contract.ts';
import type { Log } from './logs.ts';
import { openJsonFile, type Migration } from './json-file.ts';

const DEFAULTS: Settings = { theme: 'system', language: null, clinicUrl: null, hostOnStart: false };

/** Step n turns what version n wrote into what version n + 1 reads. */
const MIGRATIONS: readonly Migration[] = [];

export type SettingsStore = {
  get(): Settings;
  /** Changes the given fields and keeps the others. */
  update(changes: { [K in keyof Settings]?: Settings[K] | undefined }): Settings;
  /** Called after each change of a value. Returns the function that ends the subscription. */
  onChanged(listener: (settings: Settings) => void): () => void;
};

/** The person's settings on this computer, in `settings.json` of the folder. */
export const createSettings = ({ folder, log }: { folder: string; log: Log }): SettingsStore => {
  const file = openJsonFile({
    folder,
    name: 'settings',
    schema: settingsSchema,
    defaults: DEFAULTS,
    migrations: MIGRATIONS,
    log,
  });
  const listeners = new Set<(settings: Settings) => void>();
  return {
    get: file.read,
    update: (changes) => {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const settings = settingsSchema.parse({ ...file.read(), ...given });
      if (isDeepStrictEqual(settings, file.read())) return settings;
      file.write(settings);
      for (const listener of listeners) listener(settings);
      return settings;
    },
    onChanged: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
