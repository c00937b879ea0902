import { pino } from 'pino';
import type { Config } from './config.ts';

/**
 * Fields that a log line may have. A list of what is allowed, because nobody can list all that is not: no
 * names, texts, addresses of people or tokens, whatever a caller passes.
 */
const ALLOWED_FIELDS = [
  'url',
  'socketId',
  'userId',
  'role',
  'roomId',
  'appointmentId',
  'sessionId',
  'messageId',
  'code',
  'name',
  'route',
  'method',
  'status',
  'milliseconds',
  'participants',
  'kind',
  'from',
  'to',
  'reason',
  'count',
  'errorName',
  'stack',
  'setupCode',
  'signal',
  'version',
  'schema',
  'attempt',
] as const;

export type LogFields = Partial<Record<(typeof ALLOWED_FIELDS)[number], string | number | boolean | null>>;

/** Structured log: one JSON line an event, `event` being its stable name. */
export type Log = {
  [L in 'error' | 'warn' | 'info' | 'debug']: (event: string, fields?: LogFields) => void;
};

const allowed = new Set<string>(ALLOWED_FIELDS);

const clean = (fields: Readonly<Record<string, LogFields[keyof LogFields]>>): LogFields => {
  const kept: Record<string, LogFields[keyof LogFields]> = {};
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (allowed.has(key)) kept[key] = value;
  }
  return kept;
};

/** Where lines go, each with its line break. */
export type LogDestination = {
  write(line: string): unknown;
  /** The same, at the end of this turn of the event loop: the lines of many in one call of the system. */
  writeSoon?(line: string): void;
};

/** Lines that wait while they cannot be written; those beyond are lost. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** Of lines that wait for the end of their turn. */
const MAX_SOON_LENGTH = 64 * 1024;

/**
 * An open file for the log. It may be on a disk that is full, just when there is something to say: lines wait
 * then, and whoever logs goes on.
 */
export const openLogDestination = (fd: number): LogDestination => {
  // Synchronous: the last lines before a crash are the ones that are needed.
  const destination = pino.destination({ fd, sync: true, maxLength: MAX_WAITING_BYTES });
  destination.on('error', () => undefined);
  let soon = '';
  const writeWithSoon = (line: string): void => {
    const lines = soon + line;
    soon = '';
    if (lines !== '') destination.write(lines);
  };
  const writeWhatWaits = (): void => writeWithSoon('');
  // Also after an exception that nobody caught.
  process.on('exit', writeWhatWaits);
  return {
    write: writeWithSoon,
    writeSoon(line) {
      if (soon === '') setImmediate(writeWhatWaits);
      soon += line;
      if (soon.length > MAX_SOON_LENGTH) writeWhatWaits();
    },
  };
};

/** From the most to the least important. */
const LEVELS = ['error', 'warn', 'info', 'debug'] as const;
/** Which of them each level of the configuration writes. */
const WRITTEN: Record<Config['logLevel'], number> = {
  silent: 0,
  fatal: 0,
  error: 1,
  warn: 2,
  info: 3,
  debug: 4,
  trace: 4,
};

/** @param destination where the lines go; the standard output unless a test or the desktop app says otherwise */
export const createLog = (
  level: Config['logLevel'],
  destination: LogDestination = openLogDestination(1),
): Log => {
  const write = (name: keyof Log, isUrgent: boolean): Log[keyof Log] => {
    // A line that nobody asked for must cost nothing: there is one for every signal.
    if (LEVELS.indexOf(name) >= WRITTEN[level]) return () => undefined;
    return (event, fields = {}) => {
      const line = { level: name, time: new Date().toISOString(), ...clean(fields), event };
      const text = `${JSON.stringify(line)}\n`;
      if (isUrgent || destination.writeSoon === undefined) destination.write(text);
      else destination.writeSoon(text);
    };
  };
  return {
    error: write('error', true),
    warn: write('warn', true),
    info: write('info', false),
    debug: write('debug', false),
  };
};

/** The same log, whose errors are counted by their names. */
export const countErrors = (log: Log, counter: { error(event: string): void }): Log => ({
  ...log,
  error: (event, fields) => {
    counter.error(event);
    log.error(event, fields);
  },
});

/** What may be logged of an error: its class, its code and where it came from, not its message. */
export const errorFields = (error: unknown): LogFields => {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return { errorName: error.name, stack: frames.slice(0, 8).join(' | ') };
};
