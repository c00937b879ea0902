import type { IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import { APP_ORIGIN, isLoopbackHost, type Config } from '../config.ts';

const hostnameOf = (host: string): string | null => {
  try {
    return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  } catch {
    return null;
  }
};

/**
 * Who may call this server from a page. `Host` is checked against the names that the server answers to, which
 * defeats DNS rebinding; `Origin` against the server's own and the configured ones, which defeats requests
 * and sockets of other sites (Socket.IO's `cors` alone does not guard WebSockets).
 */
export const createOriginPolicy = (
  config: Pick<Config, 'host' | 'allowedOrigins'>,
  /** What may change while the server runs: the address in invitations, and names of its certificates. */
  current: () => { publicUrl: string | null; hostnames: readonly string[] },
) => {
  const origins = new Set([...config.allowedOrigins, APP_ORIGIN]);
  const hostnames = new Set(['localhost', '127.0.0.1', '::1']);
  const configured = hostnameOf(config.host.includes(':') ? `[${config.host}]` : config.host);
  if (configured !== null) hostnames.add(configured);
  const listensEverywhere = config.host === '0.0.0.0' || config.host === '::';

  const isOwnAddress = (hostname: string): boolean =>
    listensEverywhere &&
    Object.values(networkInterfaces()).some((addresses) =>
      (addresses ?? []).some(({ address }) => address.toLowerCase() === hostname),
    );

  const isNameOfOurs = (hostname: string): boolean => {
    const { publicUrl, hostnames: names } = current();
    return (
      (publicUrl !== null && hostnameOf(new URL(publicUrl).host) === hostname) || names.includes(hostname)
    );
  };

  const isKnownHost = (host: string | undefined): boolean => {
    if (host === undefined) return false;
    const hostname = hostnameOf(host);
    if (hostname === null) return false;
    return (
      hostnames.has(hostname) ||
      (isLoopbackHost(hostname) && isLoopbackHost(config.host)) ||
      isOwnAddress(hostname) ||
      isNameOfOurs(hostname)
    );
  };

  /** No Origin is a program, not a page: it needs a token, and gets no cookie identity. */
  const isAllowedOrigin = (origin: string | undefined, host: string | undefined): boolean => {
    if (origin === undefined) return true;
    const { publicUrl } = current();
    if (origins.has(origin) || (publicUrl !== null && new URL(publicUrl).origin === origin)) return true;
    const url = URL.canParse(origin) ? new URL(origin) : null;
    if (url === null || host === undefined || !/^https?:$/.test(url.protocol)) return false;
    const own = `${url.protocol}//${host}`;
    return URL.canParse(own) && new URL(own).host === url.host;
  };

  return {
    isKnownHost,
    isAllowedOrigin,
    /** For Engine.IO's `allowRequest`. */
    allows: (request: Pick<IncomingMessage, 'headers'>): boolean =>
      isKnownHost(request.headers.host) && isAllowedOrigin(request.headers.origin, request.headers.host),
  };
};

export type OriginPolicy = ReturnType<typeof createOriginPolicy>;

/** Headers by which proxies give themselves away, beside `X-Forwarded-*`. */
const FORWARDING_HEADERS = new Set(['forwarded', 'via', 'x-real-ip', 'x-client-ip', 'true-client-ip']);

const isForwarded = (request: IncomingMessage): boolean =>
  Object.keys(request.headers).some(
    (name) => FORWARDING_HEADERS.has(name) || name.startsWith('x-forwarded-'),
  );

/** The request came from this machine and through no proxy. */
export const isLoopbackRequest = (request: IncomingMessage): boolean => {
  const { host } = request.headers;
  const peer = request.socket.remoteAddress?.replace(/^::ffff:/, '');
  const hostname = host === undefined ? null : hostnameOf(host);
  return (
    !isForwarded(request) &&
    peer !== undefined &&
    isLoopbackHost(peer) &&
    hostname !== null &&
    isLoopbackHost(hostname)
  );
};
