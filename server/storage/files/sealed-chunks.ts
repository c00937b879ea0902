import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * How bytes lie on the disk: in chunks, each with a nonce and a tag of its own, and bound to the name, to its place
 * and to whether it is the last one. So neither a changed, moved or missing chunk goes unnoticed, nor a missing end.
 */

/** Bytes of a chunk, all but the last one. */
export const CHUNK_BYTES = 64 * 1024;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + SEAL_BYTES;

/** `open`: the last one so far; more may come, in this chunk and after it. */
export type ChunkPlace = 'more' | 'last' | 'open';

export type ChunkContext = { key: Uint8Array; name: string; index: number; place: ChunkPlace };

const boundTo = ({ name, index, place }: ChunkContext): Buffer => Buffer.from(`${name}:${index}:${place}`);

export const sealChunk = (plain: Uint8Array, context: ChunkContext): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', context.key, nonce).setAAD(boundTo(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** @returns null if it was not sealed like that, or was altered */
export const openChunk = (sealed: Uint8Array, context: ChunkContext): Buffer | null => {
  if (sealed.length <= SEAL_BYTES) return null;
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', context.key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(boundTo(context))
    .setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch {
    return null;
  }
};

/** How many bytes so many on the disk are; null if that cannot be. */
export const plainBytesOf = (sealedBytes: number): number | null => {
  const rest = sealedBytes % SEALED_CHUNK_BYTES;
  const whole = (sealedBytes - rest) / SEALED_CHUNK_BYTES;
  if (rest === 0) return whole * CHUNK_BYTES;
  return rest > SEAL_BYTES ? whole * CHUNK_BYTES + rest - SEAL_BYTES : null;
};
