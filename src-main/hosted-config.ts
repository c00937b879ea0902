import { createServer } from 'node:net';
import type { Config } from '../server/config.ts';
import { DEFAULT_LIMITS } from '../server/limits.ts';
import { USUAL_PORT } from '../src-preload/contract.ts';
import { HostedStartError } from './hosted-start-error.ts';

/** Configuration of the server that the app hosts. */

const LOOPBACK = '127.0.0.1';
/** IPv6's, which takes IPv4, too. */
const EVERYWHERE = '::';
const EVERYWHERE_V4 = '0.0.0.0';
const PORTS_TRIED = 100;

const canListen = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });

/** The host that listens on every address of this computer. */
export const hostForEverywhere = async (): Promise<string> =>
  (await canListen(0, EVERYWHERE)) ? EVERYWHERE : EVERYWHERE_V4;

/** Everywhere that the clinic answers: some systems let two programs share a port at different addresses. */
const isFree = async (port: number): Promise<boolean> => {
  for (const host of [await hostForEverywhere(), EVERYWHERE_V4, LOOPBACK]) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
};

/**
 * The port of the last time if it is free, because it stands in invitations; else the first free one.
 * @param taken looked free at this start, and could not be had
 * @throws HostedStartError if a hundred in a row are taken
 */
export const choosePort = async (last: number | null, taken: readonly number[] = []): Promise<number> =>
  last !== null && !taken.includes(last) && (await isFree(last)) ? last : findFreePort(USUAL_PORT, taken);

/**
 * The first port from `first` on that nobody listens on.
 * @throws HostedStartError if a hundred in a row are taken
 */
export const findFreePort = async (
  first: number = USUAL_PORT,
  taken: readonly number[] = [],
): Promise<number> => {
  for (let port = first; port < first + PORTS_TRIED; port += 1) {
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  const cause = new Error(`no free port from ${first} to ${first + PORTS_TRIED - 1}`);
  throw new HostedStartError('port_in_use', { cause });
};

/**
 * A clinic on the local network, by TLS; its data in the given folder.
 * @param dataDir absolute
 * @param webRoot absolute folder of the built web client
 */
export const hostedServerConfig = ({
  dataDir,
  webRoot,
  host,
  port,
  publicUrl,
  tls,
  turn,
}: {
  dataDir: string;
  webRoot: string;
  host: string;
  port: number;
  /** The address in invitations. */
  publicUrl: string;
  tls: NonNullable<Config['tls']>;
  turn: Config['turn'];
}): Config => ({
  port,
  host,
  extraPorts: [],
  dataDir,
  databaseUrl: null,
  databaseKey: null,
  jwtSecret: null,
  allowedOrigins: [],
  publicUrl,
  tls,
  trustProxy: false,
  rateLimits: {},
  limits: DEFAULT_LIMITS,
  turn,
  smtp: null,
  healthStatus: 'OK',
  redisUrl: null,
  compatUnverified: 'off',
  logLevel: 'info',
  webRoot,
});
