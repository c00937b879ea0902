import { expect, it, onTestFinished } from 'vitest';
import { databaseFileIn, openDatabase } from '../../server/storage/sqlite/database.ts';
import { createSentMessages } from '../../server/storage/sqlite/operations/sent-messages.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const GATHERED = 10;

/** A room's messages, and what is known of them. */
const setUp = () => {
  const db = openDatabase({ file: databaseFileIn(temporaryFolder()), databaseKey: null });
  onTestFinished(() => void db.close());
  db.exec(`
    INSERT INTO accounts (id, fullname, role, is_admin, created_at)
      VALUES ('p', 'P', 'patient', 0, 0), ('d', 'D', 'doctor', 0, 0);
    INSERT INTO appointments (id, room_id, patient_id, doctor_id, starts_at, status, created_at)
      VALUES ('a', 'r', 'p', 'd', 0, 'scheduled', 0)`);
  const insert = db.prepare<[clientId: string | null, seq: number]>(
    `INSERT INTO waiting_messages (id, room_id, sender_id, sender_role, sender_name, text, client_id, created_at, seq)
     VALUES ('m', 'r', 'p', 'patient', 'P', 'text', ?, 0, ?)`,
  );
  const open = () => createSentMessages({ db }, GATHERED);
  let seq = 0;
  const store = (sent: ReturnType<typeof open>, clientId: string | null): number => {
    sent.gather();
    const place = Number(insert.run(clientId, (seq += 1)).lastInsertRowid);
    if (clientId !== null) sent.add('p', clientId, place);
    return place;
  };
  const indexed = () => db.prepare<[], number>('SELECT count(*) FROM sent_messages').pluck().get();
  return { db, open, store, indexed };
};

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `c${from + index}`);

it('finds every message by its sender and id, before and after the index has it, and after a start', () => {
  const { open, store, indexed } = setUp();
  const sent = open();
  const places = ids(0, 35).map((id) => [id, store(sent, id)] as const);
  // The last five wait.
  expect(indexed()).toBe(30);
  for (const known of [sent, open()]) {
    for (const [id, place] of places) expect(known.placeOf('p', id)).toBe(place);
    expect(known.placeOf('p', 'other')).toBeUndefined();
    expect(known.placeOf('d', 'c0')).toBeUndefined();
  }
});

it('neither waits for nor indexes messages without an id', () => {
  const { open, store, indexed } = setUp();
  const sent = open();
  for (let count = 0; count < 3 * GATHERED; count += 1) store(sent, null);
  const place = store(sent, 'c');
  expect(indexed()).toBe(0);
  expect(open().placeOf('p', 'c')).toBe(place);
});

it('knows what is stored, and nothing else, after a transaction was taken back that had written the index', () => {
  const { db, open, store, indexed } = setUp();
  const sent = open();
  const kept = ids(0, 8).map((id) => [id, store(sent, id)] as const);
  const lost = ids(8, 25);
  db.exec('BEGIN IMMEDIATE');
  for (const id of lost) store(sent, id);
  expect(indexed()).toBe(20);
  db.exec('ROLLBACK');
  sent.forget();
  expect(indexed()).toBe(0);
  for (const [id, place] of kept) expect(sent.placeOf('p', id)).toBe(place);
  for (const id of lost) expect(sent.placeOf('p', id)).toBeUndefined();
});
