import { expect, it, onTestFinished } from 'vitest';
import { databaseFileIn, openDatabase } from '../../server/storage/sqlite/database.ts';
import { createMessageIndex } from '../../server/storage/sqlite/operations/message-index.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const GATHERED = 10;

/** Two rooms' messages, and what is known of them. */
const setUp = () => {
  const db = openDatabase({ file: databaseFileIn(temporaryFolder()), databaseKey: null });
  onTestFinished(() => void db.close());
  db.exec(`
    INSERT INTO accounts (id, fullname, role, is_admin, created_at)
      VALUES ('p', 'P', 'patient', 0, 0), ('d', 'D', 'doctor', 0, 0);
    INSERT INTO appointments (id, room_id, patient_id, doctor_id, starts_at, status, created_at)
      VALUES ('a', 'r', 'p', 'd', 0, 'scheduled', 0), ('b', 'other', 'p', 'd', 0, 'scheduled', 0);
    INSERT INTO relations (id, patient_id, doctor_id, created_at) VALUES ('c', 'p', 'd', 0)`);
  const insert = db.prepare<
    [roomId: string | null, roomSeq: number | null, clientId: string | null, seq: number]
  >(
    `INSERT INTO messages (relation_id, room_id, room_seq, sender_id, sender_role, sender_name, kind, text, client_id,
       created_at, seq)
     VALUES ('c', ?, ?, 'p', 'patient', 'P', 'text', 'text', ?, 0, ?)`,
  );
  const open = () => createMessageIndex({ db }, GATHERED);
  const store = (
    index: ReturnType<typeof open>,
    clientId: string | null,
    roomId: string | null = 'r',
  ): number => {
    index.gather();
    const seq = index.lastSeq('conversations', 'c') + 1;
    const roomSeq = roomId === null ? null : index.lastSeq('rooms', roomId) + 1;
    const place = Number(insert.run(roomId, roomSeq, clientId, seq).lastInsertRowid);
    index.add({ place, relationId: 'c', seq, roomId, roomSeq, senderId: 'p', clientId });
    return place;
  };
  const countOf = (table: 'sent_messages' | 'room_messages' | 'conversation_messages') =>
    db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get();
  return { db, open, store, countOf };
};

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `c${from + index}`);

it('finds every message by its sender and id, before and after the index has it, and after a start', () => {
  const { open, store, countOf } = setUp();
  const sent = open();
  const places = ids(0, 35).map((id) => [id, store(sent, id)] as const);
  // The last five wait.
  expect(countOf('sent_messages')).toBe(30);
  for (const known of [sent, open()]) {
    for (const [id, place] of places) expect(known.placeOf('p', id)).toBe(place);
    expect(known.placeOf('p', 'other')).toBeUndefined();
    expect(known.placeOf('d', 'c0')).toBeUndefined();
  }
});

it('takes messages without an id for messages of their room only', () => {
  const { open, store, countOf } = setUp();
  const index = open();
  for (let count = 0; count < 2 * GATHERED; count += 1) store(index, null);
  const place = store(index, 'c');
  expect([countOf('sent_messages'), countOf('room_messages')]).toEqual([0, 2 * GATHERED]);
  expect(open().placeOf('p', 'c')).toBe(place);
});

it('numbers each room from one, and tells its messages that wait, before and after a start', () => {
  const { open, store, countOf } = setUp();
  const index = open();
  const others = [store(index, 'first', 'other')];
  for (const id of ids(0, 21)) store(index, id);
  others.push(store(index, 'second', 'other'));
  expect(countOf('room_messages')).toBe(2 * GATHERED);
  for (const known of [index, open()]) {
    expect(['r', 'other', 'none'].map((room) => known.lastSeq('rooms', room))).toEqual([21, 2, 0]);
    expect(known.places('rooms', 'other', 1, 9)).toEqual(others);
    expect(known.places('rooms', 'r', 1, 99)).toHaveLength(21);
    expect(known.places('rooms', 'none', 1, 9)).toEqual([]);
  }
});

it('knows what is stored, and nothing else, after a transaction was taken back that had written the index', () => {
  const { db, open, store, countOf } = setUp();
  const sent = open();
  const kept = ids(0, 8).map((id) => [id, store(sent, id)] as const);
  const lost = ids(8, 25);
  db.exec('BEGIN IMMEDIATE');
  for (const id of lost) store(sent, id);
  expect(countOf('sent_messages')).toBe(20);
  db.exec('ROLLBACK');
  sent.forget();
  expect(countOf('sent_messages')).toBe(0);
  for (const [id, place] of kept) expect(sent.placeOf('p', id)).toBe(place);
  for (const id of lost) expect(sent.placeOf('p', id)).toBeUndefined();
});

it('numbers the conversation over all of its visits and what is between them, and finds any part of it', () => {
  const { open, store, countOf } = setUp();
  const index = open();
  const places = ids(0, 33).map((id, at) =>
    store(index, id, at % 3 === 0 ? null : at % 3 === 1 ? 'r' : 'other'),
  );
  expect([countOf('conversation_messages'), countOf('room_messages')]).toEqual([30, 20]);
  for (const known of [index, open()]) {
    expect(known.lastSeq('conversations', 'c')).toBe(33);
    for (const [from, to] of [
      [1, 33],
      [1, 30],
      [29, 32],
      [31, 33],
      [33, 33],
      [30, 99],
      [34, 99],
      [5, 4],
    ] as const) {
      expect(known.places('conversations', 'c', from, to)).toEqual(places.slice(from - 1, to));
    }
    expect(known.places('rooms', 'r', 10, 11)).toEqual([places[28], places[31]]);
  }
});
