import { parseIceAddress } from '../../../server/protocol/ice-address.ts';
import type { IceServer } from '../../../server/protocol/index.ts';
import type { StunTarget } from './stun-channel.ts';
import type { TurnTarget } from './turn-client.ts';

/** The addresses of `GET /ice-servers` (RFC 7064, RFC 7065) as targets of this machine's own probes. */

type ParsedUrl = StunTarget & { kind: 'stun' | 'turn' };

/** @returns null for what is no such address, and for what no browser uses */
export const parseIceUrl = (text: string): ParsedUrl | null => {
  const parsed = parseIceAddress(text);
  if (!parsed.ok) return null;
  const { kind, host, port, transport } = parsed.address;
  return { kind, host, port, transport };
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
