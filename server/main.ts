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

const describeFailure = (error: unknown, config: Config): string => {
  if (error instanceof ConfigError || error instanceof StoreOpenError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const { port, host } = config;
  if (code === 'EADDRINUSE')
    return `PORT ${port} is in use on ${host}: stop what uses it, or set another PORT`;
  if (code === 'EACCES') return `PORT ${port} may not be used on ${host}: choose one above 1023`;
  if (code === 'EADDRNOTAVAIL') return `HOST ${host} is not an address of this machine`;
  return `The server could not start: ${error instanceof Error ? error.message : String(error)}`;
};

const config = readConfig();
const log = createLog(config.logLevel);
const server = createServer({ config, log });

let stopping = false;
const stop = (signal: string): void => {
  if (stopping) return;
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

try {
  const { url } = await server.start();
  // Programs wait for this line, whatever the log level.
  process.stdout.write(`${JSON.stringify({ event: 'listening', url })}\n`);
} catch (error) {
  exitWith(describeFailure(error, config));
}
