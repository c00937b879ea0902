import { createHash, randomBytes } from 'node:crypto';
import type { Answer } from '../../server/child-protocol.ts';
import { databaseKeyFrom, formatRecoveryKey } from '../../server/protocol/recovery-key.ts';
import type { StartFailure } from '../../server/protocol/start-failure.ts';
import { z } from '../../server/protocol/zod.ts';
import type { ClinicKeyState, RecoveryRefusal } from '../../src-preload/contract.ts';
import { HostedStartError } from '../hosted-start-error.ts';
import type { CarriedKey } from './certificates/own-key.ts';
import { lookAtClinic } from './clinic-files.ts';
import type { Maintain } from './clinic-maintenance.ts';
import { openJsonFile } from './json-file.ts';
import type { Log } from './logs.ts';
import { SecretsError, type SecretName, type Secrets } from './secrets.ts';

/**
 * The key of the hosted clinic's database: 32 random bytes among this computer's secrets, which reach the server by
 * message alone. The same on paper is the recovery key.
 */

const DATABASE_KEY: SecretName = 'clinic-database-key';
const TOKEN_KEY: SecretName = 'clinic-token-key';
const KEY_BYTES = 32;
const TOKEN_KEY_BYTES = 48;
const REMIND_AGAIN_MS = 3 * 86_400_000;

/** What the configuration of a start gets from here. */
export type ClinicKeys = { databaseKey: string; jwtSecret: string };

export type ClinicKey = {
  /**
   * The keys of a start. A new clinic's are made here, and are kept before anything is encrypted with them; a clinic
   * in plain text is encrypted first.
   * @throws HostedStartError
   */
  forStart(): Promise<ClinicKeys>;
  state(): Promise<ClinicKeyState>;
  /**
   * The key of TLS that the clinic in the folder carries.
   * @throws HostedStartError it cannot be asked now: a new key must not be made for that
   */
  carriedTlsKey(): Promise<CarriedKey>;
  /** Null: there is none, or it cannot be read. */
  recoveryKey(): Promise<string | null>;
  confirmKept(): Promise<ClinicKeyState>;
  remindLater(): Promise<ClinicKeyState>;
  /** Why no key could be kept now; null: one can. Finds out by keeping the key of tokens. */
  refusalToKeep(): Promise<RecoveryRefusal | null>;
  /** From now on the clinic's key, which a person has typed. Another one that was there stays, under another name. */
  adopt(databaseKey: string): Promise<void>;
  /** Runs after all that was begun before: two at once must not make two keys. What it runs may not wait for a start. */
  inTurn<T>(action: () => Promise<T>): Promise<T>;
};

const memorySchema = z.object({
  /** A digest of the key whose recovery key a person keeps; a new key is not kept yet. */
  kept: z.string().nullable(),
  /** Milliseconds since the epoch. */
  remindAfter: z.number().nullable(),
});

const digestOf = (databaseKey: string): string =>
  createHash('sha256').update(`anteroom recovery key of ${databaseKey}`).digest('hex').slice(0, 32);

/** Why a start is not possible after what a process of its own answered. */
export const startFailureIn = (answer: Answer): StartFailure => {
  if (answer.about !== 'refused') return 'failed';
  return answer.code === 'not_a_backup' || answer.code === 'source_damaged' ? 'damaged' : answer.code;
};

const FAILURE_OF = {
  locked: 'secrets_locked',
  unavailable: 'secrets_unavailable',
  unreadable: 'secrets_unreadable',
} as const;

export const createClinicKey = ({
  dataDir,
  folder,
  secrets,
  maintain,
  log,
  now = Date.now,
}: {
  /** Of the clinic. */
  dataDir: string;
  /** Of the app's own files. */
  folder: string;
  secrets: Secrets;
  maintain: Maintain;
  log: Log;
  now?: () => number;
}): ClinicKey => {
  const memory = openJsonFile({
    folder,
    name: 'clinic-key',
    schema: memorySchema,
    defaults: { kept: null, remindAfter: null },
    log,
  });
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const done = last.then(action);
    last = done.catch(() => undefined);
    return done;
  };

  const create = async (): Promise<string> => {
    const databaseKey = databaseKeyFrom(randomBytes(KEY_BYTES));
    await secrets.write(DATABASE_KEY, databaseKey);
    log.info('clinic-key', { status: 'created' });
    return databaseKey;
  };

  /** @throws SecretsError, or HostedStartError where a new key would only hide that the old one is gone */
  const findOrCreate = async (): Promise<string> => {
    try {
      const kept = await secrets.read(DATABASE_KEY);
      if (kept !== null) return kept;
      if (lookAtClinic(dataDir).form === 'encrypted') throw new HostedStartError('key_missing');
      return await create();
    } catch (error) {
      const isUnreadable = error instanceof SecretsError && error.code === 'unreadable';
      if (!isUnreadable || lookAtClinic(dataDir).form === 'encrypted') throw error;
      // It opens nothing that is here. A backup elsewhere may need it, should the system's key come back.
      secrets.setAside(DATABASE_KEY);
      return create();
    }
  };

  const tokenKey = async (): Promise<string> => {
    try {
      const kept = await secrets.read(TOKEN_KEY);
      if (kept !== null) return kept;
    } catch (error) {
      if (!(error instanceof SecretsError) || error.code !== 'unreadable') throw error;
      // Who is signed in gets a new token with the refresh token, which this key does not sign.
    }
    const made = randomBytes(TOKEN_KEY_BYTES).toString('base64url');
    await secrets.write(TOKEN_KEY, made);
    return made;
  };

  const encryptWhatIsPlain = async (databaseKey: string): Promise<void> => {
    if (lookAtClinic(dataDir).plain === 0) return;
    const answer = await maintain({ about: 'encrypt', dataDir, databaseKey });
    if (answer.about === 'encrypted') {
      log.info('clinic-key', { status: answer.kept === 0 ? 'encrypted' : 'encrypted-in-part' });
      return;
    }
    const code = startFailureIn(answer);
    log.error('clinic-key', { status: 'not-encrypted', code });
    throw new HostedStartError(code);
  };

  const forStart = async (): Promise<ClinicKeys> => {
    try {
      const databaseKey = await findOrCreate();
      await encryptWhatIsPlain(databaseKey);
      return { databaseKey, jwtSecret: await tokenKey() };
    } catch (error) {
      if (error instanceof SecretsError) throw new HostedStartError(FAILURE_OF[error.code], { cause: error });
      throw error;
    }
  };

  const state = async (): Promise<ClinicKeyState> => {
    const { form, plain } = lookAtClinic(dataDir);
    const nothingKept = { isKept: false, isReminderDue: false, plainFiles: 0 };
    let databaseKey: string | null;
    try {
      databaseKey = await secrets.read(DATABASE_KEY);
    } catch (error) {
      if (!(error instanceof SecretsError)) throw error;
      return { status: error.code, ...nothingKept };
    }
    if (form === 'empty') return { status: 'none', ...nothingKept };
    if (form === 'plain') return { status: 'plain', ...nothingKept };
    if (databaseKey === null) return { status: 'missing', ...nothingKept };
    const { kept, remindAfter } = memory.read();
    const isKept = kept === digestOf(databaseKey);
    return {
      status: 'protected',
      isKept,
      isReminderDue: !isKept && (remindAfter === null || now() >= remindAfter),
      plainFiles: plain,
    };
  };

  const readOrNull = async (): Promise<string | null> => {
    try {
      return await secrets.read(DATABASE_KEY);
    } catch (error) {
      if (error instanceof SecretsError) return null;
      throw error;
    }
  };

  const adopt = async (databaseKey: string): Promise<void> => {
    if ((await readOrNull()) !== databaseKey) {
      secrets.setAside(DATABASE_KEY);
      await secrets.write(DATABASE_KEY, databaseKey);
    }
    // It was typed from somewhere.
    memory.write({ kept: digestOf(databaseKey), remindAfter: null });
  };

  const refusalToKeep = async (): Promise<RecoveryRefusal | null> => {
    try {
      await secrets.read(DATABASE_KEY);
      // What is there says nothing of whether more can be kept.
      await secrets.write(TOKEN_KEY, await tokenKey());
      return null;
    } catch (error) {
      if (!(error instanceof SecretsError)) throw error;
      if (error.code === 'unreadable') return null;
      return FAILURE_OF[error.code];
    }
  };

  const carriedTlsKey = async (): Promise<CarriedKey> => {
    if (lookAtClinic(dataDir).form === 'empty') return { hasClinic: false, key: null };
    const databaseKey = await readOrNull();
    if (databaseKey === null) return { hasClinic: true, key: null };
    const answer = await maintain({ about: 'try-key', dataDir, databaseKey });
    if (answer.about !== 'key-tried') throw new HostedStartError(startFailureIn(answer));
    return { hasClinic: true, key: answer.tlsKey };
  };

  return {
    forStart: () => inTurn(forStart),
    state,
    carriedTlsKey,
    async recoveryKey() {
      const databaseKey = await readOrNull();
      return databaseKey === null ? null : formatRecoveryKey(databaseKey);
    },
    async confirmKept() {
      const databaseKey = await readOrNull();
      if (databaseKey !== null) memory.write({ kept: digestOf(databaseKey), remindAfter: null });
      return state();
    },
    async remindLater() {
      memory.write({ ...memory.read(), remindAfter: now() + REMIND_AGAIN_MS });
      return state();
    },
    refusalToKeep,
    adopt,
    inTurn,
  };
};
