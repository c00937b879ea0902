import { createHash } from 'node:crypto';
import { LOGO_MAX_BYTES, LOGO_MAX_SIDE, type LogoType } from '../protocol/index.ts';
import { DomainError } from './errors.ts';
import type { ClinicLogoRecord } from './records.ts';

export type Picture = { type: LogoType; width: number; height: number };

const PNG_SIGNATURE = '89504e470d0a1a0a';
/** Start of frame, of every kind; the others between them are tables. */
const isFrameMarker = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const readPng = (bytes: Buffer): Picture | null =>
  bytes.length >= 24 &&
  bytes.subarray(0, 8).toString('hex') === PNG_SIGNATURE &&
  bytes.toString('latin1', 12, 16) === 'IHDR'
    ? { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : null;

const readJpeg = (bytes: Buffer): Picture | null => {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (isFrameMarker(marker)) {
      return { type: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
};

const readWebp = (bytes: Buffer): Picture | null => {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF') return null;
  if (bytes.toString('latin1', 8, 12) !== 'WEBP') return null;
  const type = 'image/webp';
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return {
        type,
        width: bytes.readUInt16LE(26) & 0x3fff,
        height: bytes.readUInt16LE(28) & 0x3fff,
      };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { type, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
};

/** What a file says it shows, by its content; null if it is none of the known kinds. */
export const readPicture = (bytes: Uint8Array): Picture | null => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return readPng(buffer) ?? readJpeg(buffer) ?? readWebp(buffer);
};

/**
 * A picture as the clinic's logo. Its version is a hash of its content, so that the same one stays the same.
 * @throws DomainError `bad_request` or `too_large`
 */
export const toLogo = (bytes: Uint8Array<ArrayBuffer>): ClinicLogoRecord => {
  if (bytes.length > LOGO_MAX_BYTES) {
    throw new DomainError('too_large', `A logo may have at most ${LOGO_MAX_BYTES} bytes`);
  }
  const picture = readPicture(bytes);
  if (picture === null) throw new DomainError('bad_request', 'A logo is a PNG, JPEG or WebP picture');
  const { type, width, height } = picture;
  if (width < 1 || height < 1) throw new DomainError('bad_request', 'The picture is empty');
  if (width > LOGO_MAX_SIDE || height > LOGO_MAX_SIDE) {
    throw new DomainError('too_large', `A logo may have at most ${LOGO_MAX_SIDE} pixels on a side`);
  }
  return { type, version: createHash('sha256').update(bytes).digest('hex').slice(0, 16), bytes };
};
