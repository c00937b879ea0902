import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { databaseFileIn, openDatabase } from '../../server/storage/sqlite/database.ts';
import { createOperations } from '../../server/storage/sqlite/operations/index.ts';
import { openSqliteStore, type SqliteStoreEvent } from '../../server/storage/sqlite/sqlite-store.ts';
import { audit } from './support/fixtures.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const ROUNDS = 20;

type Acked = { roomId: string; clientId: string; seq: number };

/** Runs the writer until it has acknowledged `count` messages, then kills it without warning. */
const writeUntilKilled = async (dataDir: string, count: number): Promise<Acked[]> => {
  const writer = spawn(process.execPath, [join(import.meta.dirname, 'support/writer.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(writer, 'exit');
  const acked: Acked[] = [];
  for await (const line of createInterface(writer.stdout)) {
    const [roomId = '', clientId = '', seq = '', end] = line.split(' ');
    // The kill may cut the last line.
    if (end === 'end') acked.push({ roomId, clientId, seq: Number(seq) });
    if (acked.length === count) writer.kill('SIGKILL');
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  return acked;
};

describe('durability', () => {
  it('syncs every commit fully, before and after the first write and after opening again', async () => {
    const location = { file: databaseFileIn(temporaryFolder()), databaseKey: null };
    for (const rows of [1, 2]) {
      const db = openDatabase(location);
      expect(db.pragma('synchronous', { simple: true })).toBe(2);
      const operations = createOperations(db);
      operations.appendAudit(audit());
      expect(operations.verifyAuditSlice({ seq: 0, hash: '0'.repeat(64) }).link.seq).toBe(rows);
      expect(db.pragma('synchronous', { simple: true })).toBe(2);
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      db.close();
    }
  });

  it('syncs every commit fully in the worker', async () => {
    const events: SqliteStoreEvent[] = [];
    const store = await openSqliteStore({
      dataDir: temporaryFolder(),
      databaseKey: null,
      onEvent: (event) => events.push(event),
    });
    await store.close();
    expect(events[0]).toMatchObject({ type: 'opened', synchronous: 2, encrypted: false });
  });

  it(
    `has every acknowledged message after each of ${ROUNDS} kills, without a gap`,
    { timeout: 180_000 },
    async () => {
      const dataDir = temporaryFolder();
      const acked: Acked[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        acked.push(...(await writeUntilKilled(dataDir, round * 13)));
        const store = await openSqliteStore({ dataDir, databaseKey: null });
        for (const [roomId, expected] of Map.groupBy(acked, (message) => message.roomId)) {
          const stored = (await store.getWaitingRoom(roomId))?.messages ?? [];
          expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
          expect(new Set(stored.map(({ clientId }) => clientId)).size).toBe(stored.length);
          const seqs = new Map(stored.map(({ clientId, seq }) => [clientId, seq]));
          expect(expected.filter(({ clientId, seq }) => seqs.get(clientId) !== seq)).toEqual([]);
        }
        expect((await store.verifyAudit()).ok).toBe(true);
        await store.close();
      }
      expect(acked.length).toBeGreaterThanOrEqual((13 * ROUNDS * (ROUNDS + 1)) / 2);
    },
  );
});
