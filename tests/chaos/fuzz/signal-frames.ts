import { HOSTILE_JSON } from './arbitraries.ts';
import type { Dice } from './dice.ts';

/** WebRTC signals of somebody who wants to harm the other end: nearly right, and wrong in every way. */

export type SignalEvent = 'offer' | 'answer' | 'ice-candidate';
export type SignalFrame = { event: SignalEvent; payload: string };

const SDP = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1',
  'a=msid-semantic: WMS stream',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa',
  'a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF',
  'a=setup:actpass',
  'a=mid:0',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa',
  'a=setup:actpass',
  'a=mid:1',
  'a=recvonly',
  'a=rtpmap:96 VP8/90000',
] as const;
const CANDIDATE =
  'candidate:842163049 1 udp 1677729535 192.0.2.33 46154 typ srflx raddr 10.0.0.17 rport 46154';
/** Deeper ones cannot be put into an object and written again. */
const SHALLOW_JSON = HOSTILE_JSON.filter((json) => json.length < 1_000);
const ODD = [
  '',
  '\u0000',
  '\ud800',
  '-1',
  '99999999999999999999',
  'é'.repeat(50),
  'a=mid:0',
  '%n%s',
  '__proto__',
];

const fuzzSdp = (dice: Dice): string => {
  const lines: string[] = [...SDP];
  for (let changes = dice.between(0, 5); changes > 0; changes -= 1) {
    const at = dice.between(0, lines.length - 1);
    const line = lines[at] ?? '';
    switch (dice.between(0, 5)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(at, 0, line);
        break;
      case 2:
        lines[at] = line.replace(/\d+/, () => dice.pick(ODD));
        break;
      case 3:
        lines[at] = line.slice(0, dice.between(0, line.length)) + dice.pick(ODD);
        break;
      case 4:
        lines.reverse();
        break;
      default:
        lines.splice(at, 0, dice.bytes(dice.between(0, 30)).toString('latin1'));
    }
  }
  const sdp = lines.join(dice.pick(['\r\n', '\r\n', '\n', ' ']));
  if (dice.chance(0.02)) return sdp.padEnd(dice.pick([47_999, 48_000, 48_001, 55_000]), 'x');
  if (dice.chance(0.03)) return dice.pick(['', ' ', 'v=0', '{}', 'null', ...ODD]);
  return sdp;
};

const fuzzCandidate = (dice: Dice): unknown => {
  const words = CANDIDATE.split(' ');
  for (let changes = dice.between(0, 3); changes > 0; changes -= 1) {
    words[dice.between(0, words.length - 1)] = dice.pick([
      ...ODD,
      '0',
      'tcp',
      'relay',
      'host',
      '::1',
      'x.local',
    ]);
  }
  const candidate: Record<string, unknown> = {
    candidate: dice.chance(0.05)
      ? dice.pick(['', 'x'.repeat(2_048), 'x'.repeat(2_049), 1, null])
      : words.join(' '),
  };
  if (dice.chance(0.8))
    candidate['sdpMid'] = dice.pick(['0', '0', '1', '9', '', 'x'.repeat(65), 0, null, '__proto__']);
  if (dice.chance(0.8))
    candidate['sdpMLineIndex'] = dice.pick([0, 0, 1, 255, 256, -1, 1.5, '0', null, 65_536]);
  if (dice.chance(0.3)) candidate['usernameFragment'] = dice.pick(['abcd', '', 'x'.repeat(257), null, {}]);
  if (dice.chance(0.1)) candidate['address'] = '192.0.2.1';
  return dice.chance(0.5) ? { type: 'candidate', candidate } : candidate;
};

const fuzzBody = (event: SignalEvent, dice: Dice): unknown => {
  if (dice.chance(0.05)) return JSON.parse(dice.pick(SHALLOW_JSON)) as unknown;
  if (dice.chance(0.05)) return fuzzBody(dice.pick(['offer', 'answer', 'ice-candidate']), dice);
  if (event === 'ice-candidate') return dice.chance(0.05) ? null : fuzzCandidate(dice);
  if (event === 'answer') return { type: 'answer', sdp: fuzzSdp(dice) };
  switch (dice.between(0, 7)) {
    case 0:
      return { type: 'renegotiate', renegotiate: dice.pick([true, true, true, false, 1, {}]) };
    case 1:
      return {
        type: 'transceiverRequest',
        transceiverRequest: {
          kind: dice.pick(['audio', 'video', 'application', '']),
          init: dice.pick([
            {},
            { direction: 'recvonly' },
            { direction: 'stopped' },
            { direction: 'sendrecv', sendEncodings: [{ rid: 'x', maxBitrate: -1 }], streams: [{}] },
          ]),
        },
      };
    case 2:
      return { type: dice.pick(['rollback', 'pranswer', 'end', '__proto__', '', null]), sdp: fuzzSdp(dice) };
    case 3:
      return { type: 'offer', sdp: fuzzSdp(dice), candidate: fuzzCandidate(dice), renegotiate: true };
    default:
      return { type: 'offer', sdp: fuzzSdp(dice) };
  }
};

const FIELD = { offer: 'offer', answer: 'answer', 'ice-candidate': 'candidate' } as const;

/** A candidate for a room (K06), and what is nearly one. */
const makeRoomFrame = (
  dice: Dice,
  { roomId, others }: { roomId: string; others: readonly string[] },
): SignalFrame => ({
  event: 'ice-candidate',
  payload: JSON.stringify({
    roomId: dice.chance(0.85) ? roomId : dice.pick([...others, null, 7, [roomId], '']),
    candidate: fuzzBody('ice-candidate', dice),
    userType: dice.pick(['patient', 'patient', 'doctor', '', 'x'.repeat(33), null, 1, {}]),
    ...(dice.chance(0.1) && { to: dice.pick([null, 5, '', { toString: roomId }, ...others]) }),
    ...(dice.chance(0.1) && { from: dice.pick(others), attempt: 1 }),
  }),
});

/**
 * @param addresses `roomId`: the call's, where candidates are to be sent to it, too
 * @param attempts numbers that mean something in this call
 */
export const makeSignalFrame = (
  dice: Dice,
  addresses: { peer: string; others: readonly string[]; roomId?: string },
  attempts: readonly number[],
): SignalFrame => {
  const { roomId, others } = addresses;
  if (roomId !== undefined && dice.chance(0.15)) return makeRoomFrame(dice, { roomId, others });
  const event = dice.pick(['offer', 'answer', 'ice-candidate', 'ice-candidate'] as const);
  const to = dice.chance(0.85) ? addresses.peer : dice.pick(addresses.others);
  const attempt = dice.chance(0.5)
    ? dice.pick(attempts)
    : dice.pick([0, 1, 2 ** 30, 2 ** 31 - 1, 2 ** 31, -1, 1.5, '1', null, 'none']);
  return {
    event,
    payload: JSON.stringify({
      [FIELD[event]]: fuzzBody(event, dice),
      to: dice.chance(0.02) ? dice.pick([[to], { toString: to }, 5, null]) : to,
      ...(attempt !== 'none' && { attempt }),
      ...(dice.chance(0.1) && {
        from: dice.pick(addresses.others),
        fromUser: { userId: 'somebody', userType: 'doctor', userName: 'Dr', roomId: 'room', socketId: 'x' },
        roomId: 'another room',
      }),
    }),
  };
};
