import { join } from 'node:path';
import { mkdirSync, renameSync } from 'node:fs';
import electronLog from 'electron-log/node';
import { pino, type DestinationStream } from 'pino';

/**
 * The app's own log: one JSON line per event. Only the fields below can be written, so that no name, text,
 * token or address of a person ever reaches the file.
 */

export type LogFields = {
  /** A channel of the bridge contract. */
  channel?: string;
  /** A code of a closed list, such as `forbidden` or `EADDRINUSE`. */
  code?: string;
  status?: string;
  attempt?: number;
  exitCode?: number | null;
  signal?: string | null;
  delayMs?: number;
  port?: number;
  version?: string;
  /** The app's own name for one of its files, never a path. */
  file?: string;
};

/** The fields of a line, beside its time, level and event. */
export const LOG_FIELDS: readonly (keyof LogFields)[] = [
  'channel',
  'code',
  'status',
  'attempt',
  'exitCode',
  'signal',
  'delayMs',
  'port',
  'version',
  'file',
];

type Write = (event: string, fields?: LogFields, error?: unknown) => void;

export type Log = { readonly info: Write; readonly warn: Write; readonly error: Write };

/**
 * Messages may quote what a person typed, and folders carry the name of the account: of an error only its type
 * and its place in the code are kept.
 */
const errorFields = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return error === undefined ? {} : { errorName: typeof error };
  const { code } = error as { code?: unknown };
  return {
    errorName: error.name,
    ...(typeof code === 'string' ? { errorCode: code } : {}),
    stack: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim().replace(/(\w+:)?[^\s()]*[\\/]/g, '')),
  };
};

/** A log that writes to `destination`. */
export const createLog = (destination: DestinationStream): Log => {
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const write =
    (level: 'info' | 'warn' | 'error'): Write =>
    (event, fields = {}, error?: unknown) => {
      const allowed = LOG_FIELDS.filter((name) => fields[name] !== undefined).map((name) => [
        name,
        fields[name],
      ]);
      logger[level]({ event, ...(Object.fromEntries(allowed) as LogFields), ...errorFields(error) });
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
};

const ROTATE_BYTES = 5 * 1024 * 1024;

/**
 * Opens a log file for appending, through electron-log's file transport. A file that grows beyond 5 MB becomes
 * `<name>.1`, in the place of the one before it. Only lines are handed over, which were made by the lists above: its
 * other entry, `electron-log/main`, would open a channel on which any page may write anything (docs/adr/0016).
 * @returns a stream whose writes are on the disk when they return
 */
export const openLogFile = (folder: string, name: string): DestinationStream => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const logger = electronLog.create({ logId: path });
  const { file } = logger.transports;
  for (const transport of Object.values(logger.transports)) {
    // Some are missing outside of Electron, whatever the types say.
    if (typeof transport === 'function' && transport !== file) transport.level = false;
  }
  Object.assign(file, {
    resolvePathFn: () => path,
    maxSize: ROTATE_BYTES,
    // The line as it is: no template, no escapes of its own.
    transforms: [({ data }: { data: unknown[] }) => String(data[0])],
    writeOptions: { flag: 'a', mode: 0o600, encoding: 'utf8' },
    archiveLogFn: () => renameSync(path, `${path}.1`),
  });
  return { write: (line) => logger.info(line.replace(/\n$/, '')) };
};
