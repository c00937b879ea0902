import { createServer } from 'node:net';
import type { Config } from '../server/config.ts';
import { DEFAULT_LIMITS } from '../server/limits.ts';

/** Configuration of the server that the app hosts. */

const HOST = '127.0.0.1';
const FIRST_PORT = 4000;
const PORTS_TRIED = 100;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: HOST, exclusive: true }, () => probe.close(() => resolve(true)));
  });

/**
 * The first port from `first` on that nobody listens on.
 * @throws Error if a hundred in a row are taken
 */
export const findFreePort = async (first: number = FIRST_PORT): Promise<number> => {
  for (let port = first; port < first + PORTS_TRIED; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${first} to ${first + PORTS_TRIED - 1}`);
};

/**
 * A clinic on this machine alone: loopback, its data in the given folder.
 * @param dataDir absolute
 * @param webRoot absolute folder of the built web client
 */
export const hostedServerConfig = async ({
  dataDir,
  webRoot,
}: {
  dataDir: string;
  webRoot: string;
}): Promise<Config> => ({
  port: await findFreePort(),
  host: HOST,
  extraPorts: [],
  dataDir,
  databaseKey: null,
  jwtSecret: null,
  allowedOrigins: [],
  publicUrl: null,
  tls: null,
  trustProxy: false,
  rateLimits: {},
  limits: DEFAULT_LIMITS,
  turn: { urls: [], secret: null },
  healthStatus: 'OK',
  logLevel: 'info',
  webRoot,
});
