import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import {
  databaseFileIn,
  openDatabase,
  openDatabaseForReading,
} from '../../server/storage/sqlite/database.ts';
import { verifyAuditFile } from '../../server/storage/sqlite/verify-audit-file.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** A database as a process left it that was killed while it wrote with a journal beside it, and not in the log. */
const interrupted = (databaseKey: string | null): string => {
  const folder = temporaryFolder();
  const [before, after] = ['before', 'after'].map((name) => {
    mkdirSync(join(folder, name));
    return databaseFileIn(join(folder, name));
  }) as [string, string];
  openDatabase({ file: before, databaseKey }).close();
  const db = new Database(before);
  if (databaseKey !== null) {
    db.pragma(`cipher = 'sqlcipher'`);
    db.pragma(`key = '${databaseKey}'`);
  }
  db.pragma('journal_mode = DELETE');
  // What is written goes to the disk long before it is committed.
  db.pragma('cache_size = 1');
  db.exec('BEGIN IMMEDIATE; CREATE TABLE half (text)');
  const insert = db.prepare('INSERT INTO half VALUES (?)');
  for (let row = 0; row < 500; row += 1) insert.run('x'.repeat(2000));
  copyFileSync(before, after);
  copyFileSync(`${before}-journal`, `${after}-journal`);
  db.exec('ROLLBACK');
  db.close();
  return after;
};

it.each([
  ['in plain text', null],
  ['encrypted', 'a passphrase of somebody'],
])('a database %s is read as it was before a write that a kill cut off', (_, databaseKey) => {
  const file = interrupted(databaseKey);
  expect(existsSync(`${file}-journal`)).toBe(true);
  const db = openDatabaseForReading({ file, databaseKey });
  expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
  expect(() => db.exec('CREATE TABLE half (text)')).toThrow('readonly');
  db.close();
  expect(existsSync(`${file}-journal`)).toBe(false);
});

it('its audit log is verified as well', () => {
  expect(verifyAuditFile({ file: interrupted(null), databaseKey: null })).toEqual({ ok: true, rows: 0 });
});
