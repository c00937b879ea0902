/**
 * Addresses of STUN and TURN servers (RFC 7064, RFC 7065) as a clinic is given them: by `TURN_URLS`, or in the app.
 * Only what every browser takes: one that it does not take would let no call come about at all.
 */

export const ICE_ADDRESS_FAULTS = [
  /** It begins with none of `turn:`, `turns:` and `stun:`. */
  'kind',
  /** `stuns:`, which browsers do not know. */
  'stuns',
  /** A name or a password in front of the host. */
  'credentials',
  'host',
  'port',
  /** `?transport=` with something else than `udp` or `tcp`, or anything else behind the port. */
  'transport',
  /** `turns:` by UDP, which browsers do not speak. */
  'tls_by_udp',
  /** `stun:` with a transport, which it has none of. */
  'stun_transport',
] as const;
export type IceAddressFault = (typeof ICE_ADDRESS_FAULTS)[number];

export const ICE_TRANSPORTS = ['udp', 'tcp', 'tls'] as const;
export type IceTransport = (typeof ICE_TRANSPORTS)[number];

export type IceAddress = {
  /** As the clinic gives it to browsers. */
  text: string;
  kind: 'stun' | 'turn';
  /** Without the brackets of IPv6. */
  host: string;
  port: number;
  transport: IceTransport;
};

export type ParsedIceAddress = { ok: true; address: IceAddress } | { ok: false; fault: IceAddressFault };

const KIND = /^(?<scheme>stuns?|turns?):(?<rest>.*)$/i;
const REST = /^(?<host>\[[^\]]*\]|[^:?[\]]*)(?::(?<port>[^?]*))?(?:\?(?<query>.*))?$/;
const NAME = /^(?!-)[a-z0-9._-]+$/i;
const IPV6 = /^\[[0-9a-f:.]+\]$/i;
const TRANSPORT = /^transport=(?<transport>udp|tcp)$/i;

const PLAIN_PORT = 3478;
const TLS_PORT = 5349;

const isHost = (host: string): boolean =>
  (NAME.test(host) || IPV6.test(host)) && URL.canParse(`http://${host}/`);

/** Null: it is none. */
const portOf = (text: string | undefined, otherwise: number): number | null => {
  if (text === undefined) return otherwise;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
};

export const parseIceAddress = (text: string): ParsedIceAddress => {
  const { scheme: typed = '', rest = '' } = KIND.exec(text.trim())?.groups ?? {};
  const scheme = typed.toLowerCase();
  if (scheme === '') return { ok: false, fault: 'kind' };
  if (scheme === 'stuns') return { ok: false, fault: 'stuns' };
  if (rest.includes('@')) return { ok: false, fault: 'credentials' };
  const parts = REST.exec(rest)?.groups;
  if (parts === undefined || !isHost(parts['host'] ?? '')) return { ok: false, fault: 'host' };
  const isTls = scheme === 'turns';
  const port = portOf(parts['port'], isTls ? TLS_PORT : PLAIN_PORT);
  if (port === null) return { ok: false, fault: 'port' };
  const query = parts['query'];
  if (query !== undefined && scheme === 'stun') return { ok: false, fault: 'stun_transport' };
  const asked = query === undefined ? undefined : TRANSPORT.exec(query)?.groups?.['transport'];
  if (query !== undefined && asked === undefined) return { ok: false, fault: 'transport' };
  const isUdp = asked === undefined ? !isTls : asked.toLowerCase() === 'udp';
  if (isTls && isUdp) return { ok: false, fault: 'tls_by_udp' };
  return {
    ok: true,
    address: {
      text: `${scheme}:${rest}`,
      kind: scheme === 'stun' ? 'stun' : 'turn',
      host: (parts['host'] ?? '').replace(/^\[|\]$/g, ''),
      port,
      transport: isTls ? 'tls' : isUdp ? 'udp' : 'tcp',
    },
  };
};
