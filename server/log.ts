import { pino } from 'pino';
import type { DestinationStream } from 'pino';
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
  'fileId',
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

const clean = (fields: LogFields): LogFields => {
  const kept: Record<string, LogFields[keyof LogFields]> = {};
  for (const [key, value] of Object.entries(fields)) if (allowed.has(key)) kept[key] = value;
  return kept;
};

/** Lines that wait while they cannot be written; those beyond are lost. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** Of lines that wait for the end of their turn. */
const MAX_SOON_LENGTH = 64 * 1024;
const WARN = pino.levels.values['warn'] ?? 0;

/**
 * An open file for the log. It may be on a disk that is full, just when there is something to say: lines wait
 * then, and whoever logs goes on. The lines of one turn of the event loop leave in one call of the system: after
 * a restart there are thousands of them. A warning or an error does not wait.
 */
export const openLogDestination = (fd: number): DestinationStream => {
  // Synchronous: the last lines before a crash are the ones that are needed.
  const destination = pino.destination({ fd, sync: true, maxLength: MAX_WAITING_BYTES });
  destination.on('error', () => undefined);
  let soon = '';
  const writeSoon = (): void => {
    const text = soon;
    soon = '';
    if (text !== '') destination.write(text);
  };
  // Also after an exception that nobody caught.
  process.on('exit', writeSoon);
  const lines = {
    lastLevel: WARN,
    write(line: string): void {
      if (soon === '') setImmediate(writeSoon);
      soon += line;
      if (this.lastLevel >= WARN || soon.length > MAX_SOON_LENGTH) writeSoon();
    },
  };
  // pino tells the level of each line then, in `lastLevel`.
  return Object.assign(lines, { [pino.symbols.needsMetadataGsym]: true });
};

/** @param destination where the lines go; the standard output unless a test or the desktop app says otherwise */
export const createLog = (level: Config['logLevel'], destination?: DestinationStream): Log => {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? openLogDestination(1),
  );
  const write =
    (name: keyof Log): Log[keyof Log] =>
    (event, fields = {}) => {
      // A line that nobody asked for must cost nothing: there is one for every signal.
      if (logger.isLevelEnabled(name)) logger[name](clean(fields), event);
    };
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
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
