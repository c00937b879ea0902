import { basename, join } from 'node:path';
import type { Answer, BackupRefusal, Question } from './child-protocol.ts';
import { backupsFolderIn } from './storage/sqlite/backup-files.ts';
import { lockDataDir } from './storage/sqlite/data-dir-lock.ts';
import { databaseFileIn } from './storage/sqlite/database.ts';
import { exportBackup } from './storage/sqlite/export-backup.ts';
import { BackupError, makeBackup } from './storage/sqlite/make-backup.ts';
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

type OfClinic = Extract<Question, { dataDir: string }>;

const answerTo = async (question: OfClinic): Promise<Answer> => {
  const { dataDir, databaseKey, file } = question;
  switch (question.about) {
    case 'export-stopped': {
      const lock = lockDataDir(dataDir);
      try {
        const folder = backupsFolderIn(dataDir);
        const made = makeBackup({ file: databaseFileIn(dataDir), databaseKey }, folder, Date.now());
        await exportBackup(join(folder, made.name), file);
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
        return { about: 'restored', endedSessions, kept: kept === null ? null : basename(kept) };
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
