import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { userSchema, type User } from '../../../server/protocol/index.ts';
import { databaseKeyFrom, isRawDatabaseKey } from '../../../server/protocol/recovery-key.ts';
import type { CopyAccount, CopyOpened } from '../../../src-preload/contract.ts';
import type { Timer, Timers } from '../../timers.ts';
import type { Log } from '../logs.ts';
import { SecretsError, type SecretName, type Secrets } from '../secrets.ts';
import type { Tokens } from '../tokens.ts';
import { backUpInThread, startCopyThread, type CopyThread } from './copy-thread.ts';
import { COPY_LIMITS, type CopyLimits } from './conversations.ts';
import type { CopyOperation, CopyOperations, CopyPlace } from './worker-messages.ts';

/**
 * The copies of people's conversations on this computer: an encrypted file for each account, in a folder of its own,
 * whose key is in the system's key store. The one of whoever is signed in is open, in a thread of its own.
 */
export type MessageCache = {
  /** Who was signed in in this clinic last and still is: null without a refresh token in the key store. */
  last(clinic: string | null): Promise<User | null>;
  forgetLast(clinic: string | null): Promise<void>;
  /** Opens, or makes, a copy in the place of the one that is open. Where it cannot be on the disk, it is in memory. */
  open(clinic: string | null, user: User): Promise<CopyOpened>;
  /** @throws Error if it could not be done */
  call<Name extends CopyOperation>(
    account: CopyAccount,
    name: Name,
    ...args: Parameters<CopyOperations[Name]>
  ): Promise<ReturnType<CopyOperations[Name]>>;
  /** Nobody is signed in any more. With `wipe`, nothing of this account stays. */
  close(account: CopyAccount, wipe: boolean): Promise<void>;
  /** Nothing of any account of this clinic stays. */
  forgetClinic(clinic: string): Promise<void>;
  /** The app ends. */
  stop(): Promise<void>;
};

const DAY_MS = 24 * 3_600_000;
/** The first backup does not disturb the start. */
const FIRST_BACKUP_MS = 60_000;
const KEY_BYTES = 32;

type Open = { account: CopyAccount; user: User; thread: CopyThread; place: CopyPlace | null };

/** Names of files and secrets say nothing of anybody. */
const hashed = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
const nameOfClinic = (clinic: string | null): string => hashed(clinic === null ? 'own' : `joined ${clinic}`);
const keyName = (clinicName: string, accountName: string): SecretName =>
  `message-cache-key:${clinicName}-${accountName}`;
const lastName = (clinic: string | null): SecretName => `last-account:${nameOfClinic(clinic)}`;

const isSame = (one: CopyAccount, other: CopyAccount): boolean =>
  one.clinic === other.clinic && one.userId === other.userId;

/**
 * @param folder absolute; made if it is missing
 * @param workerFile absolute path of the built thread
 */
export const createMessageCache = ({
  folder,
  workerFile,
  secrets,
  tokens,
  timers,
  limits = COPY_LIMITS,
  log,
}: {
  folder: string;
  workerFile: string;
  secrets: Secrets;
  tokens: Pick<Tokens, 'read'>;
  timers: Timers;
  limits?: CopyLimits;
  log: Log;
}): MessageCache => {
  let current: Open | null = null;
  let backupTimer: Timer | null = null;
  /** One after the other: two threads of one copy would not know of each other. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const done = last.then(action);
    last = done.catch(() => undefined);
    return done;
  };

  const folderOf = ({ clinic, userId }: CopyAccount): string =>
    join(folder, nameOfClinic(clinic), hashed(userId));

  /** @throws SecretsError as long as the key store is locked, or not there */
  const placeOf = async (account: CopyAccount): Promise<CopyPlace> => {
    const name = keyName(nameOfClinic(account.clinic), hashed(account.userId));
    const place = folderOf(account);
    let kept: string | null;
    try {
      kept = await secrets.read(name);
    } catch (error) {
      if (!(error instanceof SecretsError) || error.code !== 'unreadable') throw error;
      // The key is lost, and the copy with it: opened with another one, it says so and begins anew.
      log.warn('message-copy', { status: 'key-unreadable' });
      secrets.setAside(name);
      kept = null;
    }
    if (kept !== null && isRawDatabaseKey(kept)) return { folder: place, key: kept };
    const key = databaseKeyFrom(randomBytes(KEY_BYTES));
    // Kept before anything is encrypted with it.
    await secrets.write(name, key);
    return { folder: place, key };
  };

  const remember = async (clinic: string | null, user: User): Promise<void> => {
    const name = lastName(clinic);
    const text = JSON.stringify(user);
    try {
      if ((await secrets.read(name)) !== text) await secrets.write(name, text);
    } catch (error) {
      log.warn('message-copy', { status: 'account-not-kept' }, error);
    }
  };

  const backUp = async (place: CopyPlace): Promise<void> => {
    try {
      const isMade = await backUpInThread(workerFile, { task: 'backup', place, now: timers.now() });
      log.info('message-copy', { status: isMade ? 'backed-up' : 'no-room-for-backup' });
    } catch (error) {
      log.warn('message-copy', { status: 'not-backed-up' }, error);
    }
  };

  const scheduleBackup = (place: CopyPlace, lastBackupAt: number | null): void => {
    const age = lastBackupAt === null ? DAY_MS : timers.now() - lastBackupAt;
    backupTimer = timers.after(Math.max(FIRST_BACKUP_MS, DAY_MS - age), () => {
      void backUp(place).then(() => {
        if (current?.place === place) scheduleBackup(place, timers.now());
      });
    });
  };

  const closeCurrent = async (): Promise<void> => {
    backupTimer?.cancel();
    backupTimer = null;
    const closing = current;
    current = null;
    await closing?.thread.close();
  };

  const start = async (account: CopyAccount, user: User): Promise<CopyOpened> => {
    const { id: _id, fullname, email, role } = user;
    const data = { task: 'serve', owner: { _id, fullname, email, role }, limits } as const;
    let reason: CopyOpened['reason'] = null;
    let place: CopyPlace | null = null;
    try {
      place = await placeOf(account);
    } catch (error) {
      log.warn('message-copy', { status: 'locked' }, error);
      reason = 'locked';
    }
    let thread: CopyThread | null = null;
    if (place !== null) {
      try {
        thread = await startCopyThread(workerFile, { ...data, place });
      } catch (error) {
        log.error('message-copy', { status: 'unusable' }, error);
        reason = 'unusable';
        place = null;
      }
    }
    thread ??= await startCopyThread(workerFile, { ...data, place: null });
    const { opened, lastBackupAt } = thread;
    current = { account, user, thread, place };
    if (opened.condition !== 'sound') log.warn('message-copy', { status: opened.condition });
    if (place !== null) scheduleBackup(place, lastBackupAt);
    return { ...opened, keeping: place === null ? 'memory' : 'disk', reason };
  };

  const threadOf = async (account: CopyAccount): Promise<CopyThread> => {
    if (current === null || !isSame(current.account, account)) throw new Error('this copy is not open');
    if (current.thread.lives()) return current.thread;
    // It crashed. What was acknowledged is on the disk; in memory, it begins anew.
    log.error('message-copy', { status: 'thread-ended' });
    const { user } = current;
    await closeCurrent();
    await start(account, user);
    return threadOf(account);
  };

  const wipe = async (clinicName: string, accountName: string): Promise<void> => {
    // The key first: without it, what cannot be removed cannot be read.
    await secrets.write(keyName(clinicName, accountName), null);
    rmSync(join(folder, clinicName, accountName), { recursive: true, force: true, maxRetries: 5 });
  };

  return {
    last: async (clinic) => {
      const { token } = await tokens.read(clinic);
      if (token === null) return null;
      try {
        const text = await secrets.read(lastName(clinic));
        return text === null ? null : userSchema.parse(JSON.parse(text));
      } catch (error) {
        log.warn('message-copy', { status: 'account-not-read' }, error);
        return null;
      }
    },
    forgetLast: (clinic) => inTurn(() => secrets.write(lastName(clinic), null)),
    open: (clinic, user) =>
      inTurn(async () => {
        await closeCurrent();
        const opened = await start({ clinic, userId: user.id }, user);
        await remember(clinic, user);
        return opened;
      }),
    call: async (account, name, ...args) => {
      // Not in turn with each other: the thread has its own order.
      const thread = await (current?.thread.lives() === true && isSame(current.account, account)
        ? current.thread
        : inTurn(() => threadOf(account)));
      return thread.call(name, ...args);
    },
    close: (account, isWiped) =>
      inTurn(async () => {
        if (current !== null && isDeepStrictEqual(current.account, account)) await closeCurrent();
        await secrets.write(lastName(account.clinic), null);
        if (isWiped) await wipe(nameOfClinic(account.clinic), hashed(account.userId));
      }),
    forgetClinic: (clinic) =>
      inTurn(async () => {
        if (current?.account.clinic === clinic) await closeCurrent();
        await secrets.write(lastName(clinic), null);
        const ofClinic = join(folder, nameOfClinic(clinic));
        if (!existsSync(ofClinic)) return;
        for (const account of readdirSync(ofClinic)) await wipe(nameOfClinic(clinic), account);
        rmSync(ofClinic, { recursive: true, force: true, maxRetries: 5 });
      }),
    stop: () => inTurn(closeCurrent),
  };
};
