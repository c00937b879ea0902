import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { hashAuditRow } from '../../server/domain/audit.ts';
import { databaseFileIn } from '../../server/storage/sqlite/database.ts';
import { AUDIT_COLUMNS, toAuditRow, type StoredAuditRow } from '../../server/storage/shared/rows.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { verifyAuditFile } from '../../server/storage/sqlite/verify-audit-file.ts';
import type { AuditVerification } from '../../server/storage/store.ts';
import { entryFile } from '../support/server-entry.ts';
import { audit, T0 } from './support/fixtures.ts';
import { runNode } from './support/run-node.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const ROWS = 20;
const ENTRY = entryFile('audit-verify');

const writeLog = async (dataDir: string, rows = ROWS): Promise<void> => {
  const store = await openSqliteStore({ dataDir, databaseKey: null });
  await Promise.all(
    Array.from({ length: rows }, (_, index) =>
      store.appendAudit(
        audit('invitation.opened', {
          at: T0 + index,
          actorId: `actor ${index}`,
          subjectId: `subject ${index}`,
          detail: { openings: index, ok: true },
        }),
      ),
    ),
  );
  await store.close();
};

/** Someone with the file and a tool: no triggers, no checks. */
const tamper = (dataDir: string, change: (db: Database.Database) => void): void => {
  const db = new Database(databaseFileIn(dataDir));
  db.exec(
    'DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks; DROP TRIGGER audit_only_grows',
  );
  db.pragma('ignore_check_constraints = ON');
  change(db);
  db.close();
};

/** As the command does: a server would not open a database with a row that breaks a constraint. */
const verify = (dataDir: string): AuditVerification =>
  verifyAuditFile({ file: databaseFileIn(dataDir), databaseKey: null });

/** As a server does while it runs, slice by slice. */
const verifyInStore = async (dataDir: string): Promise<AuditVerification> => {
  const store = await openSqliteStore({ dataDir, databaseKey: null });
  const verified = await store.verifyAudit();
  await store.close();
  return verified;
};

const sql =
  (statement: string) =>
  (db: Database.Database): void =>
    void db.exec(statement);

/** Gives rows new, matching hashes, from `first` on. */
const rehash =
  (first: number, last: number, change: string) =>
  (db: Database.Database): void => {
    db.exec(change);
    let previousHash: string | null = null;
    for (let seq = first; seq <= last; seq += 1) {
      const stored = db
        .prepare<[number], StoredAuditRow>(`SELECT ${AUDIT_COLUMNS} FROM audit WHERE seq = ?`)
        .get(seq)!;
      const row = toAuditRow(stored);
      const next = { ...row, previousHash: previousHash ?? row.previousHash };
      const hash = hashAuditRow(next);
      db.prepare('UPDATE audit SET previous_hash = ?, hash = ? WHERE seq = ?').run(
        next.previousHash,
        hash,
        seq,
      );
      previousHash = hash;
    }
  };

const HASH = 'f'.repeat(64);

const TAMPERINGS: [what: string, change: (db: Database.Database) => void, brokenSeq: number][] = [
  ['a changed time', sql('UPDATE audit SET at = at + 1 WHERE seq = 7'), 7],
  ['a changed actor', sql(`UPDATE audit SET actor_id = 'other' WHERE seq = 7`), 7],
  ['a removed actor', sql('UPDATE audit SET actor_id = NULL WHERE seq = 7'), 7],
  ['a changed action', sql(`UPDATE audit SET action = 'other' WHERE seq = 7`), 7],
  ['a changed subject', sql(`UPDATE audit SET subject_id = 'other' WHERE seq = 7`), 7],
  [
    'actor and subject exchanged',
    sql('UPDATE audit SET actor_id = subject_id, subject_id = actor_id WHERE seq = 7'),
    7,
  ],
  ['a changed detail', sql(`UPDATE audit SET detail = json_set(detail, '$.openings', 9) WHERE seq = 7`), 7],
  ['a detail with another spelling', sql(`UPDATE audit SET detail = detail || ' ' WHERE seq = 7`), 7],
  ['a detail that is no JSON', sql(`UPDATE audit SET detail = '{' WHERE seq = 7`), 7],
  ['a changed hash', sql(`UPDATE audit SET hash = '${HASH}' WHERE seq = 7`), 7],
  ['a changed previous hash', sql(`UPDATE audit SET previous_hash = '${HASH}' WHERE seq = 7`), 7],
  ['several changed rows', sql(`UPDATE audit SET at = 0 WHERE seq IN (5, 7, 20)`), 5],
  ['a changed first row', sql('UPDATE audit SET at = 0 WHERE seq = 1'), 1],
  ['a changed last row', sql(`UPDATE audit SET at = 0 WHERE seq = ${ROWS}`), ROWS],
  ['a changed row with a new hash', rehash(7, 7, 'UPDATE audit SET at = 0 WHERE seq = 7'), 8],
  [
    'a changed row with new hashes to the end',
    rehash(7, ROWS, 'UPDATE audit SET at = 0 WHERE seq = 7'),
    ROWS,
  ],
  ['a removed first row', sql('DELETE FROM audit WHERE seq = 1'), 1],
  ['a removed row', sql('DELETE FROM audit WHERE seq = 7'), 7],
  ['removed rows', sql('DELETE FROM audit WHERE seq BETWEEN 7 AND 9'), 7],
  [
    'a removed row with the gap closed',
    sql('DELETE FROM audit WHERE seq = 7; UPDATE audit SET seq = seq - 1 WHERE seq > 7'),
    7,
  ],
  [
    'exchanged rows',
    sql(
      'UPDATE audit SET seq = -7 WHERE seq = 7; UPDATE audit SET seq = 7 WHERE seq = 8; UPDATE audit SET seq = 8 WHERE seq = -7',
    ),
    7,
  ],
  ['a cut off last row', sql(`DELETE FROM audit WHERE seq = ${ROWS}`), ROWS],
  ['a cut off end', sql('DELETE FROM audit WHERE seq > 12'), 13],
  ['an emptied log', sql('DELETE FROM audit'), 1],
  [
    'an added last row',
    sql(
      `INSERT INTO audit SELECT seq + 1, at, actor_id, action, subject_id, detail, hash, '${HASH}' FROM audit WHERE seq = ${ROWS}`,
    ),
    ROWS + 1,
  ],
  [
    'a row before the first',
    sql(
      `INSERT INTO audit SELECT -3, at, actor_id, action, subject_id, detail, previous_hash, hash FROM audit WHERE seq = 1`,
    ),
    -3,
  ],
  [
    'a head that was set back',
    sql('UPDATE meta SET audit_seq = 19, audit_hash = (SELECT hash FROM audit WHERE seq = 19)'),
    ROWS,
  ],
  ['a head with another hash', sql(`UPDATE meta SET audit_hash = '${HASH}'`), ROWS],
];

describe('the audit log', () => {
  it.each(TAMPERINGS)('names the first broken row of %s', async (_, change, brokenSeq) => {
    const dataDir = temporaryFolder();
    await writeLog(dataDir);
    expect(await verifyInStore(dataDir)).toEqual({ ok: true, rows: ROWS });
    tamper(dataDir, change);
    expect(verify(dataDir)).toMatchObject({ ok: false, brokenSeq });
  });

  it('finds a broken row far into a long log, and the rows before it hold', async () => {
    const dataDir = temporaryFolder();
    await writeLog(dataDir, 2500);
    tamper(dataDir, sql('UPDATE audit SET at = 0 WHERE seq = 2001'));
    expect(await verifyInStore(dataDir)).toEqual({ ok: false, brokenSeq: 2001, rows: 2000 });
  });

  it.each([
    ['UPDATE audit SET at = 0 WHERE seq = 7'],
    ['DELETE FROM audit WHERE seq = 7'],
    ['DELETE FROM audit'],
    [
      `INSERT OR REPLACE INTO audit SELECT seq, 0, actor_id, action, subject_id, detail, previous_hash, hash FROM audit WHERE seq = 7`,
    ],
    [
      `INSERT INTO audit SELECT 99, at, actor_id, action, subject_id, detail, previous_hash, hash FROM audit WHERE seq = 7`,
    ],
  ])('refuses "%s" on any connection', async (statement) => {
    const dataDir = temporaryFolder();
    await writeLog(dataDir);
    for (const recursive of ['ON', 'OFF']) {
      const db = new Database(databaseFileIn(dataDir));
      db.pragma(`recursive_triggers = ${recursive}`);
      expect(() => db.exec(statement)).toThrow('the audit log is append-only');
      db.close();
    }
    expect(await verifyInStore(dataDir)).toEqual({ ok: true, rows: ROWS });
  });
});

describe('npm run audit:verify', () => {
  it('prints how many rows hold, beside a server that is running', async () => {
    const dataDir = temporaryFolder();
    await writeLog(dataDir);
    const store = await openSqliteStore({ dataDir, databaseKey: null });
    await store.appendAudit(audit());
    expect(runNode(ENTRY, { DATA_DIR: dataDir })).toEqual({
      status: 0,
      stdout: `audit log: ${ROWS + 1} rows verified\n`,
      stderr: '',
    });
    await store.appendAudit(audit());
    expect(await store.verifyAudit()).toEqual({ ok: true, rows: ROWS + 2 });
    await store.close();
  });

  it('names the first broken row and fails', async () => {
    const dataDir = temporaryFolder();
    await writeLog(dataDir);
    tamper(dataDir, sql('UPDATE audit SET at = 0 WHERE seq = 7'));
    expect(runNode(ENTRY, { DATA_DIR: dataDir })).toEqual({
      status: 1,
      stdout: 'audit log: broken at row 7 (6 rows before it hold)\n',
      stderr: '',
    });
  });

  it('reads an encrypted log with its key, and cannot without it', async () => {
    const dataDir = temporaryFolder();
    const DATABASE_KEY = 'a key of sixteen letters';
    const store = await openSqliteStore({ dataDir, databaseKey: DATABASE_KEY });
    await store.appendAudit(audit());
    await store.close();
    expect(runNode(ENTRY, { DATA_DIR: dataDir, DATABASE_KEY })).toMatchObject({ status: 0 });
    for (const environment of [{}, { DATABASE_KEY: 'another key of letters' }, { DATABASE_KEY: 'short' }]) {
      const failed = runNode(ENTRY, { DATA_DIR: dataDir, ...environment });
      expect(failed).toMatchObject({ status: 2, stdout: '' });
      expect(failed.stderr).toMatch(/^[^\n]*DATABASE_KEY[^\n]*\n$/);
    }
  });

  it('says that there is no database, and makes none', async () => {
    const dataDir = temporaryFolder();
    const missing = { status: 2, stdout: '', stderr: 'audit log: there is no anteroom.sqlite\n' };
    expect(runNode(ENTRY, { DATA_DIR: dataDir })).toEqual(missing);
    expect(runNode(ENTRY, { DATA_DIR: dataDir })).toEqual(missing);
  });
});
