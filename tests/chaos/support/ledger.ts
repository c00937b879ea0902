import Database from 'better-sqlite3';
import { applyKey, databaseFileIn } from '../../../server/storage/sqlite/database.ts';
import type { Random } from '../random.ts';

/** A value that is replaced again and again: the last acknowledged one must be there, or one sent after it. */
export type Register<T> = {
  sent(value: T): void;
  acked(value: T): void;
  latest(): T | undefined;
};

type Kept<T> = Register<T> & {
  /** Null if what is stored may be; it is the baseline from then on. */
  check(stored: T | undefined): string | null;
};

const createRegister = <T>(onAcked: () => void): Kept<T> => {
  /** The last acknowledged value, if any, and those sent since. */
  let possible: T[] = [];
  let isAcked = false;
  return {
    sent: (value) => {
      possible.push(value);
    },
    acked: (value) => {
      possible = [value];
      isAcked = true;
      onAcked();
    },
    latest: () => possible.at(-1),
    check: (stored) => {
      if (stored === undefined || !possible.includes(stored)) {
        // What was only sent need not have come.
        if (!isAcked) return null;
        return `stored is ${String(stored)}, acknowledged or under way ${possible.join(', ')}`;
      }
      possible = [stored];
      isAcked = true;
      return null;
    },
  };
};

type MessageFact = { roomId: string; clientId: string; seq: number };

/** Every fact that the server has acknowledged, to be held against its database. */
export const createLedger = (databaseKey: string | null = null) => {
  const messages: MessageFact[] = [];
  const patients = new Map<string, { ready: Kept<boolean>; devices: Kept<number> }>();
  const appointments = new Map<string, { maker: string; startsAt: Kept<string> }>();
  const notes = new Map<string, Kept<string>>();
  const arrivals = new Map<string, string>();
  const counts = new Map<string, number>();
  const failures: string[] = [];
  let fullRefusals = 0;

  const count = (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1);

  const getOrMake = <T>(map: Map<string, T>, key: string, make: () => T): T => {
    const known = map.get(key) ?? make();
    map.set(key, known);
    return known;
  };

  const checkMessages = (db: Database.Database, after: string): void => {
    const stored = new Map<string, { roomId: string; seq: number }>();
    const lastSeq = new Map<string, number>();
    const rows = db.prepare<[], { roomId: string; clientId: string; seq: number }>(
      'SELECT room_id AS roomId, client_id AS clientId, room_seq AS seq FROM messages ORDER BY room_id, room_seq',
    );
    for (const { roomId, clientId, seq } of rows.iterate()) {
      if (stored.has(clientId)) failures.push(`${after}: message ${clientId} is stored twice`);
      stored.set(clientId, { roomId, seq });
      const expected = (lastSeq.get(roomId) ?? 0) + 1;
      if (seq !== expected) failures.push(`${after}: a room has message ${seq} after ${expected - 1}`);
      lastSeq.set(roomId, seq);
    }
    const lost = messages.filter(({ clientId, roomId, seq }) => {
      const found = stored.get(clientId);
      return found?.roomId !== roomId || found.seq !== seq;
    });
    if (lost.length > 0) failures.push(`${after}: ${lost.length} acknowledged messages are lost or moved`);
  };

  const checkRegister = <T>(what: string, register: Kept<T>, stored: T | undefined): void => {
    const failure = register.check(stored);
    if (failure !== null) failures.push(`${what}: ${failure}`);
  };

  return {
    count,
    message(fact: MessageFact): void {
      messages.push(fact);
      count('messages');
    },
    patient: (roomId: string) =>
      getOrMake(patients, roomId, () => ({
        ready: createRegister<boolean>(() => count('ready flags')),
        devices: createRegister<number>(() => count('device results')),
      })),
    appointment(maker: string, id: string, startsAt: string): void {
      count('appointments made');
      const register = createRegister<string>(() => count('appointments moved'));
      register.sent(startsAt);
      appointments.set(id, { maker, startsAt: register });
    },
    /** One that this doctor made. */
    anyAppointment(maker: string, random: Random): { id: string; startsAt: Register<string> } | null {
      const own = [...appointments].filter(([, appointment]) => appointment.maker === maker);
      const [id, found] = own.length === 0 ? [] : random.pick(own);
      return id === undefined || found === undefined ? null : { id, startsAt: found.startsAt };
    },
    notes: (appointmentId: string) =>
      getOrMake(notes, appointmentId, () => createRegister<string>(() => count('visit notes'))),
    /** The patient's place has its time of arrival for ever. */
    joined(roomId: string, joinedAt: string): void {
      count('joins');
      const known = getOrMake(arrivals, roomId, () => joinedAt);
      if (known !== joinedAt) failures.push(`a place was lost: arrival ${known} became ${joinedAt}`);
    },

    /** Holds everything against the database of a server that may be running. */
    check(dataDir: string, after: string): void {
      const db = new Database(databaseFileIn(dataDir), { readonly: true });
      applyKey(db, databaseKey);
      try {
        checkMessages(db, after);
        const entry = db.prepare<[string], { ready: number; results: string | null }>(
          'SELECT ready, device_test_results AS results FROM waiting_entries WHERE room_id = ?',
        );
        for (const [roomId, { ready, devices }] of patients) {
          const row = entry.get(roomId);
          const results = JSON.parse(row?.results ?? '{}') as { timestamp?: number };
          checkRegister(`${after}: ready`, ready, row === undefined ? undefined : row.ready === 1);
          checkRegister(`${after}: device results`, devices, results.timestamp);
        }
        const startOf = db
          .prepare<[string], number>('SELECT starts_at FROM appointments WHERE id = ?')
          .pluck();
        for (const [id, { startsAt }] of appointments) {
          const stored = startOf.get(id);
          checkRegister(
            `${after}: appointment`,
            startsAt,
            stored === undefined ? undefined : new Date(stored).toISOString(),
          );
          if (stored === undefined) failures.push(`${after}: an appointment is lost`);
        }
        const notesOf = db
          .prepare<[string], string>('SELECT notes FROM visit_summaries WHERE appointment_id = ?')
          .pluck();
        for (const [id, text] of notes) checkRegister(`${after}: notes`, text, notesOf.get(id));
      } finally {
        db.close();
      }
    },
    refusedAsFull(): void {
      fullRefusals += 1;
    },
    fullRefusals: (): number => fullRefusals,
    failures: (): string[] => failures,
    fail: (failure: string): void => void failures.push(failure),
    /** How many facts of each kind were acknowledged. */
    counts: (): Record<string, number> => Object.fromEntries([...counts].sort()),
    total: (): number => [...counts.values()].reduce((sum, value) => sum + value, 0),
  };
};

export type Ledger = ReturnType<typeof createLedger>;
