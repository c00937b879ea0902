import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../server/storage/sqlite/migrations.ts';
import { createOperations } from '../../server/storage/sqlite/operations/index.ts';

const RELATIONS = 5_000;
const SILENT = 500;

type Asked = Parameters<ReturnType<typeof createOperations>['pageConversations']>[0];
const ASKED: Asked = {
  userId: 'doctor',
  roomId: null,
  withSilent: true,
  words: [],
  otherId: null,
  before: null,
  limit: null,
};

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const patientId = (relation: number) => `patient-${String(relation).padStart(5, '0')}`;

/** A doctor with many patients, written straight into the tables; half of the messages are in the index. */
const createClinic = () => {
  const db = new Database(':memory:');
  migrate(db);
  const account = db.prepare(
    `INSERT INTO accounts (id, email, fullname, role, is_admin, password_hash, created_at)
     VALUES (?, ?, ?, ?, 0, ?, 1)`,
  );
  const relation = db.prepare(
    'INSERT INTO relations (id, patient_id, doctor_id, created_at) VALUES (?, ?, ?, 1)',
  );
  const message = db.prepare(
    `INSERT INTO messages (relation_id, seq, sender_id, sender_role, sender_name, kind, text, created_at, deleted_at)
     VALUES (?, ?, ?, ?, 'Somebody', 'text', ?, ?, ?)`,
  );
  const receipt = db.prepare(
    `INSERT INTO receipts (scope_id, reader_id, kind, seq, at) VALUES (?, ?, ?, ?, ?)`,
  );
  let time = 0;
  const send = (number: number, seq: number, own: boolean, isDeleted = false): void => {
    time += 1;
    const [senderId, role] = own ? ['doctor', 'doctor'] : [patientId(number), 'patient'];
    const deletedAt = isDeleted ? time : null;
    message.run(`relation-${number}`, seq, senderId, role, `text ${number}-${seq}`, time, deletedAt);
  };
  db.transaction(() => {
    account.run('doctor', 'ada@clinic.example', 'Dr Ada One', 'doctor', 'hash');
    for (const number of numbers(RELATIONS)) {
      account.run(
        patientId(number),
        null,
        `Patient Nº${number} Álvarez`,
        'patient',
        number % 2 ? 'hash' : null,
      );
      relation.run(`relation-${number}`, patientId(number), 'doctor');
    }
    for (const number of numbers(RELATIONS - SILENT)) send(number, 1, false);
    db.exec(`INSERT INTO conversation_messages (relation_id, seq, place) SELECT relation_id, seq, place FROM messages;
      UPDATE message_index_end SET place = (SELECT max(place) FROM messages);`);
    // All but the newest hundred are read.
    for (const number of numbers(RELATIONS - SILENT - 100)) {
      receipt.run(`relation-${number}`, 'doctor', 'delivered', 1, 100_000);
      receipt.run(`relation-${number}`, 'doctor', 'read', 1, 100_001);
    }
    // What came after the end of the index: old conversations are new again.
    for (const number of [3, 5, 7]) {
      send(number, 2, false);
      send(number, 3, false, number === 5);
    }
    send(9, 2, false, true);
    send(11, 2, true);
    receipt.run('relation-7', 'doctor', 'read', 2, 100_002);
    receipt.run('relation-11', patientId(11), 'delivered', 2, 100_003);
  })();
  return { db, operations: createOperations(db) };
};

describe('the list of 5,000 conversations', () => {
  let clinic: ReturnType<typeof createClinic>;
  beforeAll(() => {
    clinic = createClinic();
  });
  afterAll(() => clinic.db.close());

  it('has the newest message, its state and the unread of each, in and after the index', () => {
    const { operations } = clinic;
    const all = operations.listConversations({ userId: 'doctor', roomId: null });
    expect(all).toHaveLength(RELATIONS);
    expect(
      all
        .slice(0, 6)
        .map(({ id, lastSeq, unread, last }) => [id, lastSeq, unread, last?.text, last?.deliveredAt]),
    ).toEqual([
      ['relation-11', 2, 0, 'text 11-2', 100_003],
      ['relation-9', 2, 0, 'text 9-2', null],
      ['relation-7', 3, 1, 'text 7-3', null],
      ['relation-5', 3, 1, 'text 5-3', null],
      ['relation-3', 3, 2, 'text 3-3', null],
      ['relation-4499', 1, 1, 'text 4499-1', null],
    ]);
    expect(all.find(({ id }) => id === 'relation-20')).toMatchObject({
      other: { id: patientId(20), fullname: 'Patient Nº20 Álvarez', role: 'patient' },
      hasAccount: false,
      unread: 0,
      last: { deliveredAt: 100_000, readAt: 100_001 },
    });
    expect(all.at(-1)).toMatchObject({ last: null, lastSeq: 0, unread: 0 });
    expect(operations.countUnread({ userId: 'doctor', roomId: null })).toBe(104);
    expect(operations.listConversations({ userId: patientId(11), roomId: null })).toMatchObject([
      { id: 'relation-11', other: { id: 'doctor' }, lastSeq: 2, unread: 1 },
    ]);
  });

  it('comes in pages, each conversation once, with the unread of all of them', () => {
    const { operations } = clinic;
    const whole = operations.pageConversations(ASKED);
    expect([whole.conversations.length, whole.next, whole.unread]).toEqual([RELATIONS, null, 104]);
    const paged: string[] = [];
    for (let before: number | null = null; ;) {
      const page = operations.pageConversations({ ...ASKED, before, limit: 999 });
      expect(page.unread).toBe(104);
      paged.push(...page.conversations.map(({ id }) => id));
      if (page.next === null) break;
      before = page.next;
    }
    expect(paged).toEqual(whole.conversations.map(({ id }) => id));
    const said = operations.pageConversations({ ...ASKED, withSilent: false });
    expect(said.conversations).toHaveLength(RELATIONS - SILENT);
  });

  it('finds anybody by name, and nobody else’s patients', () => {
    const { operations } = clinic;
    const page = (changes: Partial<Asked>) => operations.pageConversations({ ...ASKED, ...changes });
    const find = (words: string[], userId = 'doctor') =>
      page({ words, userId }).conversations.map(({ other }) => other.id);
    expect(find(['no4999', 'alvarez'])).toEqual([patientId(4999)]);
    expect(find(['no4999'], patientId(11))).toEqual([]);
    expect(find(['nobody'])).toEqual([]);
    expect(page({ otherId: patientId(3) })).toMatchObject({
      conversations: [{ id: 'relation-3', unread: 2 }],
      next: null,
      unread: 104,
    });
    expect(page({ userId: patientId(11), otherId: patientId(3) })).toEqual({
      conversations: [],
      next: null,
      unread: 1,
    });
  });
});
