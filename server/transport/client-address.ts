import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';

/** IPv6 providers give each household a /64 at least: all its addresses are one. */
const networkOf = (address: string): string => {
  // The parser of URLs writes every form of an address in one way.
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
};

/** Some proxies write the port, too: `203.0.113.1:5000`, `[2001:db8::1]:5000`. */
const withoutPort = (address: string): string =>
  /^\[(.*)\](:\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;

/** Whose limits an address counts against: an IPv4 address, or the /64 network of an IPv6 one. */
export const limitedAddress = (address: string | undefined): string => {
  const plain = withoutPort(address?.trim() ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(plain)) return plain;
  return isIPv6(plain) ? networkOf(plain) : 'unknown';
};

/** The address of whoever sends a request; the last word of a proxy counts if the proxy is trusted. */
export const addressOf = (request: IncomingMessage, trustProxy: boolean): string => {
  const header = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const forwarded = (typeof header === 'string' ? header : header?.at(-1))?.split(',').at(-1);
  return limitedAddress(forwarded ?? request.socket.remoteAddress);
};
