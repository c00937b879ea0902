import { z } from '../../server/protocol/zod.ts';
import { openJsonFile } from './json-file.ts';
import type { Log } from './logs.ts';

/**
 * Keys and tokens of this computer, encrypted by the system's own key store through Electron's safeStorage,
 * in `secrets.json` of the folder. Only the main process reads them.
 */

/** `kind` or `kind:which`, such as `refresh-token:<pin of the clinic>`. */
export type SecretName =
  | 'clinic-database-key'
  | 'clinic-token-key'
  | 'clinic-tls-key'
  | 'clinic-certificate-key'
  | `refresh-token:${string}`
  | `acme-account:${string}`;

export type Secrets = {
  /**
   * @returns null if there is none
   * @throws SecretsError if there is one that cannot be decrypted: it must never look as if there were none
   */
  read(name: SecretName): Promise<string | null>;
  /** Null forgets it. Resolves when it is on the disk. */
  write(name: SecretName, value: string | null): Promise<void>;
};

export const SECRETS_ERROR_CODES = ['unavailable', 'locked', 'unreadable'] as const;
/**
 * `unavailable`: the system has no key store; `locked`: the passphrase was not given yet; `unreadable`: what is
 * kept was encrypted by another key.
 */
export type SecretsErrorCode = (typeof SECRETS_ERROR_CODES)[number];

export class SecretsError extends Error {
  override readonly name = 'SecretsError';
  readonly code: SecretsErrorCode;

  constructor(code: SecretsErrorCode, options?: ErrorOptions) {
    super(`the secrets of this computer are ${code}`, options);
    this.code = code;
  }
}

const fileSchema = z.object({ secrets: z.record(z.string(), z.base64()) });

export const createSecrets = ({
  folder,
  safeStorage,
  log,
}: {
  folder: string;
  safeStorage: Pick<
    Electron.SafeStorage,
    'encryptStringAsync' | 'decryptStringAsync' | 'isAsyncEncryptionAvailable'
  >;
  log: Log;
}): Secrets => {
  const file = openJsonFile({ folder, name: 'secrets', schema: fileSchema, defaults: { secrets: {} }, log });

  const assertAvailable = async (): Promise<void> => {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) throw new SecretsError('unavailable');
  };

  const write: Secrets['write'] = async (name, value) => {
    if (value === null) {
      const { [name]: _gone, ...others } = file.read().secrets;
      file.write({ secrets: others });
      return;
    }
    await assertAvailable();
    const encrypted = await safeStorage.encryptStringAsync(value);
    file.write({ secrets: { ...file.read().secrets, [name]: encrypted.toString('base64') } });
  };

  return {
    async read(name) {
      const kept = file.read().secrets[name];
      if (kept === undefined) return null;
      await assertAvailable();
      const { result, shouldReEncrypt } = await safeStorage
        .decryptStringAsync(Buffer.from(kept, 'base64'))
        .catch((error: unknown) => {
          throw new SecretsError('unreadable', { cause: error });
        });
      if (shouldReEncrypt) await write(name, result);
      return result;
    },
    write,
  };
};
