import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from '../../server/protocol/zod.ts';

/**
 * Encryption by a passphrase, for a computer whose system has no safe place for keys. A random key encrypts; the
 * passphrase only encrypts that key, so that it can be changed without touching what is kept.
 */

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** argon2id as for people's passwords: 46 MiB, 3 passes, about a tenth of a second. They are kept with the lock. */
const COST = { memoryCost: 46 * 1024, timeCost: 3, parallelism: 1 } as const;

export const lockSchema = z.object({
  kdf: z.literal('argon2id'),
  /** In KiB. A file from elsewhere must not make the app take all memory. */
  memoryCost: z.int().min(8).max(1_048_576),
  timeCost: z.int().min(1).max(16),
  parallelism: z.int().min(1).max(8),
  salt: z.base64(),
  wrappedKey: z.base64(),
});
export type Lock = z.infer<typeof lockSchema>;

const encrypt = (key: Buffer, plain: Buffer, purpose: string): Buffer => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
};

/** @returns null for what another key, or this one for another purpose, has encrypted */
const decrypt = (key: Buffer, encrypted: Buffer, purpose: string): Buffer | null => {
  const tag = encrypted.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  if (tag.length < TAG_BYTES) return null;
  try {
    const iv = encrypted.subarray(0, IV_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(encrypted.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
};

/** The same passphrase, however a keyboard composes its letters. */
const normalize = (passphrase: string): string => passphrase.normalize('NFKC');

const derive = async (passphrase: string, lock: Omit<Lock, 'wrappedKey'>): Promise<Buffer> => {
  // Only who needs a passphrase loads it.
  const { default: argon2 } = await import('argon2');
  return argon2.hash(normalize(passphrase), {
    type: argon2.argon2id,
    raw: true,
    hashLength: KEY_BYTES,
    salt: Buffer.from(lock.salt, 'base64'),
    memoryCost: lock.memoryCost,
    timeCost: lock.timeCost,
    parallelism: lock.parallelism,
  });
};

const WRAPPING = 'anteroom secrets key';

/** What an open lock can do. */
export type OpenLock = {
  /** @param name what it is kept as: it cannot be read as another */
  encrypt(text: string, name: string): string;
  /** @returns null if it was not encrypted here under this name */
  decrypt(encrypted: string, name: string): string | null;
  /** The same key behind another passphrase. */
  relock(passphrase: string): Promise<Lock>;
};

const wrap = async (key: Buffer, passphrase: string): Promise<Lock> => {
  const parts = {
    kdf: 'argon2id' as const,
    ...COST,
    salt: randomBytes(SALT_BYTES).toString('base64'),
  };
  const wrapped = encrypt(await derive(passphrase, parts), key, WRAPPING);
  const lock = { ...parts, wrappedKey: wrapped.toString('base64') };
  // The first use of argon2 on this machine tests it: a key that cannot be had again must not be used.
  if ((await unwrap(lock, passphrase))?.equals(key) !== true) throw new Error('argon2 self-test failed');
  return lock;
};

const unwrap = async (lock: Lock, passphrase: string): Promise<Buffer | null> =>
  decrypt(await derive(passphrase, lock), Buffer.from(lock.wrappedKey, 'base64'), WRAPPING);

const openWith = (key: Buffer): OpenLock => ({
  encrypt: (text, name) => encrypt(key, Buffer.from(text), name).toString('base64'),
  decrypt: (encrypted, name) =>
    decrypt(key, Buffer.from(encrypted, 'base64'), name)?.toString('utf8') ?? null,
  relock: (passphrase) => wrap(key, passphrase),
});

/** A new key behind this passphrase. */
export const createLock = async (passphrase: string): Promise<{ lock: Lock; open: OpenLock }> => {
  const key = randomBytes(KEY_BYTES);
  return { lock: await wrap(key, passphrase), open: openWith(key) };
};

/** @returns null if the passphrase is wrong */
export const openLock = async (lock: Lock, passphrase: string): Promise<OpenLock | null> => {
  const key = await unwrap(lock, passphrase);
  return key === null ? null : openWith(key);
};
