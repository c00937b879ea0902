import Database from 'better-sqlite3';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  assertSqliteVersion,
  databaseFileIn,
  openDatabase,
  sqliteVersionOf,
} from '../../server/storage/sqlite/database.ts';
import { migrate, MIGRATIONS, readSchemaVersion } from '../../server/storage/sqlite/migrations.ts';
import { createOperations } from '../../server/storage/sqlite/operations/index.ts';
import { messageFields } from '../../server/storage/shared/message-fields.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { StoreOpenError } from '../../server/storage/store.ts';
import { needs } from '../support/needs.ts';
import { account, audit, message } from './support/fixtures.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const newDatabase = (): { db: Database.Database; file: string } => {
  const file = databaseFileIn(temporaryFolder());
  const db = openDatabase({ file, databaseKey: null });
  onTestFinished(() => void db.close());
  return { db, file };
};

const isBroken = (db: Database.Database, sql: string): string => {
  try {
    db.exec(sql);
    return 'accepted';
  } catch (error) {
    return error instanceof Database.SqliteError ? error.code : String(error);
  }
};

/** By column, so that a later step of the schema may add some. */
const VISIT = `
  INSERT INTO accounts (id, fullname, role, is_admin, created_at)
    VALUES ('p', 'P', 'patient', 0, 0), ('d', 'D', 'doctor', 0, 0);
  INSERT INTO appointments (id, room_id, patient_id, doctor_id, starts_at, status, created_at)
    VALUES ('a', 'r', 'p', 'd', 0, 'scheduled', 0)`;

/** Steps of the schema that had it. */
const INDEXED_IDS = 14;

describe('migrations', () => {
  it('bring a new database to the newest schema', () => {
    const { db } = newDatabase();
    expect(readSchemaVersion(db)).toBe(MIGRATIONS.length);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
  });

  it('make strict tables only', () => {
    const { db } = newDatabase();
    const tables = db.pragma('table_list') as { name: string; type: string; strict: number }[];
    const own = tables.filter(({ name, type }) => type === 'table' && !name.startsWith('sqlite_'));
    expect(own.length).toBeGreaterThan(9);
    expect(own.filter(({ strict }) => strict === 0)).toEqual([]);
  });

  it.each([
    ['a status that does not exist', `UPDATE appointments SET status = 'lost'`],
    ['a role that does not exist', `UPDATE accounts SET role = 'admin'`],
    ['a second row of the clinic', `INSERT INTO meta SELECT 2, clinic_id, NULL, 0, audit_hash FROM meta`],
  ])('refuse %s', (_, sql) => {
    const { db } = newDatabase();
    db.exec(VISIT);
    expect(isBroken(db, sql)).toBe('SQLITE_CONSTRAINT_CHECK');
  });

  it('refuse a second live session of one invitation, whatever the code does', () => {
    const { db } = newDatabase();
    const session = (values: string): string =>
      `INSERT INTO sessions (id, account_id, appointment_id, created_at, ended_at, end_reason) VALUES (${values})`;
    db.exec(VISIT);
    db.exec(session(`'s1', 'p', 'a', 0, NULL, NULL`));
    expect(isBroken(db, session(`'s2', 'p', 'a', 0, NULL, NULL`))).toBe('SQLITE_CONSTRAINT_UNIQUE');
    expect(isBroken(db, session(`'s3', 'p', 'a', 0, 1, 'logout'`))).toBe('accepted');
  });

  it('keep the data of an older schema', () => {
    const { db, file } = newDatabase();
    const kept = account({ email: 'kept@x.example' });
    createOperations(db).createAccount({ account: kept, audit: audit() });
    migrate(db, [...MIGRATIONS, (next) => void next.exec('ALTER TABLE accounts ADD COLUMN nickname TEXT')]);
    expect(readSchemaVersion(db)).toBe(MIGRATIONS.length + 1);
    expect(createOperations(db).getAccount(kept.id)).toEqual(kept);
    expect(file).toContain('anteroom.sqlite');
  });

  it('keep the messages of a schema that indexed their ids, and know what was sent before', () => {
    const file = databaseFileIn(temporaryFolder());
    const db = new Database(file);
    onTestFinished(() => void db.close());
    migrate(db, MIGRATIONS.slice(0, INDEXED_IDS));
    db.exec(VISIT);
    const insert = (id: string, seq: number, clientId: string): string =>
      `INSERT INTO waiting_messages (id, room_id, seq, sender_id, sender_role, sender_name, text, client_id, created_at)
         VALUES ('${id}', 'r', ${seq}, 'p', 'patient', 'P', 'text ${seq}', '${clientId}', ${seq})`;
    for (const [id, seq] of [
      ['z', 1],
      ['a', 2],
      ['m', 3],
    ] as const)
      db.exec(insert(id, seq, `client-${id}`));
    const before = db
      .prepare(
        'SELECT rowid AS place, room_id, seq AS room_seq, sender_id, text, client_id, created_at FROM waiting_messages',
      )
      .all();
    migrate(db);
    const after = db
      .prepare('SELECT place, room_id, room_seq, sender_id, text, client_id, created_at FROM messages')
      .all();
    expect(after).toEqual(before);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    const send = (clientId: string) =>
      createOperations(db).appendMessage(
        ...messageFields(message('r', account({ id: 'p' }), { clientId, text: 'again' })),
      );
    expect(send('client-z')).toMatchObject([{ seq: 1, roomSeq: 1, text: 'text 1' }, 'p', 'd']);
    expect(send('client-b')).toMatchObject([expect.any(String), 4, 'r', 4, 'p', 'd']);
    expect(
      createOperations(db)
        .getWaitingRoom('r')
        ?.messages.map(({ roomSeq }) => roomSeq),
    ).toEqual([1, 2, 3, 4]);
    // What was said before is new to nobody.
    const unread = (userId: string) => createOperations(db).countUnread({ userId, roomId: null });
    expect([unread('p'), unread('d')]).toEqual([0, 1]);
  });

  it('undo a step that fails and keep the steps before it, so that the next start can go on', () => {
    const { db } = newDatabase();
    const good = (next: Database.Database): void => void next.exec('CREATE TABLE good (a TEXT) STRICT');
    const bad = (next: Database.Database): void =>
      void next.exec('CREATE TABLE half (a TEXT) STRICT; nonsense');
    expect(() => migrate(db, [...MIGRATIONS, good, bad])).toThrow(/syntax error/);
    expect(readSchemaVersion(db)).toBe(MIGRATIONS.length + 1);
    expect(isBroken(db, 'SELECT * FROM good')).toBe('accepted');
    expect(isBroken(db, 'SELECT * FROM half')).toBe('SQLITE_ERROR');
    migrate(db, [...MIGRATIONS, good, (next) => void next.exec('CREATE TABLE half (a TEXT) STRICT')]);
    expect(readSchemaVersion(db)).toBe(MIGRATIONS.length + 2);
  });

  it('make a new database wholly or not at all', () => {
    const db = new Database(':memory:');
    const bad = (next: Database.Database): void => void next.exec('CREATE TABLE half (');
    expect(() => migrate(db, [...MIGRATIONS, bad])).toThrow(/incomplete input|syntax error/);
    expect(readSchemaVersion(db)).toBe(0);
    expect(db.prepare('SELECT name FROM sqlite_schema').all()).toEqual([]);
    migrate(db);
    expect(readSchemaVersion(db)).toBe(MIGRATIONS.length);
    db.close();
  });

  it('refuse a database of a newer version and leave it untouched', async () => {
    const dataDir = temporaryFolder();
    const store = await openSqliteStore({ dataDir, databaseKey: null });
    await store.close();
    const file = databaseFileIn(dataDir);
    const newer = new Database(file);
    newer.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    newer.close();
    const before = readFileSync(file);
    const error: unknown = await openSqliteStore({ dataDir, databaseKey: null }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StoreOpenError);
    expect(String(error)).toContain('made by a newer version of Anteroom');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('refuse a database of another program and leave it untouched', async () => {
    const dataDir = temporaryFolder();
    const file = databaseFileIn(dataDir);
    const other = new Database(file);
    other.exec('CREATE TABLE theirs (a)');
    other.close();
    const before = readFileSync(file);
    await expect(openSqliteStore({ dataDir, databaseKey: null })).rejects.toThrow(
      'the file is a database of another program',
    );
    const after = new Database(file, { readonly: true });
    expect(after.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['theirs']);
    after.close();
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('refuse a file that is no database and leave it untouched', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(databaseFileIn(dataDir), 'These are notes, not a database.\n'.repeat(500));
    const before = readFileSync(databaseFileIn(dataDir));
    await expect(openSqliteStore({ dataDir, databaseKey: null })).rejects.toThrow(StoreOpenError);
    expect(readFileSync(databaseFileIn(dataDir)).equals(before)).toBe(true);
  });

  it('have a SQLite that is new enough, and refuse one that is not', () => {
    const { db } = newDatabase();
    expect(() => assertSqliteVersion(sqliteVersionOf(db))).not.toThrow();
    expect(() => assertSqliteVersion('3.100.0')).not.toThrow();
    for (const old of ['3.53.1', '3.9.9', '2.99.99']) {
      expect(() => assertSqliteVersion(old)).toThrow(StoreOpenError);
    }
  });

  it('make a folder and files that only their owner may read', async (context) => {
    needs(context, process.platform !== 'win32', 'files of Windows have no mode');
    const dataDir = join(temporaryFolder(), 'nested', 'data');
    const store = await openSqliteStore({ dataDir, databaseKey: null });
    const modes = ['', 'anteroom.sqlite', 'anteroom.sqlite-wal', 'anteroom.lock'].map((name) =>
      (statSync(join(dataDir, name)).mode & 0o777).toString(8),
    );
    expect(modes).toEqual(['700', '600', '600', '600']);
    await store.close();
  });
});
