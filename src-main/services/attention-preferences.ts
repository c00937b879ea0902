import { isDeepStrictEqual } from 'node:util';
import { attentionPreferencesSchema, type AttentionPreferences } from '../../src-preload/contract.ts';
import { openJsonFile } from './json-file.ts';
import type { Log } from './logs.ts';

const DEFAULTS: AttentionPreferences = {
  notifications: true,
  names: false,
  ringer: null,
  onClose: 'ask',
  awakeWhileHosting: false,
};

export type AttentionPreferencesStore = {
  get(): AttentionPreferences;
  /** Changes the given fields and keeps the others. */
  update(changes: {
    [K in keyof AttentionPreferences]?: AttentionPreferences[K] | undefined;
  }): AttentionPreferences;
  /** Called after each change of a value. Returns the function that ends the subscription. */
  onChanged(listener: (preferences: AttentionPreferences) => void): () => void;
};

/** What the person wants of notifications, ring, sleep and closing, in `attention.json` of the folder. */
export const createAttentionPreferences = ({
  folder,
  log,
}: {
  folder: string;
  log: Log;
}): AttentionPreferencesStore => {
  const file = openJsonFile({
    folder,
    name: 'attention',
    schema: attentionPreferencesSchema,
    defaults: DEFAULTS,
    log,
  });
  const listeners = new Set<(preferences: AttentionPreferences) => void>();
  return {
    get: file.read,
    update: (changes) => {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const preferences = attentionPreferencesSchema.parse({ ...file.read(), ...given });
      if (isDeepStrictEqual(preferences, file.read())) return preferences;
      file.write(preferences);
      for (const listener of [...listeners]) listener(preferences);
      return preferences;
    },
    onChanged: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
