import type { DeviceChoice } from './device-choices.ts';

/** What another list of speakers means for where the sound comes out. */
export type SpeakerChange =
  | { kind: 'same' }
  /** The one in use was unplugged; `label` is what the system uses instead, empty where that is unknown. */
  | { kind: 'lost'; label: string }
  /** The remembered one was plugged in again. */
  | { kind: 'back'; deviceId: string };

/** Chromium's name for whatever the system prefers. */
const SYSTEMS_OWN = 'default';

const has = (list: readonly DeviceChoice[], deviceId: string): boolean =>
  list.some((device) => device.deviceId === deviceId);

const systemsLabel = (list: readonly DeviceChoice[]): string =>
  (list.find(({ deviceId }) => deviceId === SYSTEMS_OWN) ?? list[0])?.label ?? '';

/** The device behind the system's entry, by its own name: that of the entry begins with a word of the browser. */
const shownLabel = (list: readonly DeviceChoice[]): string => {
  const own = systemsLabel(list);
  const [device] = list
    .filter(({ deviceId, label }) => deviceId !== SYSTEMS_OWN && own.includes(label))
    .toSorted((one, other) => other.label.length - one.label.length);
  return device?.label ?? own;
};

/**
 * A speaker has no track that would end: that it is gone shows in the list alone. One that nobody chose is
 * known by the system's own entry, which bears its label.
 */
export const speakerChange = (
  chosen: { now: string | null; remembered: string | null },
  before: readonly DeviceChoice[],
  after: readonly DeviceChoice[],
): SpeakerChange => {
  const { now, remembered } = chosen;
  const lost: SpeakerChange = { kind: 'lost', label: shownLabel(after) };
  if (now !== null) return has(before, now) && !has(after, now) ? lost : { kind: 'same' };
  if (remembered !== null && !has(before, remembered) && has(after, remembered)) {
    return { kind: 'back', deviceId: remembered };
  }
  const used = before.find(({ deviceId }) => deviceId === SYSTEMS_OWN)?.label ?? null;
  const isGone = before.some(
    ({ deviceId, label }) =>
      deviceId !== SYSTEMS_OWN && used?.includes(label) === true && !has(after, deviceId),
  );
  return isGone && systemsLabel(after) !== used ? lost : { kind: 'same' };
};
