import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Names for what may not stand in Redis as it is; the same in all servers of a clinic. */
export const createHiddenNames = (secret: string, clinicId: string): ((name: string) => string) => {
  const key = Buffer.from(hkdfSync('sha256', secret, clinicId, 'anteroom names in redis', 32));
  return (name) => createHmac('sha256', key).update(name).digest('base64url');
};

/**
 * What servers tell each other, unreadable for whoever reads it on its way or in Redis, and refused if it was not
 * made by a server of the same clinic with the same secret.
 */
export const createSealedFrames = (secret: string, clinicId: string) => {
  const key = Buffer.from(hkdfSync('sha256', secret, clinicId, 'anteroom frames between servers', 32));
  return {
    seal(text: string): Buffer {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },

    /** @returns null if it was sealed with another secret, or was altered */
    open(sealed: Buffer): string | null {
      if (sealed.length < IV_BYTES + TAG_BYTES) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const body = sealed.subarray(IV_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
};

export type SealedFrames = ReturnType<typeof createSealedFrames>;
