import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';

/** The cookie of pages that keep no token of their own. */
export const SESSION_COOKIE = 'anteroom_session';

/** "Bearer " is optional: front ends differ (K22). */
export const bearerToken = (header: string | undefined): string | null => {
  const token = header?.replace(/^Bearer\s+/i, '').trim();
  return token === undefined || token === '' ? null : token;
};

const cookieIn = (header: string | undefined): string | null => {
  for (const part of header?.split(';') ?? []) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE && value !== '') return value;
  }
  return null;
};

type Headers = IncomingMessage['headers'];

/**
 * A browser sends its cookies whoever asked it to. Those of a request count only if a page of an origin that may use
 * this server made it; that origin was checked before. A program has no use for them.
 */
const isMadeByOwnPage = (headers: Headers): boolean =>
  headers.origin !== undefined || headers['sec-fetch-site'] === 'same-origin';

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** The token of a request, in any of the ways in which front ends send it (K22); null if there is none. */
export const tokenOf = (headers: Headers): { token: string; by: 'header' | 'cookie' } | null => {
  const inHeader =
    bearerToken(headers.authorization) ??
    bearerToken(one(headers['token'])) ??
    bearerToken(one(headers['dtoken']));
  if (inHeader !== null) return { token: inHeader, by: 'header' };
  const inCookie = isMadeByOwnPage(headers) ? cookieIn(headers.cookie) : null;
  return inCookie === null ? null : { token: inCookie, by: 'cookie' };
};

/**
 * `Set-Cookie` for a token; null takes it back.
 * @param seconds how long it is good
 */
export const sessionCookie = (
  { tls, trustProxy }: Pick<Config, 'tls' | 'trustProxy'>,
  token: string | null,
  seconds: number,
): string =>
  [
    `${SESSION_COOKIE}=${token ?? ''}`,
    'Path=/',
    `Max-Age=${token === null ? 0 : seconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(tls !== null || trustProxy ? ['Secure'] : []),
  ].join('; ');
