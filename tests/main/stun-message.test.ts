import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attributeOf,
  ATTRIBUTES,
  decodeStun,
  encodeStun,
  errorCodeOf,
  hasGoodFingerprint,
  isSignedBy,
  longTermKey,
  STUN_METHODS,
  stunLength,
  xorAddressOf,
} from '../../src-main/services/net/stun-message.ts';

/** The test vectors of RFC 5769, byte for byte. */
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

const REQUEST = hex(`
  00010058 2112a442 b7e7a701 bc34d686 fa87dfae
  80220010 5354554e 20746573 7420636c 69656e74
  00240004 6e0001ff
  80290008 932ff9b1 51263b36
  00060009 6576746a 3a683676 59202020
  00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2
  80280004 e57a3bcf`);
const IPV4_RESPONSE = hex(`
  0101003c 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200008 0001a147 e112a643
  00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7
  80280004 c07d4c96`);
const IPV6_RESPONSE = hex(`
  01010048 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
  00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41
  80280004 c8fb0b4c`);
const LONG_TERM_REQUEST = hex(`
  00010060 2112a442 78ad3433 c6ad72c0 29da412e
  00060012 e3839ee3 8388e383 aae38383 e382afe3 82b90000
  0015001c 662f2f34 39396b39 35346436 4f4c3334 6f4c3946 53547679 3634 7341
  0014000b 6578616d 706c652e 6f726700
  00080014 f6702465 6dd64a3e 02b8e071 2e85c9a2 8ca89666`);
const SHORT_TERM_KEY = Buffer.from('VOkJxbRl1RmTxUk/WvJxBt');

const read = (bytes: Buffer) => {
  const message = decodeStun(bytes);
  if (message === null) throw new Error('not a message');
  return message;
};

describe('STUN messages', () => {
  it('reads the sample request of RFC 5769 2.1, with its signature and fingerprint', () => {
    const message = read(REQUEST);
    expect(message).toMatchObject({ method: STUN_METHODS.binding, class: 'request' });
    expect(attributeOf(message, ATTRIBUTES.username)?.toString()).toBe('evtj:h6vY');
    expect(attributeOf(message, ATTRIBUTES.software)?.toString()).toBe('STUN test client');
    expect(isSignedBy(REQUEST, SHORT_TERM_KEY)).toBe(true);
    expect(isSignedBy(REQUEST, Buffer.from('another'))).toBe(false);
    expect(hasGoodFingerprint(REQUEST)).toBe(true);
  });

  it('reads the addresses of RFC 5769 2.2 and 2.3', () => {
    for (const [bytes, address] of [
      [IPV4_RESPONSE, '192.0.2.1'],
      [IPV6_RESPONSE, '2001:db8:1234:5678:11:2233:4455:6677'],
    ] as const) {
      const message = read(bytes);
      expect(message.class).toBe('success');
      expect(xorAddressOf(message, ATTRIBUTES.xorMappedAddress)).toEqual({ address, port: 32853 });
      expect(isSignedBy(bytes, SHORT_TERM_KEY)).toBe(true);
      expect(hasGoodFingerprint(bytes)).toBe(true);
    }
  });

  it('checks and makes the long-term credentials of RFC 5769 2.4', () => {
    const message = read(LONG_TERM_REQUEST);
    const username = attributeOf(message, ATTRIBUTES.username)?.toString() ?? '';
    expect(username).toBe('マトリックス');
    const key = longTermKey(username, 'example.org', 'TheMatrIX');
    expect(isSignedBy(LONG_TERM_REQUEST, key)).toBe(true);
    // The vector has no FINGERPRINT; up to there, what we make of its parts is the same, but for the length.
    const attributes = message.attributes.filter(({ type }) => type !== ATTRIBUTES.messageIntegrity);
    const ours = encodeStun({ ...message, attributes }, key);
    const body = (bytes: Buffer) => bytes.subarray(4, LONG_TERM_REQUEST.length).toString('hex');
    expect(body(ours)).toBe(body(LONG_TERM_REQUEST));
    expect(isSignedBy(ours, key)).toBe(true);
  });

  it('sees every altered byte of a signed message', () => {
    const fingerprintAt = IPV4_RESPONSE.length - 8;
    for (let at = 0; at < IPV4_RESPONSE.length; at += 1) {
      // Altered here, it is no fingerprint any more, and what is signed is as it was.
      if (at >= fingerprintAt && at < fingerprintAt + 4) continue;
      const altered = Buffer.from(IPV4_RESPONSE);
      altered[at] = (altered[at] ?? 0) ^ 1;
      const isTaken =
        decodeStun(altered) !== null && hasGoodFingerprint(altered) && isSignedBy(altered, SHORT_TERM_KEY);
      expect(isTaken, `byte ${at}`).toBe(false);
    }
  });

  it('reads back whatever it writes', () => {
    const attribute = fc.record({
      type: fc.integer({ min: 0x0001, max: 0x7fff }).filter((type) => type !== ATTRIBUTES.messageIntegrity),
      value: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    });
    const message = fc.record({
      method: fc.integer({ min: 0, max: 0xfff }),
      class: fc.constantFrom('request', 'indication', 'success', 'error'),
      transactionId: fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
      attributes: fc.array(attribute, { maxLength: 6 }),
    });
    fc.assert(
      fc.property(message, fc.option(fc.string()), (made, password) => {
        const key = password === null ? null : longTermKey('user', 'realm', password);
        const bytes = encodeStun(made, key);
        const decoded = read(bytes);
        expect(stunLength(bytes)).toBe(bytes.length);
        expect(decoded).toMatchObject({ method: made.method, class: made.class });
        expect(decoded.transactionId.equals(made.transactionId)).toBe(true);
        expect(decoded.attributes.slice(0, made.attributes.length)).toEqual(made.attributes);
        expect(hasGoodFingerprint(bytes)).toBe(true);
        if (key !== null) expect(isSignedBy(bytes, key)).toBe(true);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('takes hostile bytes for nothing, and never throws', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      // A good header before anything at all.
      fc.uint8Array({ maxLength: 120 }).map((bytes) => {
        const header = Buffer.from('000100002112a442b7e7a701bc34d686fa87dfae', 'hex');
        header.writeUInt16BE(bytes.length - (bytes.length % 4), 2);
        return Buffer.concat([header, bytes.subarray(0, bytes.length - (bytes.length % 4))]);
      }),
    );
    fc.assert(
      fc.property(hostile, (bytes) => {
        const message = decodeStun(bytes);
        if (message === null) return;
        errorCodeOf(message);
        xorAddressOf(message, ATTRIBUTES.xorMappedAddress);
        hasGoodFingerprint(bytes);
        expect(isSignedBy(bytes, SHORT_TERM_KEY)).toBe(false);
      }),
      { seed: 5, numRuns: 10_000 },
    );
  });
});
