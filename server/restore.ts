import { statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { environmentSchema } from './config.ts';
import {
  backupsFolderIn,
  listBackups,
  timeOfBackup,
  type BackupFile,
} from './storage/sqlite/backup-files.ts';
import { prepareRestore, type PreparedRestore } from './storage/sqlite/restore-backup.ts';
import { StoreOpenError } from './storage/store.ts';

/**
 * `npm run restore`: lists the backups in `DATA_DIR`. `npm run restore -- <name or path> [--yes]`: verifies that
 * backup and puts it in the place of the database, which is kept beside it. Exit code 0: listed, or done; 1: the
 * backup cannot be used, or the answer was no, and nothing was changed; 2: it could not be tried.
 */

const say = (...lines: string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
const complain = (line: string, code: number): number => {
  process.stderr.write(`${line}\n`);
  return code;
};

const utc = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

/** "3 hours", "2 days and 4 hours". */
const duration = (milliseconds: number): string => {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const parts = [
    ...(days > 0 ? [count(days, 'day', 'days')] : []),
    ...(hours > 0 ? [count(hours, 'hour', 'hours')] : []),
    ...(days === 0 && (minutes % 60 > 0 || hours === 0) ? [count(minutes % 60, 'minute', 'minutes')] : []),
  ];
  return parts.join(' and ');
};

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

const list = (backups: readonly BackupFile[], folder: string, now: number): number => {
  if (backups.length === 0) {
    say(`There are no backups in ${folder}.`);
    return 0;
  }
  say(`Backups in ${folder}, newest first:`);
  for (const { name, at, bytes } of backups) say(`  ${name}  ${megabytes(bytes)}  ${duration(now - at)} ago`);
  say('To put one in the place of the database: npm run restore -- <name>');
  return 0;
};

const confirm = (question: string): Promise<boolean> =>
  new Promise((done) => {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    lines.once('close', () => done(false));
    lines.question(question, (answer) => {
      done(answer.trim().toLowerCase() === 'yes');
      lines.close();
    });
  });

/** What will be missing, in plain words. */
const loss = ({ present, backup }: PreparedRestore, madeAt: number | null, now: number): string[] => [
  madeAt === null
    ? 'What the clinic did after this backup was made is not in it.'
    : `The backup was made on ${utc(madeAt)}, ${duration(now - madeAt)} ago. What the clinic did since then is not in it: messages, visits, appointments, accounts, passwords and settings are as they were.`,
  present === null
    ? 'There is no present database that can be read, so what is lost cannot be counted.'
    : `Against the present database ${count(Math.max(0, present.messages - backup.messages), 'message', 'messages')} and ${count(Math.max(0, present.auditRows - backup.auditRows), 'entry', 'entries')} of the audit log will be missing.`,
  'Everybody will be signed out. Patients open the link of their invitation once more; invitations made since then do not work.',
];

const restore = async (dataDir: string, databaseKey: string | null, chosen: string, yes: boolean) => {
  const folder = backupsFolderIn(dataDir);
  const inFolder = join(folder, chosen);
  const backupFile = !isAbsolute(chosen) && isFile(inFolder) ? inFolder : resolve(chosen);
  if (!isFile(backupFile))
    return complain(`There is no backup ${chosen} in ${folder}: "npm run restore" lists them.`, 1);
  const prepared = prepareRestore({ dataDir, databaseKey, backupFile });
  try {
    say(
      'The backup is whole.',
      ...loss(prepared, timeOfBackup(chosen.split(/[\\/]/).at(-1) ?? ''), Date.now()),
    );
    if (!yes && !(await confirm('Restore it? Type "yes": '))) {
      return complain('Nothing was changed.', 1);
    }
    const { kept, endedSessions } = prepared.carryOut();
    say(
      `Restored. ${count(endedSessions, 'session was', 'sessions were')} ended.`,
      ...(prepared.files === 0
        ? []
        : [`${count(prepared.files, 'file', 'files')} of conversations came back with it.`]),
      ...(kept === null ? [] : [`The database from before is kept: ${kept}`]),
      'Start the server now.',
    );
    return 0;
  } finally {
    prepared.release();
  }
};

const main = async (): Promise<number> => {
  if (process.env['DATABASE_URL']) {
    return complain(
      'DATABASE_URL is set: backups of PostgreSQL are made by pg_dump and put in place by pg_restore, see docs/postgresql.md',
      2,
    );
  }
  const parameters = process.argv.slice(2);
  const [chosen, ...others] = parameters.filter((parameter) => parameter !== '--yes');
  if (others.length > 0 || chosen?.startsWith('-')) {
    return complain('usage: npm run restore [-- <name or path> [--yes]]', 2);
  }
  const settings = environmentSchema.pick({ DATA_DIR: true, DATABASE_KEY: true }).safeParse({
    DATA_DIR: process.env['DATA_DIR'] || undefined,
    DATABASE_KEY: process.env['DATABASE_KEY'] || undefined,
  });
  if (!settings.success) {
    const issue = settings.error.issues[0];
    return complain(`${String(issue?.path[0])} is not valid: ${issue?.message ?? 'unknown reason'}`, 2);
  }
  const dataDir = resolve(settings.data.DATA_DIR);
  if (chosen === undefined) {
    const folder = backupsFolderIn(dataDir);
    return list(listBackups(folder), folder, Date.now());
  }
  return restore(dataDir, settings.data.DATABASE_KEY ?? null, chosen, parameters.includes('--yes'));
};

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof StoreOpenError)) {
    const { code, syscall, path } = error as { code?: string; syscall?: string; path?: string };
    if (code === undefined || syscall === undefined) throw error;
    return complain(`${path ?? 'DATA_DIR'} cannot be used: ${syscall} failed with ${code}`, 2);
  }
  const isRunning = error.message.startsWith('another Anteroom uses');
  return isRunning
    ? complain(`${error.message}: stop it first`, 2)
    : complain(error.message.replaceAll('anteroom.sqlite.restoring', 'this backup'), 1);
});
