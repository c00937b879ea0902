import type { Database } from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { GENESIS } from '../../server/domain/audit.ts';
import { createBatchRunner, type BatchRunner } from '../../server/storage/sqlite/batch.ts';
import { databaseFileIn, openDatabase } from '../../server/storage/sqlite/database.ts';
import {
  createDiskGuard,
  probeWrite,
  type DiskGuard,
  type DiskState,
} from '../../server/storage/sqlite/disk-guard.ts';
import { createOperations } from '../../server/storage/sqlite/operations/index.ts';
import { messageFields } from '../../server/storage/shared/message-fields.ts';
import type { LocalOperations, Operations } from '../../server/storage/sqlite/operations/types.ts';
import type { Answer, Call } from '../../server/storage/sqlite/worker-messages.ts';
import { account, audit, message } from './support/fixtures.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const setUp = (
  change: (operations: LocalOperations, db: Database) => LocalOperations = (operations) => operations,
): { db: Database; run: BatchRunner; guard: DiskGuard; states: DiskState[] } => {
  const db = openDatabase({ file: databaseFileIn(temporaryFolder()), databaseKey: null });
  onTestFinished(() => void db.close());
  const states: DiskState[] = [];
  const guard = createDiskGuard({
    floorBytes: 0,
    freeBytes: () => null,
    tryWrite: () => probeWrite(db),
    onChange: (state) => states.push(state),
  });
  return { db, run: createBatchRunner(db, change(createOperations(db), db), guard), guard, states };
};

const call = <K extends keyof Operations>(
  id: number,
  method: K,
  ...args: Parameters<Operations[K]>
): Call => ({
  id,
  method,
  args,
});

const create = (id: number, email: string, passwordHash: string | null = null): Call =>
  call(id, 'createAccount', { account: account({ email, passwordHash }), audit: audit() });

const outcomeOf = (answer: Answer): unknown => (answer.ok ? answer.result : answer.error.kind);

const auditLength = (db: Database): number => createOperations(db).verifyAuditSlice(GENESIS).link.seq;

const BIG = 'x'.repeat(200_000);

describe('a batch of calls', () => {
  it('rolls a failing call back alone, with everything that it had written', () => {
    const { db, run } = setUp();
    const existing = account({ email: 'first@x.example' });
    const relation = { id: 'r', patientId: 'p', doctorId: 'nobody', createdAt: 0 };
    const { answers, batch } = run([
      call(1, 'createAccount', { account: existing, audit: audit() }),
      call(2, 'createPatient', {
        account: account({ id: 'p', email: 'p@x.example' }),
        relation,
        audit: audit(),
      }),
      call(3, 'getAccount', 'p'),
      create(4, 'second@x.example'),
    ]);
    expect(batch).toEqual({ calls: 4, writes: 3, failure: null });
    expect(answers.map(outcomeOf)).toEqual(['created', 'failed', null, 'created']);
    expect(answers[1]).toMatchObject({ error: { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' } });
    expect(auditLength(db)).toBe(2);
  });

  it('opens no transaction for reads', () => {
    const { run } = setUp();
    const { answers, batch } = run([call(1, 'hasAccounts'), call(2, 'getAccount', 'nobody')]);
    expect(batch).toEqual({ calls: 2, writes: 0, failure: null });
    expect(answers.map(outcomeOf)).toEqual([false, null]);
  });

  it('refuses writes on a full disk, still reads, and recovers when there is room again', () => {
    const { db, run, guard, states } = setUp();
    run([create(1, 'kept@x.example')]);
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count = ${pages}`);
    const { answers } = run([
      call(1, 'findAccountByEmail', 'kept@x.example'),
      create(2, 'big@x.example', BIG),
      call(3, 'findAccountByEmail', 'big@x.example'),
    ]);
    expect(outcomeOf(answers[0]!)).toMatchObject({ email: 'kept@x.example' });
    expect(answers[1]).toMatchObject({ ok: false, error: { kind: 'full', code: 'SQLITE_FULL' } });
    expect(outcomeOf(answers[2]!)).toBeNull();
    expect(db.inTransaction).toBe(false);
    expect(states).toEqual([{ writable: false, reason: 'SQLITE_FULL' }]);

    // Refused without a try, however small it is, until something of some size could be written.
    guard.check();
    const refused = run([create(1, 'small@x.example'), call(2, 'hasAccounts')]);
    expect(refused.answers.map(outcomeOf)).toEqual(['full', true]);
    expect(refused.batch).toEqual({ calls: 2, writes: 0, failure: null });

    db.pragma('max_page_count = 1000000');
    guard.check();
    expect(states.slice(1)).toEqual([{ writable: true }]);
    expect(run([create(1, 'big@x.example', BIG)]).answers.map(outcomeOf)).toEqual(['created']);
    expect(auditLength(db)).toBe(2);
  });

  it('refuses every write of a batch whose COMMIT fails, and reads what is really there', () => {
    const { db, run } = setUp((operations, connection) => ({
      ...operations,
      // Breaks a deferred constraint, which only COMMIT finds.
      deleteCallRoom: () => {
        connection.pragma('defer_foreign_keys = ON');
        connection.exec(`INSERT INTO relations VALUES ('r', 'nobody', 'nobody', 0)`);
      },
    }));
    const { answers, batch } = run([
      create(1, 'lost@x.example'),
      call(2, 'deleteCallRoom', 'x'),
      call(3, 'hasAccounts'),
    ]);
    expect(batch).toEqual({ calls: 3, writes: 2, failure: 'SQLITE_CONSTRAINT_FOREIGNKEY' });
    expect(answers.map(outcomeOf)).toEqual(['unavailable', 'unavailable', false]);
    expect(db.inTransaction).toBe(false);
    expect(run([create(1, 'lost@x.example')]).answers.map(outcomeOf)).toEqual(['created']);
    expect(auditLength(db)).toBe(1);
  });

  it('refuses every write of a batch whose transaction SQLite gave up', () => {
    const { db, run } = setUp((operations, connection) => ({
      ...operations,
      deleteCallRoom: () => void connection.exec('ROLLBACK; SELECT * FROM missing'),
    }));
    const { answers } = run([
      create(1, 'lost@x.example'),
      call(2, 'deleteCallRoom', 'x'),
      create(3, 'never@x.example'),
    ]);
    expect(answers.map(outcomeOf)).toEqual(['unavailable', 'unavailable', 'unavailable']);
    expect(run([call(1, 'hasAccounts')]).answers.map(outcomeOf)).toEqual([false]);
    expect(auditLength(db)).toBe(0);
  });

  it.each<[string, (connection: Database) => void, unknown[]]>([
    [
      'a COMMIT that fails',
      (connection) => {
        connection.pragma('defer_foreign_keys = ON');
        connection.exec(`INSERT INTO relations VALUES ('r', 'nobody', 'nobody', 0)`);
      },
      ['unavailable', 'unavailable'],
    ],
    [
      'a transaction that SQLite gave up',
      (connection) => void connection.exec('ROLLBACK; SELECT * FROM missing'),
      ['unavailable', 'unavailable'],
    ],
    ['its own call alone', () => undefined, ['failed', undefined]],
  ])('takes a message for a new one that was taken back before, with %s', (_, breakBatch, outcomes) => {
    const undone = vi.fn();
    const { db, run } = setUp((operations, connection) => ({
      ...operations,
      deleteCallRoom: () => breakBatch(connection),
      undone: () => {
        undone();
        operations.undone();
      },
    }));
    db.exec(`
      INSERT INTO accounts (id, fullname, role, is_admin, created_at)
        VALUES ('p', 'P', 'patient', 0, 0), ('d', 'D', 'doctor', 0, 0);
      INSERT INTO appointments (id, room_id, patient_id, doctor_id, starts_at, status, created_at)
        VALUES ('a', 'r', 'p', 'd', 0, 'scheduled', 0);
      INSERT INTO relations (id, patient_id, doctor_id, created_at) VALUES ('c', 'p', 'd', 0)`);
    const record = (clientId: string, senderId = 'p') =>
      message('r', account({ id: senderId }), { clientId });
    const send = (id: number, clientId: string) =>
      call(id, 'appendMessage', ...messageFields(record(clientId)));
    // One that stays: from here on, what was sent is known.
    const numbered = (seq: number) => ['c', seq, 'r', seq, 'p', 'd'];
    expect(run([send(1, 'before')]).answers.map(outcomeOf)).toEqual([numbered(1)]);
    const { answers } = run([
      call(1, 'appendMessages', {
        messages: [record('again'), record('more', outcomes[0] === 'failed' ? 'nobody' : 'p')],
        audit: audit(),
      }),
      call(2, 'deleteCallRoom', 'x'),
    ]);
    expect(answers.map(outcomeOf)).toEqual(outcomes);
    expect(undone).toHaveBeenCalledTimes(1);
    // The next one gets the place that was given back.
    expect(run([send(1, 'other'), send(2, 'again'), send(3, 'before')]).answers.map(outcomeOf)).toEqual([
      numbered(2),
      numbered(3),
      [expect.objectContaining({ clientId: 'before', seq: 1 }), 'p', 'd'],
    ]);
  });
});
