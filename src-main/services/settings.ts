import { isDeepStrictEqual } from 'node:util';
import {
  joinedClinicSchema,
  messageAlertsSchema,
  settingsSchema,
  USUAL_MESSAGE_ALERTS,
} from '../../src-preload/contract.ts';
import { z } from '../../server/protocol/zod.ts';
import { clinicOf } from './clinic-identity.ts';
import type { Log } from './logs.ts';
import { openJsonFile, type Migration } from './json-file.ts';

/**
 * What the file holds: the settings of the bridge, and what no page may change: a page that could would put the
 * pins where it likes.
 */
const storedSchema = settingsSchema.extend({
  clinics: z.array(joinedClinicSchema),
  // Absent from files of before.
  messageAlerts: messageAlertsSchema.default(USUAL_MESSAGE_ALERTS),
  /** `id` of the joined clinic that the window shows; null: the one that this computer hosts, or none. */
  currentClinic: z.string().nullable(),
});
export type StoredSettings = z.infer<typeof storedSchema>;

const DEFAULTS: StoredSettings = {
  theme: 'system',
  language: null,
  hostOnStart: false,
  messageAlerts: USUAL_MESSAGE_ALERTS,
  clinics: [],
  currentClinic: null,
};

const firstSchema = z.looseObject({ clinicUrl: z.string().nullable() });

/** The one address of version 1 becomes the one joined clinic, which has no pin. */
const joinAddress: Migration = (old) => {
  const { clinicUrl, ...others } = firstSchema.parse(old);
  const url = clinicUrl !== null && URL.canParse(clinicUrl) ? new URL(clinicUrl) : null;
  const clinic = url?.protocol === 'https:' ? clinicOf({ host: url.host, pin: null, name: null }) : null;
  return { ...others, clinics: clinic === null ? [] : [clinic], currentClinic: clinic?.id ?? null };
};

/** Step n turns what version n wrote into what version n + 1 reads. */
const MIGRATIONS: readonly Migration[] = [joinAddress];

export type SettingsStore = {
  get(): StoredSettings;
  /** Changes the given fields and keeps the others. */
  update(changes: { [K in keyof StoredSettings]?: StoredSettings[K] | undefined }): StoredSettings;
  /** Called after each change of a value. Returns the function that ends the subscription. */
  onChanged(listener: (settings: StoredSettings) => void): () => void;
};

/** The person's settings on this computer, in `settings.json` of the folder. */
export const createSettings = ({ folder, log }: { folder: string; log: Log }): SettingsStore => {
  const file = openJsonFile({
    folder,
    name: 'settings',
    schema: storedSchema,
    defaults: DEFAULTS,
    migrations: MIGRATIONS,
    log,
  });
  const listeners = new Set<(settings: StoredSettings) => void>();
  return {
    get: file.read,
    update: (changes) => {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const settings = storedSchema.parse({ ...file.read(), ...given });
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
