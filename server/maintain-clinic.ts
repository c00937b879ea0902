import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SqliteError } from 'better-sqlite3';
import type { Answer, Question } from './child-protocol.ts';
import type { BackupRefusal } from './protocol/backup-refusal.ts';
import type { StartFailure } from './protocol/start-failure.ts';
import { sealServerSecret } from './security/server-secret.ts';
import { backupsFolderIn, listBackups } from './storage/sqlite/backup-files.ts';
import { lockDataDir } from './storage/sqlite/data-dir-lock.ts';
import { databaseFileIn, openDatabaseForReading, type DatabaseLocation } from './storage/sqlite/database.ts';
import { encryptInPlace } from './storage/sqlite/encrypt-in-place.ts';
import { exportBackup } from './storage/sqlite/export-backup.ts';
import { BackupError, makeBackup } from './storage/sqlite/make-backup.ts';
import { readTlsKey } from './storage/sqlite/read-tls-key.ts';
import { inspectBackup, prepareRestore } from './storage/sqlite/restore-backup.ts';
import { StoreOpenError } from './storage/store.ts';

/** What the app has done with a clinic's backups by a process of its own, beside a server or in its place. */

/** What a message of the store begins or ends with, and what a person is told. */
const REFUSALS: readonly [pattern: RegExp, code: BackupRefusal][] = [
  [/^another Anteroom uses/, 'in_use'],
  [/DATABASE_KEY/, 'wrong_key'],
  [/no room|disk is full/, 'no_room'],
  [/newer/, 'newer_version'],
  [/is not a database/, 'not_a_backup'],
  [/cannot be (written|locked|opened)|^there is no /, 'no_access'],
  [/damaged|audit log is broken|does not have/, 'damaged'],
];

const MISSING_OR_FORBIDDEN = new Set(['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'EROFS', 'EBUSY', 'ENOTDIR']);

/** The reason in one word of the closed list: what is thrown may name folders, which are nobody's business. */
export const refusalOf = (error: unknown): BackupRefusal => {
  if (error instanceof BackupError) {
    return error.code === 'not_verified' ? 'damaged' : error.code;
  }
  if (error instanceof StoreOpenError) {
    return REFUSALS.find(([pattern]) => pattern.test(error.message))?.[1] ?? 'failed';
  }
  const { code } = error as { code?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'no_room';
  return typeof code === 'string' && MISSING_OR_FORBIDDEN.has(code) ? 'no_access' : 'failed';
};

/** The same for a server that could not start. */
export const startFailureOf = (error: unknown): StartFailure => {
  const code = refusalOf(error);
  if (code === 'failed' && error instanceof StoreOpenError) {
    return /is (missing|empty)/.test(error.message) ? 'damaged' : 'failed';
  }
  return code === 'not_a_backup' || code === 'source_damaged' ? 'damaged' : code;
};

type OfClinic = Extract<Question, { dataDir: string }>;

/**
 * The key of TLS that it carries; null also where it is too damaged to be read, which is for others to find.
 * @throws StoreOpenError it cannot be opened
 */
const tlsKeyIn = (location: DatabaseLocation): string | null => {
  const db = openDatabaseForReading(location);
  try {
    return readTlsKey(db);
  } catch (error) {
    if (error instanceof SqliteError) return null;
    throw error;
  } finally {
    db.close();
  }
};

type Tried = Pick<Extract<Answer, { about: 'key-tried' }>, 'opened' | 'tlsKey'>;

/**
 * Tries a key at the database; where that is gone or damaged, at the newest backups: a key that opens one of them
 * is the clinic's.
 * @throws StoreOpenError it opens nothing
 */
const tryKey = ({ dataDir, databaseKey }: { dataDir: string; databaseKey: string | null }): Tried => {
  const file = databaseFileIn(dataDir);
  const backups = listBackups(backupsFolderIn(dataDir));
  const problems: StoreOpenError[] = [];
  const note = (error: unknown): void => {
    if (!(error instanceof StoreOpenError)) throw error;
    problems.push(error);
  };
  if (existsSync(file)) {
    try {
      return { opened: 'database', tlsKey: tlsKeyIn({ file, databaseKey }) };
    } catch (error) {
      note(error);
    }
  }
  for (const backup of backups) {
    try {
      return { opened: 'backup', tlsKey: tlsKeyIn({ file: backup.file, databaseKey }) };
    } catch (error) {
      note(error);
    }
  }
  const [first] = problems;
  if (first === undefined) return { opened: 'nothing', tlsKey: null };
  throw first;
};

const answerTo = async (question: OfClinic): Promise<Answer> => {
  const { dataDir, databaseKey } = question;
  if (question.about === 'try-key') return { about: 'key-tried', ...tryKey(question) };
  if (question.about === 'encrypt') {
    const { encrypted, kept } = encryptInPlace(question);
    await sealServerSecret(dataDir, question.databaseKey);
    return { about: 'encrypted', files: encrypted, kept: kept.length };
  }
  const { file } = question;
  switch (question.about) {
    case 'export-stopped': {
      const lock = lockDataDir(dataDir);
      try {
        const folder = backupsFolderIn(dataDir);
        const made = makeBackup({ file: databaseFileIn(dataDir), databaseKey }, folder, Date.now());
        await exportBackup(join(folder, made.name), file, dataDir);
        return { about: 'exported', at: made.at, bytes: made.bytes };
      } finally {
        lock.release();
      }
    }
    case 'inspect':
      return { about: 'inspected', ...inspectBackup({ dataDir, databaseKey, backupFile: file }) };
    case 'restore': {
      const prepared = prepareRestore({ dataDir, databaseKey, backupFile: file });
      try {
        const { kept, endedSessions } = prepared.carryOut();
        const tlsKey = tlsKeyIn({ file: databaseFileIn(dataDir), databaseKey });
        return { about: 'restored', endedSessions, kept: kept === null ? null : basename(kept), tlsKey };
      } finally {
        prepared.release();
      }
    }
  }
};

/** Never rejects: what cannot be done is an answer, too. */
export const maintainClinic = async (question: OfClinic): Promise<Answer> => {
  try {
    return await answerTo(question);
  } catch (error) {
    return { about: 'refused', code: refusalOf(error) };
  }
};
