/**
 * A line of a log for somebody else's eyes. The logs hold only what is on their own lists; here every value must also
 * look like something that a program made: a code, a number, a place in the code. Whatever does not is left out.
 */

export type LineFields = readonly string[];

const MAX_LINE = 1_000;

/** A code, a version, the name of an event. No space: nobody's name and nobody's words. */
const WORD = /^[\w.:+-]{1,64}$/;
/** `at createX (file.js:1:2)`, as logs.ts leaves it. */
const PLACE = /^at [\w$.<>[\] ]{0,80}\(?[\w.-]{1,60}:\d{1,7}(:\d{1,7})?\)?$/;
/** Long enough to be a key, a token, an invitation or a pin. */
const SECRET = /[A-Za-z0-9_-]{24,}/;

const isWord = (value: unknown): value is string =>
  typeof value === 'string' && WORD.test(value) && !SECRET.test(value);

const shown = (value: unknown): string | null => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isWord(value)) return value;
  if (!Array.isArray(value)) return null;
  const places = value.filter((line): line is string => typeof line === 'string' && PLACE.test(line));
  return places.length === 0 ? null : `[${places.join(' < ')}]`;
};

const LEVELS: Readonly<Record<string, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** @param fields that may be shown beside time, level and event */
export const harmlessLine = (line: string, fields: LineFields): string => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return '(a line that is none of ours)';
  }
  if (typeof parsed !== 'object' || parsed === null) return '(a line that is none of ours)';
  const entry = parsed as Readonly<Record<string, unknown>>;
  const time =
    typeof entry['time'] === 'string' && !Number.isNaN(Date.parse(entry['time'])) ? entry['time'] : '-';
  const level = LEVELS[String(entry['level'])] ?? (isWord(entry['level']) ? entry['level'] : '-');
  const event = isWord(entry['event']) ? entry['event'] : '-';
  const rest = fields.flatMap((field) => {
    const value = shown(entry[field]);
    return value === null ? [] : [`${field}=${value}`];
  });
  return [new Date(time === '-' ? 0 : time).toISOString(), level, event, ...rest]
    .join(' ')
    .slice(0, MAX_LINE);
};
