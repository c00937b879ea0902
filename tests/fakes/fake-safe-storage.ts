import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Electron's `safeStorage` over a key that lives as long as this object: another one cannot decrypt. */
export class FakeSafeStorage {
  /** Where the system keeps its key; `basic_text`: nowhere safe. */
  backend: 'basic_text' | 'gnome_libsecret' = 'gnome_libsecret';
  isAvailable = true;
  /** The system has changed its key and asks for what it decrypts to be encrypted again. */
  shouldReEncrypt = false;
  readonly #key = randomBytes(32);

  getSelectedStorageBackend(): 'basic_text' | 'gnome_libsecret' {
    return this.backend;
  }

  isAsyncEncryptionAvailable(): Promise<boolean> {
    return Promise.resolve(this.isAvailable);
  }

  async encryptStringAsync(text: string): Promise<Buffer> {
    if (!this.isAvailable) throw new Error('Error while encrypting the text provided to safeStorage');
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  }

  async decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, encrypted.subarray(0, IV_BYTES));
      decipher.setAuthTag(encrypted.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const body = encrypted.subarray(IV_BYTES + TAG_BYTES);
      const result = Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      return { shouldReEncrypt: this.shouldReEncrypt, result };
    } catch {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage');
    }
  }
}
