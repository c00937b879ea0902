import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, parseEnvironment, type Config } from './config.ts';
import { createServer } from './create-server.ts';
import { createLog, errorFields } from './log.ts';
import { StoreOpenError } from './storage/store.ts';

/**
 * The stand-alone server's process: environment to configuration, start, signals. What concerns the process
 * as a whole (exit codes, the line that says it is ready) is here and nowhere else.
 */

const PARENT_CHECK_MS = 250;

const here = dirname(fileURLToPath(import.meta.url));
// Beside the built entries (out/node), or from the sources' folder.
const webRoot = [join(here, '../renderer'), join(here, '../out/renderer')].find((path) =>
  existsSync(join(path, 'index.html')),
);

const exitWith = (line: string): never => {
  process.stderr.write(`${line}\n`);
  process.exit(1);
};

const readConfig = (): Config => {
  try {
    return parseEnvironment(process.env, { resolve, webRoot: webRoot ?? null });
  } catch (error) {
    if (error instanceof ConfigError) return exitWith(error.message);
    throw error;
  }
};

/** The failed system call, as Node's errors tell it. */
type SystemFailure = { code?: string; syscall?: string; port?: number };

/** What went wrong, in one line that names the variable to change. */
const describeFailure = (error: unknown, { port, host, dataDir }: Config): string => {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof StoreOpenError && error.message.startsWith('DATABASE_URL')) return error.message;
  if (error instanceof StoreOpenError) return `DATA_DIR ${dataDir} cannot be used: ${error.message}`;
  const { code, syscall, port: failed = port } = error as SystemFailure;
  const name = failed === port ? 'PORT' : 'EXTRA_PORTS';
  if (code === 'EADDRINUSE')
    return `${name} ${failed} is in use on ${host}: stop what uses it, or set another`;
  if (code === 'EADDRNOTAVAIL' || syscall === 'getaddrinfo')
    return `HOST ${host} is not an address of this machine`;
  if (code === 'EACCES' && syscall === 'listen') {
    return `${name} ${failed} may not be used on ${host}: choose one above 1023`;
  }
  if (code === 'ENOSPC') return `DATA_DIR ${dataDir} cannot be used: the disk is full`;
  if (code !== undefined && syscall !== undefined)
    return `DATA_DIR ${dataDir} cannot be used: ${syscall} failed with ${code}`;
  return `The server could not start: ${error instanceof Error ? error.message : String(error)}`;
};

const config = readConfig();
const log = createLog(config.logLevel);
const server = createServer({ config, log });

let stopping = false;
const stop = (signal: string): void => {
  // Whoever asks twice does not want to wait: as after a crash, nothing that was acknowledged is lost.
  if (stopping) process.exit(1);
  stopping = true;
  log.info('stopping', { signal });
  server.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error('stop-failed', errorFields(error));
      process.exit(1);
    },
  );
};
process.on('SIGTERM', () => stop('SIGTERM'));
process.on('SIGINT', () => stop('SIGINT'));

// npm hands SIGTERM to the shell of its script, which ends without a word to the server in it.
if (process.env['npm_lifecycle_event'] !== undefined) {
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell && !stopping) stop('parent-ended');
  }, PARENT_CHECK_MS).unref();
}

// On a full disk, or without a reader: no reason to end the clinic.
process.stdout.on('error', () => undefined);

try {
  const { url } = await server.start();
  // Programs wait for this line, whatever the log level.
  process.stdout.write(`${JSON.stringify({ event: 'listening', url })}\n`);
} catch (error) {
  exitWith(describeFailure(error, config));
}
