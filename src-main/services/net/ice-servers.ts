import type { IceServer } from '../../../server/protocol/index.ts';
import type { StunTarget, StunTransport } from './stun-channel.ts';
import type { TurnTarget } from './turn-client.ts';

/** The addresses of `GET /ice-servers` (RFC 7064, RFC 7065) as targets of this machine's own probes. */

const URL_FORM =
  /^(?<scheme>stuns?|turns?):(?<host>\[[0-9a-f:.]+\]|[^:?[\]/@\s]+)(?::(?<port>\d{1,5}))?(?:\?transport=(?<transport>udp|tcp))?$/i;

type ParsedUrl = StunTarget & { kind: 'stun' | 'turn' };

/** @returns null for what is no such address, and for what no browser uses (DTLS) */
export const parseIceUrl = (text: string): ParsedUrl | null => {
  const groups = URL_FORM.exec(text)?.groups;
  if (groups === undefined) return null;
  const scheme = (groups['scheme'] ?? '').toLowerCase();
  const isSecure = scheme.endsWith('s');
  const asked = groups['transport']?.toLowerCase();
  if (isSecure && asked === 'udp') return null;
  const transport: StunTransport = isSecure ? 'tls' : asked === 'tcp' ? 'tcp' : 'udp';
  const port = groups['port'] === undefined ? (isSecure ? 5349 : 3478) : Number(groups['port']);
  if (port < 1 || port > 65535) return null;
  const host = (groups['host'] ?? '').replace(/^\[|\]$/g, '');
  return { kind: scheme.startsWith('stun') ? 'stun' : 'turn', host, port, transport };
};

export type IceTargets = { stun: StunTarget[]; turn: TurnTarget[] };

export const iceTargets = (servers: readonly IceServer[]): IceTargets => {
  const targets: IceTargets = { stun: [], turn: [] };
  for (const { urls, username, credential } of servers) {
    for (const url of [urls].flat()) {
      const parsed = parseIceUrl(url);
      if (parsed === null) continue;
      const { kind, ...target } = parsed;
      if (kind === 'stun') targets.stun.push(target);
      else if (username !== undefined && credential !== undefined) {
        targets.turn.push({ ...target, username, credential });
      }
    }
  }
  return targets;
};
