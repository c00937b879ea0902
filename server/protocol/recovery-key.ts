/**
 * The key of a clinic's database on paper: 32 bytes and a checksum, in groups of four letters and digits that cannot
 * be mistaken for each other (Crockford's base 32: no I, L, O or U). It is what `DATABASE_KEY` takes, too.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Letters that people read where another sign stands. */
const MISREAD: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' };

const KEY_BYTES = 32;
const CHECK_BYTES = 3;
/** Five bits each: 35 bytes are exactly this many. */
export const RECOVERY_KEY_SIGNS = ((KEY_BYTES + CHECK_BYTES) * 8) / 5;
const GROUP = 4;

/** A database key that is no passphrase: SQLite takes its bytes as they are. */
const RAW = /^raw:[0-9a-f]{64}$/;

export const isRawDatabaseKey = (databaseKey: string): boolean => RAW.test(databaseKey);

/** CRC-24 of RFC 9580: finds every wrong sign, and every two that changed their places. */
const checkOf = (bytes: readonly number[]): number[] => {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
    }
  }
  return [(crc >> 16) & 0xff, (crc >> 8) & 0xff, crc & 0xff];
};

/** A database key of this many random bytes. */
export const databaseKeyFrom = (bytes: Uint8Array): string => {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes`);
  return `raw:${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
};

/** @throws RangeError for a passphrase, which has no such form */
export const formatRecoveryKey = (databaseKey: string): string => {
  if (!RAW.test(databaseKey)) throw new RangeError('only a raw database key has a recovery key');
  const bytes = Array.from({ length: KEY_BYTES }, (_, index) =>
    Number.parseInt(databaseKey.slice(4 + index * 2, 6 + index * 2), 16),
  );
  const groups: string[] = [];
  let signs = '';
  let [held, bits] = [0, 0];
  for (const byte of [...bytes, ...checkOf(bytes)]) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      signs += ALPHABET.charAt((held >> bits) & 31);
      held &= (1 << bits) - 1;
    }
  }
  for (let at = 0; at < signs.length; at += GROUP) groups.push(signs.slice(at, at + GROUP));
  return groups.join('-');
};

export const RECOVERY_KEY_FAULTS = ['empty', 'wrong_sign', 'too_short', 'too_long', 'mistyped'] as const;
/** `wrong_sign`: something that no key has in it; `mistyped`: as long as a key, and the checksum does not fit. */
export type RecoveryKeyFault = (typeof RECOVERY_KEY_FAULTS)[number];

export type ParsedRecoveryKey =
  | { ok: true; databaseKey: string }
  | { ok: false; code: RecoveryKeyFault; sign?: string };

/** Reads what a person typed, pasted or scanned: capitals or not, with whatever between the groups. */
export const parseRecoveryKey = (text: string): ParsedRecoveryKey => {
  const signs = Array.from(
    text.toUpperCase().replaceAll(/[\s\p{Pd}_.,:]/gu, ''),
    (sign) => MISREAD[sign] ?? sign,
  );
  if (signs.length === 0) return { ok: false, code: 'empty' };
  const wrong = signs.find((sign) => !ALPHABET.includes(sign));
  if (wrong !== undefined) return { ok: false, code: 'wrong_sign', sign: wrong };
  if (signs.length < RECOVERY_KEY_SIGNS) return { ok: false, code: 'too_short' };
  if (signs.length > RECOVERY_KEY_SIGNS) return { ok: false, code: 'too_long' };
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const sign of signs) {
    held = (held << 5) | ALPHABET.indexOf(sign);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push(held >> bits);
    held &= (1 << bits) - 1;
  }
  const key = bytes.slice(0, KEY_BYTES);
  const isWhole = checkOf(key).every((byte, index) => byte === bytes[KEY_BYTES + index]);
  return isWhole
    ? { ok: true, databaseKey: databaseKeyFrom(Uint8Array.from(key)) }
    : { ok: false, code: 'mistyped' };
};
