import type { Signal } from './events.ts';

/**
 * What a clinic that lets calls go through its TURN server alone takes out of signals: every candidate that is
 * not a relay's, and what the others say of the network behind it. Our own client makes no others then; this
 * holds for every client.
 */

const RELAY = /\styp relay(\s|$)/;

/** A relay's candidate names the address that it relays for. */
const withoutOrigin = (line: string): string =>
  line.replace(/ raddr \S+/, ' raddr 0.0.0.0').replace(/ rport \d+/, ' rport 0');

/** Null for one that must not be told; the empty one is the end of candidates. */
const relayedCandidate = (line: string): string | null =>
  line === '' ? '' : RELAY.test(line) ? withoutOrigin(line) : null;

const NOWHERE: Readonly<Record<string, string>> = { IP4: '0.0.0.0', IP6: '::' };

const relayedSdp = (sdp: string): string =>
  sdp
    .split(/\r?\n/)
    .flatMap((line) => {
      if (line.startsWith('a=candidate:')) {
        const kept = relayedCandidate(line);
        return kept === null ? [] : [kept];
      }
      // The default address of a medium; ICE does not need it.
      return [
        line.replace(
          /^(c=|a=rtcp:\d+ )IN (IP4|IP6) \S+/,
          (_, before: string, family: string) => `${before}IN ${family} ${NOWHERE[family] ?? ''}`,
        ),
      ];
    })
    .join('\r\n');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The bodies are those of `server/protocol/signals.ts`, bare or in simple-peer's wrapping. */
const relayedBody = (body: unknown): { body: unknown } | null => {
  if (!isObject(body)) return { body };
  if (typeof body['sdp'] === 'string') return { body: { ...body, sdp: relayedSdp(body['sdp']) } };
  const { candidate } = body;
  if (isObject(candidate)) {
    const inner = relayedBody(candidate);
    return inner === null ? null : { body: { ...body, candidate: inner.body } };
  }
  if (typeof candidate !== 'string') return { body };
  const kept = relayedCandidate(candidate);
  return kept === null ? null : { body: { ...body, candidate: kept } };
};

/** The signal as it may be told where calls are relayed; null if nothing of it may. */
export const relayedSignal = (signal: Signal): Signal | null => {
  const relayed = relayedBody(signal.body);
  return relayed === null ? null : { ...signal, body: relayed.body };
};
