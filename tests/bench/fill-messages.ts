import Database from 'better-sqlite3';
import { databaseFileIn } from '../../server/storage/sqlite/database.ts';

/**
 * Messages of years, written straight into the tables of a clinic whose server is not running, and into the indexes
 * that find them by number and by word.
 */

const VOCABULARY = 4_000;
const WORDS = 14;
const MINUTE_MS = 60_000;

const SYLLABLES = [
  'ba',
  'ce',
  'di',
  'fo',
  'gu',
  'la',
  'me',
  'ni',
  'po',
  'ru',
  'sa',
  'te',
  'vi',
  'xo',
  'zu',
  'wy',
];

/** A word for each number: three syllables are enough for all. */
export const wordOf = (number: number): string =>
  [number >> 8, number >> 4, number].map((part) => SYLLABLES[part & 15] ?? '').join('');

/** Small numbers come up more often than great ones, as words do. */
const createWords = () => {
  let state = 42;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return (): string =>
    Array.from({ length: WORDS }, () => wordOf(Math.floor(VOCABULARY * next() ** 3))).join(' ');
};

/**
 * @param relationAt tells for each message in its order of arrival to which pair it belongs
 * @returns how many each pair has
 */
export const fillMessages = (
  dataDir: string,
  {
    count,
    relationAt,
    search,
  }: {
    count: number;
    relationAt: (index: number) => { patientId: string; doctorId: string };
    /** Bring them into the search, too. */
    search: boolean;
  },
): Map<string, number> => {
  const db = new Database(databaseFileIn(dataDir));
  db.pragma('synchronous = OFF');
  const relationId = db
    .prepare<[patientId: string, doctorId: string], string>(
      'SELECT id FROM relations WHERE patient_id = ? AND doctor_id = ?',
    )
    .pluck();
  const insert = db.prepare(
    `INSERT INTO messages (relation_id, seq, sender_id, sender_role, sender_name, kind, text, created_at)
     VALUES (?, ?, ?, ?, 'Somebody', 'text', ?, ?)`,
  );
  const receipt = db.prepare(
    `INSERT OR REPLACE INTO receipts (scope_id, reader_id, kind, seq, at)
     SELECT @relation, reader.value, kind.value, @seq, @at
     FROM json_each(@readers) AS reader, json_each('["delivered", "read"]') AS kind`,
  );
  const words = createWords();
  const known = new Map<string, { id: string; seq: number; doctorId: string; patientId: string }>();
  const start = Date.now() - count * MINUTE_MS;
  db.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      const { patientId, doctorId } = relationAt(index);
      const key = `${patientId} ${doctorId}`;
      const relation = known.get(key) ?? {
        id: relationId.get(patientId, doctorId) ?? '',
        seq: 0,
        doctorId,
        patientId,
      };
      known.set(key, relation);
      relation.seq += 1;
      const isDoctor = relation.seq % 2 === 0;
      insert.run(
        relation.id,
        relation.seq,
        isDoctor ? doctorId : patientId,
        isDoctor ? 'doctor' : 'patient',
        `${relation.seq}: ${words()}`,
        start + index * MINUTE_MS,
      );
    }
    for (const { id: relation, seq, doctorId, patientId } of known.values()) {
      receipt.run({ relation, seq, at: Date.now(), readers: JSON.stringify([doctorId, patientId]) });
    }
    db.exec(
      `INSERT INTO conversation_messages (relation_id, seq, place)
         SELECT relation_id, seq, place FROM messages ORDER BY relation_id, seq, place;
       UPDATE message_index_end SET place = (SELECT max(place) FROM messages);`,
    );
    if (search) {
      db.exec(
        `INSERT INTO message_search (rowid, text, file_name, scope)
           SELECT place, text, file_name, scope FROM searchable_messages ORDER BY place;
         UPDATE message_search_end SET place = (SELECT max(place) FROM messages);`,
      );
    }
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return new Map([...known].map(([key, { seq }]) => [key, seq]));
};
