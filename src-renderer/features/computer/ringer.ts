import type { AttentionPreferences } from '../../../src-preload/contract.ts';
import type { DeviceChoice } from '../device-test/device-choices.ts';

/** Where an arrival rings. */
export type Ringer =
  | { kind: 'system' }
  | { kind: 'device'; deviceId: string }
  /** The chosen one is not connected: the system's own rings in its place. */
  | { kind: 'gone'; label: string };

/** Chromium's names for what the system prefers; they are no devices of their own. */
const ALIASES: ReadonlySet<string> = new Set(['default', 'communications']);

export const ownDevices = (speakers: readonly DeviceChoice[]): DeviceChoice[] =>
  speakers.filter(({ deviceId }) => !ALIASES.has(deviceId));

/**
 * Each clinic that this computer has joined gives the same device another id, so one that is not known by its id
 * is looked for by its name.
 * @param speakers what is plugged in; empty while that is not known
 */
export const resolveRinger = (
  chosen: AttentionPreferences['ringer'],
  speakers: readonly DeviceChoice[],
): Ringer => {
  if (chosen === null) return { kind: 'system' };
  const found =
    speakers.find(({ deviceId }) => deviceId === chosen.deviceId) ??
    ownDevices(speakers).find(({ label }) => label === chosen.label);
  if (found !== undefined) return { kind: 'device', deviceId: found.deviceId };
  return speakers.length === 0
    ? { kind: 'device', deviceId: chosen.deviceId }
    : { kind: 'gone', label: chosen.label };
};

/** The id to play on; null is the system's own. */
export const sinkOf = (ringer: Ringer): string | null => (ringer.kind === 'device' ? ringer.deviceId : null);
