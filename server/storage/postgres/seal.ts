import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

/**
 * Seals single values with the server's own key: of PostgreSQL, unlike of an encrypted file, whoever has the disk or a
 * dump reads everything that is not.
 */
export type Seal = {
  readonly hasKey: boolean;
  close(text: string): string;
  /** @throws SealError if it was sealed with another key, or altered */
  open(sealed: string): string;
  closeBytes(bytes: Uint8Array): Uint8Array;
  /** @throws SealError */
  openBytes(sealed: Uint8Array): Uint8Array<ArrayBuffer>;
};

/** A value was not sealed with this key. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const PREFIX = 'sealed:';

/** Without a key, values stay as they are. */
const OPEN: Seal = {
  hasKey: false,
  close: (text) => text,
  open: (text) => {
    if (text.startsWith(PREFIX)) throw new SealError('it is sealed, and there is no key');
    return text;
  },
  closeBytes: (bytes) => bytes,
  openBytes: (bytes) => Uint8Array.from(bytes),
};

/** @param secret `DATABASE_KEY`, or null for none; `salt` differs from clinic to clinic */
export const createSeal = (secret: string | null, salt: string): Seal => {
  if (secret === null) return OPEN;
  const key = scryptSync(secret, `anteroom secrets ${salt}`, KEY_BYTES);
  const closeBytes = (bytes: Uint8Array): Uint8Array => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  };
  const openBytes = (sealed: Uint8Array): Uint8Array<ArrayBuffer> => {
    const end = sealed.length - TAG_BYTES;
    if (end < NONCE_BYTES) throw new SealError('it is not sealed');
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    }).setAuthTag(sealed.subarray(end));
    try {
      return Uint8Array.from(
        Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]),
      );
    } catch {
      throw new SealError('it was sealed with another key, or altered');
    }
  };
  return {
    hasKey: true,
    closeBytes,
    openBytes,
    close: (text) => `${PREFIX}${Buffer.from(closeBytes(Buffer.from(text, 'utf8'))).toString('base64')}`,
    open: (sealed) => {
      if (!sealed.startsWith(PREFIX)) throw new SealError('it is not sealed');
      return Buffer.from(openBytes(Buffer.from(sealed.slice(PREFIX.length), 'base64'))).toString('utf8');
    },
  };
};
