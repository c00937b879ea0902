import { z } from '../../../server/protocol/zod.ts';

/** What can be chosen. */
export const CHOICE_KINDS = ['video', 'audio', 'speaker'] as const;
export type ChoiceKind = (typeof CHOICE_KINDS)[number];

/** One device that is there now. */
export type DeviceChoice = { deviceId: string; label: string };

/** Ids of the chosen devices; null takes what the system prefers. */
export type DeviceChoices = Record<ChoiceKind, string | null>;

export const NO_CHOICES: DeviceChoices = { video: null, audio: null, speaker: null };

/** Where the choice outlives the page. */
export type ChoiceMemory = {
  read(): DeviceChoices;
  write(choices: DeviceChoices): void;
};

const KEY = 'anteroom.devices';
const id = z.string().max(256).nullable().catch(null);
const storedSchema = z.object({ video: id, audio: id, speaker: id });

/**
 * Keeps the choice beside the browser's own list of devices: ids mean something only to the origin that was
 * given them, and both are forgotten together when its data is cleared.
 */
export const createChoiceMemory = (storage: Storage): ChoiceMemory => ({
  read: () => {
    try {
      return storedSchema.parse(JSON.parse(storage.getItem(KEY) ?? ''));
    } catch {
      return NO_CHOICES;
    }
  },
  write: (choices) => {
    try {
      storage.setItem(KEY, JSON.stringify(choices));
    } catch {
      // A browser that keeps nothing asks again next time.
    }
  },
});

/** Without a choice, only for this page. */
export const createForgetfulMemory = (): ChoiceMemory => ({
  read: () => NO_CHOICES,
  write: () => undefined,
});

const KIND_OF: Record<string, ChoiceKind> = {
  videoinput: 'video',
  audioinput: 'audio',
  audiooutput: 'speaker',
};

/** The browser's list by kind. Before the person has allowed anything, it names nothing and is left out. */
export const sortDevices = (
  devices: readonly Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[],
): Record<ChoiceKind, DeviceChoice[]> => {
  const sorted: Record<ChoiceKind, DeviceChoice[]> = { video: [], audio: [], speaker: [] };
  for (const { kind, deviceId, label } of devices) {
    const key = KIND_OF[kind];
    if (key !== undefined && deviceId !== '' && label !== '') sorted[key].push({ deviceId, label });
  }
  return sorted;
};
