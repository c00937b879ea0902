import { isDeepStrictEqual } from 'node:util';
import { z } from '../../server/protocol/zod.ts';
import type { SecretsOutcome, SecretsState } from '../../src-preload/contract.ts';
import { openJsonFile, type Migration } from './json-file.ts';
import type { Log } from './logs.ts';
import { createLock, lockSchema, openLock, type OpenLock } from './passphrase-lock.ts';

/**
 * Keys and tokens of this computer, encrypted by the system's own key store through Electron's safeStorage, in
 * `secrets.json` of the folder. Only the main process reads them.
 *
 * On Linux without a key store safeStorage "encrypts" with a password that everybody knows (`basic_text`): there
 * a person's passphrase does it instead, and once it does, it goes on doing it.
 */

/** `kind` or `kind:which`, such as `refresh-token:<pin of the clinic>`. */
export type SecretName =
  | 'clinic-database-key'
  | 'clinic-token-key'
  | 'clinic-tls-key'
  | 'clinic-certificate-key'
  | 'relay-secret'
  | `refresh-token:${string}`
  | `acme-account:${string}`
  | `message-cache-key:${string}`
  | `last-account:${string}`;

export type Secrets = {
  /**
   * @returns null if there is none
   * @throws SecretsError if there is one that cannot be decrypted: it must never look as if there were none
   */
  read(name: SecretName): Promise<string | null>;
  /** Null forgets it. Resolves when it is on the disk. */
  write(name: SecretName, value: string | null): Promise<void>;
  /**
   * Keeps what is there, readable or not, under a name that nobody reads, so that another can take its place. For
   * what must never be lost.
   */
  setAside(name: SecretName): void;
};

/** The lock before all secrets. */
export type SecretsLock = {
  state(): Promise<SecretsState>;
  unlock(passphrase: string): Promise<SecretsOutcome>;
  setPassphrase(passphrase: string): Promise<SecretsOutcome>;
  changePassphrase(current: string, next: string): Promise<SecretsOutcome>;
  startOver(): Promise<SecretsOutcome>;
  /** Called after each change. Returns the function that ends the subscription. */
  onChanged(listener: (state: SecretsState) => void): () => void;
};

/**
 * `unavailable`: the system has no key store; `locked`: the passphrase was not given or not chosen yet;
 * `unreadable`: what is kept was encrypted by another key.
 */
export type SecretsErrorCode = 'unavailable' | 'locked' | 'unreadable';

export class SecretsError extends Error {
  override readonly name = 'SecretsError';
  readonly code: SecretsErrorCode;

  constructor(code: SecretsErrorCode, options?: ErrorOptions) {
    super(`the secrets of this computer are ${code}`, options);
    this.code = code;
  }
}

const keptSchema = z.object({ by: z.enum(['system', 'passphrase']), value: z.base64() });
type Kept = z.infer<typeof keptSchema>;

const fileSchema = z.object({
  secrets: z.record(z.string(), keptSchema),
  lock: lockSchema.nullable(),
  /** Locks whose passphrase was forgotten, with all that is behind them: it may come to mind again. */
  forgotten: z.array(z.object({ lock: lockSchema, secrets: z.record(z.string(), keptSchema) })),
});
type SecretsFile = z.infer<typeof fileSchema>;

const DEFAULTS: SecretsFile = { secrets: {}, lock: null, forgotten: [] };

const firstSchema = z.object({ secrets: z.record(z.string(), z.base64()) });

const MIGRATIONS: readonly Migration[] = [
  (old): SecretsFile => ({
    ...DEFAULTS,
    secrets: Object.fromEntries(
      Object.entries(firstSchema.parse(old).secrets).map(([name, value]) => [name, { by: 'system', value }]),
    ),
  }),
];

type SafeStorage = Pick<
  Electron.SafeStorage,
  'encryptStringAsync' | 'decryptStringAsync' | 'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend'
>;

const DONE: SecretsOutcome = { status: 'done' };
const WRONG: SecretsOutcome = { status: 'wrong_passphrase' };
const NOT_NOW: SecretsOutcome = { status: 'not_now' };

export const createSecrets = ({
  folder,
  safeStorage,
  log,
  platform = process.platform,
}: {
  folder: string;
  safeStorage: SafeStorage;
  log: Log;
  platform?: NodeJS.Platform;
}): Secrets & SecretsLock => {
  const file = openJsonFile({
    folder,
    name: 'secrets',
    schema: fileSchema,
    defaults: DEFAULTS,
    migrations: MIGRATIONS,
    log,
  });
  let opened: OpenLock | null = null;
  const listeners = new Set<(state: SecretsState) => void>();
  /** One after the other: each asks for a derived key, and may change the lock. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const done = last.then(action);
    last = done.catch(() => undefined);
    return done;
  };

  /** Asked again each time: a key store may be unlocked, or come, while the app runs. */
  const isSystemSafe = async (): Promise<boolean> => {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
    return platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
  };

  const state = async (): Promise<SecretsState> => {
    if (opened !== null) return { status: 'unlocked' };
    if (file.read().lock !== null) return { status: 'locked' };
    if (await isSystemSafe()) return { status: 'system' };
    return { status: platform === 'linux' ? 'unset' : 'unavailable' };
  };

  let told: SecretsState | null = null;
  const tell = async (): Promise<void> => {
    const now = await state();
    if (isDeepStrictEqual(now, told)) return;
    told = now;
    for (const listener of listeners) listener(now);
  };

  const encrypt = async (name: string, value: string): Promise<Kept> => {
    const { status } = await state();
    if (opened !== null) return { by: 'passphrase', value: opened.encrypt(value, name) };
    if (status === 'unavailable') throw new SecretsError('unavailable');
    if (status !== 'system') throw new SecretsError('locked');
    const encrypted = await safeStorage.encryptStringAsync(value);
    return { by: 'system', value: encrypted.toString('base64') };
  };

  const put = (name: string, kept: Kept): void => {
    const now = file.read();
    file.write({ ...now, secrets: { ...now.secrets, [name]: kept } });
  };

  const decryptBySystem = async ({ value }: Kept): Promise<{ text: string; again: boolean }> => {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) throw new SecretsError('unavailable');
    try {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(value, 'base64'));
      return { text: result, again: shouldReEncrypt };
    } catch (error) {
      throw new SecretsError('unreadable', { cause: error });
    }
  };

  const read: Secrets['read'] = async (name) => {
    const kept = file.read().secrets[name];
    if (kept === undefined) return null;
    if (kept.by === 'system') {
      const { text, again } = await decryptBySystem(kept);
      if (again && (await isSystemSafe())) put(name, await encrypt(name, text));
      return text;
    }
    if (opened === null) throw new SecretsError(file.read().lock === null ? 'unreadable' : 'locked');
    const text = opened.decrypt(kept.value, name);
    if (text === null) throw new SecretsError('unreadable');
    return text;
  };

  /** What an unsafe key store kept so far. What it cannot decrypt stays as it is. */
  const reencryptAll = async (open: OpenLock): Promise<SecretsFile['secrets']> => {
    const entries = await Promise.all(
      Object.entries(file.read().secrets).map(async ([name, kept]): Promise<[string, Kept]> => {
        const plain = kept.by === 'system' ? await decryptBySystem(kept).catch(() => null) : null;
        if (plain === null) return [name, kept];
        return [name, { by: 'passphrase', value: open.encrypt(plain.text, name) }];
      }),
    );
    return Object.fromEntries(entries);
  };

  return {
    read,
    async write(name, value) {
      if (value !== null) {
        put(name, await encrypt(name, value));
        return;
      }
      const { [name]: _gone, ...secrets } = file.read().secrets;
      file.write({ ...file.read(), secrets });
    },
    setAside(name) {
      const { [name]: kept, ...secrets } = file.read().secrets;
      if (kept === undefined) return;
      let number = 1;
      while (`${name}#${number}` in secrets) number += 1;
      // What a passphrase encrypted has its name in it; who knows that finds it by the part before the number.
      file.write({ ...file.read(), secrets: { ...secrets, [`${name}#${number}`]: kept } });
    },
    state,
    unlock: (passphrase) =>
      inTurn(async () => {
        const { lock } = file.read();
        if (lock === null || opened !== null) return NOT_NOW;
        opened = await openLock(lock, passphrase);
        if (opened === null) {
          log.warn('secrets', { status: 'wrong-passphrase' });
          return WRONG;
        }
        log.info('secrets', { status: 'unlocked' });
        await tell();
        return DONE;
      }),
    setPassphrase: (passphrase) =>
      inTurn(async () => {
        if ((await state()).status !== 'unset') return NOT_NOW;
        const { lock, open } = await createLock(passphrase);
        file.write({ ...file.read(), secrets: await reencryptAll(open), lock });
        opened = open;
        log.info('secrets', { status: 'passphrase-set' });
        await tell();
        return DONE;
      }),
    changePassphrase: (current, next) =>
      inTurn(async () => {
        const { lock } = file.read();
        if (lock === null || opened === null) return NOT_NOW;
        // Whoever finds the app open does not know it for that.
        const open = await openLock(lock, current);
        if (open === null) return WRONG;
        file.write({ ...file.read(), lock: await open.relock(next) });
        log.info('secrets', { status: 'passphrase-changed' });
        return DONE;
      }),
    startOver: () =>
      inTurn(async () => {
        const { lock, secrets, forgotten } = file.read();
        if (lock === null || opened !== null) return NOT_NOW;
        const locked = Object.entries(secrets).filter(([, { by }]) => by === 'passphrase');
        const others = Object.entries(secrets).filter(([, { by }]) => by !== 'passphrase');
        file.write({
          secrets: Object.fromEntries(others),
          lock: null,
          forgotten: [...forgotten, { lock, secrets: Object.fromEntries(locked) }],
        });
        log.warn('secrets', { status: 'started-over' });
        await tell();
        return DONE;
      }),
    onChanged(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
