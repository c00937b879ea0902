import { performance } from 'node:perf_hooks';
import {
  openStunChannel,
  StunError,
  type StunAnswer,
  type StunChannel,
  type StunTarget,
} from './stun-channel.ts';
import {
  attributeOf,
  ATTRIBUTES,
  encodeStun,
  errorCodeOf,
  isSignedBy,
  longTermKey,
  newTransactionId,
  STUN_METHODS,
  textAttribute,
  uint32Attribute,
  xorAddressOf,
  type StunAddress,
  type StunAttribute,
  type StunMethod,
} from './stun-message.ts';

/**
 * Asks a STUN server for our address (RFC 5389), and a TURN server for a relayed one (RFC 5766), as a call would.
 * What was allocated is given back at once.
 */

export type TurnCredentials = { username: string; credential: string };
export type TurnTarget = StunTarget & TurnCredentials;

export type ProbeOptions = {
  signal: AbortSignal;
  /** Only for tests: what TLS trusts. */
  ca?: string | undefined;
};

const TIMEOUT_MS = 5_000;
/** UDP as the protocol of the relayed address, in the first of four bytes. */
const RELAY_UDP = 17 << 24;
const SHORTEST_LIFETIME_S = 60;

const request = (method: StunMethod, attributes: readonly StunAttribute[], key: Buffer | null): Buffer =>
  encodeStun(
    { method: STUN_METHODS[method], class: 'request', transactionId: newTransactionId(), attributes },
    key,
  );

/** What the codes of RFC 5389 and RFC 5766 mean to somebody who sets up a clinic. */
const failureOfCode = (code: number | null): StunError => {
  if (code === 401 || code === 403 || code === 441 || code === 437) return new StunError('refused');
  if (code === 486 || code === 508) return new StunError('full');
  return new StunError('unexpected');
};

const within = async <T>(
  target: StunTarget,
  { signal, ca }: ProbeOptions,
  act: (channel: StunChannel) => Promise<T>,
): Promise<T> => {
  const channel = await openStunChannel(target, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    ca,
  });
  try {
    return await act(channel);
  } finally {
    channel.close();
  }
};

/**
 * Our address as the server sees it.
 * @throws StunError
 */
export const stunBinding = (
  target: StunTarget,
  options: ProbeOptions,
): Promise<{ mapped: StunAddress; roundTripMs: number }> =>
  within(target, options, async (channel) => {
    const askedAt = performance.now();
    const { message } = await channel.ask(request('binding', [], null));
    const roundTripMs = performance.now() - askedAt;
    const mapped = xorAddressOf(message, ATTRIBUTES.xorMappedAddress);
    if (message.class !== 'success' || mapped === null) throw new StunError('unexpected');
    return { mapped, roundTripMs };
  });

type Challenge = { realm: string; nonce: Buffer };

const challengeIn = ({ message }: StunAnswer): Challenge | null => {
  const realm = attributeOf(message, ATTRIBUTES.realm);
  const nonce = attributeOf(message, ATTRIBUTES.nonce);
  return realm === null || nonce === null ? null : { realm: realm.toString('utf8'), nonce };
};

const TRANSPORT = uint32Attribute(ATTRIBUTES.requestedTransport, RELAY_UDP);

/** Answers the challenge; once more if the nonce has grown old meanwhile. */
const askSigned = async (
  channel: StunChannel,
  { username, credential }: TurnCredentials,
  challenge: Challenge,
  method: StunMethod,
  attributes: readonly StunAttribute[],
  isAgain = false,
): Promise<StunAnswer & { challenge: Challenge }> => {
  const key = longTermKey(username, challenge.realm, credential);
  const answer = await channel.ask(
    request(
      method,
      [
        ...attributes,
        textAttribute(ATTRIBUTES.username, username),
        textAttribute(ATTRIBUTES.realm, challenge.realm),
        { type: ATTRIBUTES.nonce, value: challenge.nonce },
      ],
      key,
    ),
  );
  if (answer.message.class === 'success') {
    // Whoever does not know the password is not the clinic's relay.
    if (!isSignedBy(answer.bytes, key)) throw new StunError('unexpected');
    return { ...answer, challenge };
  }
  const again = challengeIn(answer);
  if (errorCodeOf(answer.message) !== 438 || again === null || isAgain) {
    throw failureOfCode(errorCodeOf(answer.message));
  }
  return askSigned(channel, { username, credential }, again, method, attributes, true);
};

/**
 * A relayed address, as a call would get it.
 * @throws StunError
 */
export const turnAllocation = (
  target: TurnTarget,
  options: ProbeOptions,
): Promise<{ relayed: StunAddress; roundTripMs: number }> =>
  within(target, options, async (channel) => {
    const lifetime = uint32Attribute(ATTRIBUTES.lifetime, SHORTEST_LIFETIME_S);
    const askedAt = performance.now();
    const first = await channel.ask(request('allocate', [TRANSPORT, lifetime], null));
    const roundTripMs = performance.now() - askedAt;
    const challenge = challengeIn(first);
    if (errorCodeOf(first.message) !== 401 || challenge === null) {
      throw failureOfCode(first.message.class === 'error' ? errorCodeOf(first.message) : null);
    }
    const allocated = await askSigned(channel, target, challenge, 'allocate', [TRANSPORT, lifetime]);
    const relayed = xorAddressOf(allocated.message, ATTRIBUTES.xorRelayedAddress);
    if (relayed === null) throw new StunError('unexpected');
    // A server that does not answer to this gives it up by itself after a minute.
    await askSigned(channel, target, allocated.challenge, 'refresh', [
      uint32Attribute(ATTRIBUTES.lifetime, 0),
    ]).catch(() => undefined);
    return { relayed, roundTripMs };
  });
