import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * STUN messages (RFC 5389) as far as a client of a TURN server needs them: header, attributes, MESSAGE-INTEGRITY of
 * the long-term credential mechanism, and FINGERPRINT. Pure; what sends them is in stun-channel.ts.
 */

export const STUN_METHODS = { binding: 0x001, allocate: 0x003, refresh: 0x004 } as const;
export type StunMethod = keyof typeof STUN_METHODS;

const CLASSES = ['request', 'indication', 'success', 'error'] as const;
export type StunClass = (typeof CLASSES)[number];

export const ATTRIBUTES = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedTransport: 0x0019,
  xorMappedAddress: 0x0020,
  software: 0x8022,
  fingerprint: 0x8028,
} as const;

export type StunAttribute = { type: number; value: Buffer };

export type StunMessage = {
  method: number;
  class: StunClass;
  /** Twelve bytes that the answer repeats. */
  transactionId: Buffer;
  attributes: readonly StunAttribute[];
};

export type StunAddress = { address: string; port: number };

const COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 20;
const FINGERPRINT_XOR = 0x5354554e;

export const newTransactionId = (): Buffer => randomBytes(12);

/** The key of MESSAGE-INTEGRITY for a user of a realm (RFC 5389 15.4). */
export const longTermKey = (username: string, realm: string, password: string): Buffer =>
  createHash('md5').update(`${username}:${realm}:${password}`).digest();

export const textAttribute = (type: number, text: string): StunAttribute => ({
  type,
  value: Buffer.from(text, 'utf8'),
});

export const uint32Attribute = (type: number, value: number): StunAttribute => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return { type, value: bytes };
};

/** The bits of the class stand between those of the method (RFC 5389 6). */
const typeOf = (method: number, messageClass: StunClass): number => {
  const bits = CLASSES.indexOf(messageClass);
  return (
    (method & 0x000f) |
    ((method & 0x0070) << 1) |
    ((method & 0x0f80) << 2) |
    ((bits & 1) << 4) |
    ((bits & 2) << 7)
  );
};

const encodeAttribute = ({ type, value }: StunAttribute): Buffer => {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
};

/** The bytes with the length in the header as if so many bytes followed it. */
const withLength = (bytes: Buffer, length: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt16BE(length, 2);
  return copy;
};

/** HMAC over everything before the attribute, with a length that ends after it. */
const integrityOf = (before: Buffer, key: Buffer): Buffer =>
  createHmac('sha1', key)
    .update(withLength(before, before.length - HEADER_BYTES + 4 + INTEGRITY_BYTES))
    .digest();

const fingerprintOf = (before: Buffer): number =>
  (crc32(withLength(before, before.length - HEADER_BYTES + 8)) ^ FINGERPRINT_XOR) >>> 0;

/**
 * The bytes of a message, with a FINGERPRINT at its end.
 * @param key signs it; null leaves MESSAGE-INTEGRITY out
 */
export const encodeStun = (message: StunMessage, key: Buffer | null = null): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(typeOf(message.method, message.class), 0);
  header.writeUInt32BE(COOKIE, 4);
  let bytes = Buffer.concat([
    header,
    message.transactionId,
    ...message.attributes.map((attribute) => encodeAttribute(attribute)),
  ]);
  if (key !== null) {
    const value = integrityOf(bytes, key);
    bytes = Buffer.concat([bytes, encodeAttribute({ type: ATTRIBUTES.messageIntegrity, value })]);
  }
  const fingerprint = uint32Attribute(ATTRIBUTES.fingerprint, fingerprintOf(bytes));
  bytes = Buffer.concat([bytes, encodeAttribute(fingerprint)]);
  return withLength(bytes, bytes.length - HEADER_BYTES);
};

/**
 * How long the message that begins here is, its header included.
 * @returns null if this is not the beginning of a STUN message; undefined while too few bytes are here to tell
 */
export const stunLength = (bytes: Buffer): number | null | undefined => {
  if (bytes.length < HEADER_BYTES) return undefined;
  const length = bytes.readUInt16BE(2);
  const isStun = (bytes[0] ?? 0xff) < 0x40 && bytes.readUInt32BE(4) === COOKIE && length % 4 === 0;
  return isStun ? HEADER_BYTES + length : null;
};

/** @returns null for everything that is not one whole message */
export const decodeStun = (bytes: Buffer): StunMessage | null => {
  if (stunLength(bytes) !== bytes.length) return null;
  const type = bytes.readUInt16BE(0);
  const messageClass = CLASSES[((type >> 4) & 1) | ((type >> 7) & 2)] ?? 'request';
  const attributes: StunAttribute[] = [];
  let at = HEADER_BYTES;
  while (at < bytes.length) {
    const length = bytes.readUInt16BE(at + 2);
    if (at + 4 + length > bytes.length) return null;
    attributes.push({ type: bytes.readUInt16BE(at), value: bytes.subarray(at + 4, at + 4 + length) });
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return {
    method: (type & 0x000f) | ((type >> 1) & 0x0070) | ((type >> 2) & 0x0f80),
    class: messageClass,
    transactionId: bytes.subarray(8, HEADER_BYTES),
    attributes,
  };
};

export const attributeOf = (message: StunMessage, type: number): Buffer | null =>
  message.attributes.find((attribute) => attribute.type === type)?.value ?? null;

/** Where an attribute begins in the bytes of a whole message; null if it has none of this type. */
const placeOf = (bytes: Buffer, wanted: number): number | null => {
  let at = HEADER_BYTES;
  while (at + 4 <= bytes.length) {
    if (bytes.readUInt16BE(at) === wanted) return at;
    at += 4 + Math.ceil(bytes.readUInt16BE(at + 2) / 4) * 4;
  }
  return null;
};

/** Whether who holds the key wrote these bytes of a whole message. */
export const isSignedBy = (bytes: Buffer, key: Buffer): boolean => {
  const at = placeOf(bytes, ATTRIBUTES.messageIntegrity);
  if (at === null || bytes.readUInt16BE(at + 2) !== INTEGRITY_BYTES) return false;
  return timingSafeEqual(
    integrityOf(bytes.subarray(0, at), key),
    bytes.subarray(at + 4, at + 4 + INTEGRITY_BYTES),
  );
};

/** Whether the FINGERPRINT fits; a message without one is as good. */
export const hasGoodFingerprint = (bytes: Buffer): boolean => {
  const at = placeOf(bytes, ATTRIBUTES.fingerprint);
  return at === null || bytes.readUInt32BE(at + 4) === fingerprintOf(bytes.subarray(0, at));
};

/** The code of an error, such as 401; null if the message has none. */
export const errorCodeOf = (message: StunMessage): number | null => {
  const value = attributeOf(message, ATTRIBUTES.errorCode);
  return value === null || value.length < 4 ? null : ((value[2] ?? 0) & 7) * 100 + (value[3] ?? 0);
};

/** An address that stands in the message under a mask, so that no router on the way rewrites it. */
export const xorAddressOf = (message: StunMessage, type: number): StunAddress | null => {
  const value = attributeOf(message, type);
  if (value === null || value.length < 8) return null;
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(COOKIE);
  message.transactionId.copy(mask, 4);
  const port = value.readUInt16BE(2) ^ (COOKIE >>> 16);
  const masked = value.subarray(4);
  const plain = masked.map((byte, index) => byte ^ (mask[index] ?? 0));
  if (value[1] === 1 && plain.length === 4) return { address: plain.join('.'), port };
  if (value[1] !== 2 || plain.length !== 16) return null;
  const groups = Array.from({ length: 8 }, (_, index) =>
    Buffer.from(plain)
      .readUInt16BE(index * 2)
      .toString(16),
  );
  return { address: new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1), port };
};
