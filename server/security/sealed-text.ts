import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scryptSync } from 'node:crypto';
import { isRawDatabaseKey } from '../protocol/recovery-key.ts';

/** A short secret in a file of its own, encrypted and authenticated with the key of the database beside it. */

const MARK = 'anteroom-sealed-1';
const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** For a passphrase; about a tenth of a second, once a start. Random bytes cannot be guessed and need none. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;

const keyFor = (databaseKey: string, salt: Buffer): Buffer =>
  isRawDatabaseKey(databaseKey)
    ? Buffer.from(hkdfSync('sha256', databaseKey, salt, 'anteroom sealed text', 32))
    : scryptSync(databaseKey, salt, 32, SCRYPT);

export const isSealed = (text: string): boolean => text.startsWith(`${MARK}:`);

export const seal = (text: string, databaseKey: string): string => {
  const salt = randomBytes(SALT_BYTES);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor(databaseKey, salt), iv);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${MARK}:${Buffer.concat([salt, iv, cipher.getAuthTag(), body]).toString('base64url')}`;
};

/** @returns null if it was sealed with another key, or was altered */
export const unseal = (sealed: string, databaseKey: string): string | null => {
  const bytes = Buffer.from(sealed.slice(MARK.length + 1), 'base64url');
  const salt = bytes.subarray(0, SALT_BYTES);
  const iv = bytes.subarray(SALT_BYTES, SALT_BYTES + IV_BYTES);
  const tag = bytes.subarray(SALT_BYTES + IV_BYTES, SALT_BYTES + IV_BYTES + TAG_BYTES);
  if (tag.length < TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(databaseKey, salt), iv, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(tag);
    const body = bytes.subarray(SALT_BYTES + IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
};
