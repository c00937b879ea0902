import { createSocket } from 'node:dgram';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { StunTarget, StunTransport } from '../../../src-main/services/net/stun-channel.ts';
import {
  attributeOf,
  ATTRIBUTES,
  decodeStun,
  encodeStun,
  isSignedBy,
  longTermKey,
  STUN_METHODS,
  stunLength,
  textAttribute,
  type StunAttribute,
  type StunMessage,
} from '../../../src-main/services/net/stun-message.ts';

/** A STUN and TURN server that has each fault a test wants, one at a time. What is right is coturn's to prove. */

export type Fault =
  /** Takes everything and says nothing. */
  | 'silent'
  /** Has no room for another allocation. */
  | 'full'
  /** The first nonce is too old at once. */
  | 'stale-nonce'
  /** Every nonce is too old. */
  | 'always-stale'
  /** Signs with another password than the one it was asked by. */
  | 'bad-signature'
  /** Speaks something else. */
  | 'garbage'
  /** Answers whatever was asked with another transaction's answer first. */
  | 'strange-answer-first';

const REALM = 'anteroom.test';
const PASSWORD = 'of the responder';
export const RESPONDER_CREDENTIALS = { username: 'user', credential: PASSWORD };

const RELAYED = Buffer.from([0, 1, ...[0x21, 0x12], ...[0x21 ^ 127, 0x12, 0xa4, 0x42 ^ 1]]);
const errorAttribute = (code: number): StunAttribute => ({
  type: ATTRIBUTES.errorCode,
  value: Buffer.from([0, 0, Math.floor(code / 100), code % 100]),
});

/** Answers to one request, in the order in which they are sent. */
const answersTo = (bytes: Buffer, fault: Fault | null, nonces: { given: number }): Buffer[] => {
  if (fault === 'silent') return [];
  if (fault === 'garbage') return [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')];
  const asked = decodeStun(bytes);
  if (asked === null) return [];
  const { method, transactionId } = asked;
  const answer = (
    messageClass: 'success' | 'error',
    attributes: StunAttribute[],
    key: Buffer | null = null,
  ) => encodeStun({ method, class: messageClass, transactionId, attributes }, key);
  const mapped: StunAttribute = { type: ATTRIBUTES.xorMappedAddress, value: RELAYED };
  if (method === STUN_METHODS.binding) {
    const right = answer('success', [mapped]);
    const strange = encodeStun({
      method,
      class: 'success',
      transactionId: Buffer.alloc(12, 7),
      attributes: [],
    } satisfies StunMessage);
    return fault === 'strange-answer-first' ? [Buffer.from('not STUN'), strange, right] : [right];
  }
  const challenge = (code: number) => {
    nonces.given += 1;
    return answer('error', [
      errorAttribute(code),
      textAttribute(ATTRIBUTES.realm, REALM),
      textAttribute(ATTRIBUTES.nonce, `nonce-${nonces.given}`),
    ]);
  };
  const nonce = attributeOf(asked, ATTRIBUTES.nonce)?.toString();
  if (nonce === undefined) return [challenge(401)];
  if (fault === 'always-stale' || (fault === 'stale-nonce' && nonce === 'nonce-1')) return [challenge(438)];
  const username = attributeOf(asked, ATTRIBUTES.username)?.toString() ?? '';
  const key = longTermKey(username, REALM, PASSWORD);
  if (!isSignedBy(bytes, key)) return [challenge(401)];
  if (fault === 'full') return [answer('error', [errorAttribute(486)])];
  const relayed: StunAttribute = { type: ATTRIBUTES.xorRelayedAddress, value: RELAYED };
  const signedBy = fault === 'bad-signature' ? longTermKey(username, REALM, 'another') : key;
  return [answer('success', [relayed, mapped], signedBy)];
};

export type Responder = StunTarget & { requests: StunMessage[] };

const listenUdp = async (respond: (bytes: Buffer, send: (answer: Buffer) => void) => void) => {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, from) =>
    respond(bytes, (answer) => socket.send(answer, from.port, from.address)),
  );
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return socket.address().port;
};

const listenStream = async (
  tls: { cert: string | Buffer; key: string | Buffer } | null,
  respond: (bytes: Buffer, send: (answer: Buffer) => void) => void,
) => {
  const open = new Set<Socket>();
  const serve = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {});
    let received: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      for (;;) {
        const length = stunLength(received);
        if (typeof length !== 'number' || received.length < length) return;
        respond(received.subarray(0, length), (answer) => {
          // In two pieces: a stream has no borders.
          socket.write(answer.subarray(0, 7));
          setImmediate(() => socket.write(answer.subarray(7)));
        });
        received = received.subarray(length);
      }
    });
  };
  const server = tls === null ? createTcpServer(serve) : createTlsServer(tls, serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return (server.address() as AddressInfo).port;
};

/**
 * Starts one on loopback; it ends with the test.
 * @param loses which of the requests, counted from 0, are lost on the way
 */
export const startResponder = async (
  transport: StunTransport,
  {
    fault = null,
    loses = () => false,
    tls = null,
  }: {
    fault?: Fault | null;
    loses?: (request: number) => boolean;
    tls?: { cert: string | Buffer; key: string | Buffer } | null;
  } = {},
): Promise<Responder> => {
  const requests: StunMessage[] = [];
  const nonces = { given: 0 };
  let number = 0;
  const respond = (bytes: Buffer, send: (answer: Buffer) => void) => {
    const isLost = loses(number);
    number += 1;
    if (isLost) return;
    const message = decodeStun(Buffer.from(bytes));
    if (message !== null) requests.push(message);
    for (const answer of answersTo(bytes, fault, nonces)) send(answer);
  };
  const port =
    transport === 'udp'
      ? await listenUdp(respond)
      : await listenStream(transport === 'tls' ? tls : null, respond);
  return { host: '127.0.0.1', port, transport, requests };
};
