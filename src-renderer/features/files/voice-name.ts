/**
 * A voice message says in its name when it was recorded and how long it is: to open the file for that would put on
 * record that somebody listened. In the names of files no colon may be.
 */
const STAMP = / \d{4}-\d{2}-\d{2} \d{2}\.\d{2}(?: \((\d{1,2})\.(\d{2})\))?\.[a-z\d]+$/i;

const two = (value: number): string => String(value).padStart(2, '0');

/** "2026-12-01 03.37 (0.07)", for the name of a recording of so many milliseconds. */
export const voiceStamp = (at: Date, milliseconds: number): string => {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const length = `${Math.floor(seconds / 60)}.${two(seconds % 60)}`;
  return `${day} ${two(at.getHours())}.${two(at.getMinutes())} (${length})`;
};

/** In a list, where the time stands beside it: "Voice message", in the words of whoever spoke. */
export const withoutVoiceStamp = (name: string): string => name.replace(STAMP, '');

/**
 * What the name of a recording says; null for one that was not recorded here. `milliseconds` is null if it does not
 * say how long it is.
 */
export const readVoiceName = (name: string): { milliseconds: number | null } | null => {
  const found = STAMP.exec(name);
  if (found === null) return null;
  const [, minutes, seconds] = found;
  return { milliseconds: minutes === undefined ? null : (Number(minutes) * 60 + Number(seconds)) * 1000 };
};
