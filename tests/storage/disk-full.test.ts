import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseFileIn } from '../../server/storage/sqlite/database.ts';
import { migrate, MIGRATIONS } from '../../server/storage/sqlite/migrations.ts';
import {
  openSqliteStoreWith,
  startSqliteWorker,
  type SqliteStoreEvent,
} from '../../server/storage/sqlite/sqlite-store.ts';
import { StoreFullError, StoreOpenError, type Store } from '../../server/storage/store.ts';
import { queryDatabase } from '../support/database.ts';
import { useSmallDisk } from '../support/use-small-disk.ts';
import { append as appendTo, createVisit, message, type Visit } from './support/fixtures.ts';

const DISK_BYTES = 8 * 1024 * 1024;
const CHECK_MS = 20;

const open = async (dataDir: string, floorBytes = 0) => {
  const events: SqliteStoreEvent[] = [];
  let worker: Worker | null = null;
  const store = await openSqliteStoreWith(
    {
      dataDir,
      databaseKey: null,
      disk: { floorBytes, checkMs: CHECK_MS },
      onEvent: (event) => events.push(event),
    },
    { startWorker: (data) => (worker = startSqliteWorker(data)), maxWaitMs: 10_000 },
  );
  onTestFinished(() => store.close());
  const countOf = (type: SqliteStoreEvent['type']) => events.filter((event) => event.type === type).length;
  return {
    store,
    countOf,
    until: (type: SqliteStoreEvent['type'], count = 1) =>
      expect.poll(() => countOf(type), { timeout: 5_000 }).toBe(count),
    kill: async () => worker?.terminate(),
  };
};

const append = (store: Store, { appointment, patient }: Visit) =>
  appendTo(store, message(appointment.roomId, patient, { text: 'x'.repeat(500) }));

/** @returns the sequence numbers that were acked before the disk was full */
const writeUntilFull = async (store: Store, visit: Visit): Promise<number[]> => {
  const acked: number[] = [];
  for (;;) {
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => append(store, visit)));
    for (const result of results) {
      if (result.status === 'fulfilled') acked.push(result.value.message.seq);
      else expect(result.reason).toBeInstanceOf(StoreFullError);
    }
    if (results.some(({ status }) => status === 'rejected')) return acked;
  }
};

const storedIn = async (store: Store, { appointment }: Visit): Promise<number[]> =>
  (await store.getWaitingRoom(appointment.roomId))?.messages.map(({ seq }) => seq) ?? [];

describe('a store whose disk fills up', () => {
  it('only reads then, recovers alone, and has what it acked and nothing else', async (test) => {
    const disk = useSmallDisk(test, DISK_BYTES);
    const first = await open(disk.path);
    const visit = await createVisit(first.store);
    const acked: number[] = [];
    for (let round = 1; round <= 5; round += 1) {
      // In the middle of the traffic, and between two writes.
      disk.fill(round % 2 === 0 ? 0 : 96 * 1024);
      acked.push(...(await writeUntilFull(first.store, visit)));
      await first.until('read-only', round);
      await expect(append(first.store, visit)).rejects.toThrow(StoreFullError);
      expect(await storedIn(first.store, visit)).toEqual(acked);
      expect((await first.store.verifyAudit()).ok).toBe(true);
      disk.empty();
      await first.until('writable', round);
      acked.push((await append(first.store, visit)).message.seq);
    }
    await first.store.close();
    const { store } = await open(disk.path);
    expect(await storedIn(store, visit)).toEqual(acked);
    expect((await store.verifyAudit()).ok).toBe(true);
  });

  it('stops writing while there is still air, and goes on when there is more', async (test) => {
    const disk = useSmallDisk(test, DISK_BYTES);
    const floor = 1024 * 1024;
    const { store, until } = await open(disk.path, floor);
    const visit = await createVisit(store);
    disk.fill(floor - 4096);
    await until('read-only');
    await expect(append(store, visit)).rejects.toThrow(StoreFullError);
    expect(disk.freeBytes()).toBeGreaterThan(floor / 2);
    disk.empty();
    await until('writable');
    await append(store, visit);
  });

  it('is opened for reading when there is no room at all, and shared again when there is', async (test) => {
    const disk = useSmallDisk(test, DISK_BYTES);
    const before = await open(disk.path);
    const visit = await createVisit(before.store);
    await append(before.store, visit);
    await before.store.close();
    expect(readdirSync(disk.path)).not.toContain('anteroom.sqlite-shm');
    disk.fill();

    const { store, until } = await open(disk.path);
    await until('read-only');
    expect(await storedIn(store, visit)).toEqual([1]);
    await expect(append(store, visit)).rejects.toThrow(StoreFullError);
    disk.empty();
    await until('writable');
    expect((await append(store, visit)).message.seq).toBe(2);
    expect(queryDatabase(disk.path, 'SELECT seq FROM messages')).toHaveLength(2);
  });

  it('reads on after its worker died, and after a start with a log that was never merged', async (test) => {
    const disk = useSmallDisk(test, DISK_BYTES);
    const first = await open(disk.path);
    const visit = await createVisit(first.store);
    disk.fill(96 * 1024);
    const acked = await writeUntilFull(first.store, visit);
    await first.until('read-only');
    disk.fill();
    await first.kill();
    await first.until('worker-restarted');
    expect(await storedIn(first.store, visit)).toEqual(acked);
    await expect(append(first.store, visit)).rejects.toThrow(StoreFullError);
    expect(first.countOf('writable')).toBe(0);
    await first.store.close();

    rmSync(`${databaseFileIn(disk.path)}-shm`, { force: true });
    disk.fill();
    const next = await open(disk.path);
    expect(await storedIn(next.store, visit)).toEqual(acked);
    disk.empty();
    await next.until('writable');
    expect((await append(next.store, visit)).message.seq).toBe(acked.length + 1);
  });

  it('says in one line that a new clinic, or an update of an old one, finds no room', async (test) => {
    const disk = useSmallDisk(test, DISK_BYTES);
    const db = new Database(databaseFileIn(disk.path));
    migrate(db, MIGRATIONS.slice(0, -1));
    db.close();
    disk.fill();
    await expect(open(disk.path)).rejects.toThrow(new StoreOpenError('the disk is full'));
    rmSync(databaseFileIn(disk.path));
    disk.fill();
    await expect(open(join(disk.path, 'clinic'))).rejects.toThrow(new StoreOpenError('the disk is full'));
    disk.empty();
    const { store } = await open(join(disk.path, 'clinic'));
    await createVisit(store);
    expect(existsSync(databaseFileIn(join(disk.path, 'clinic')))).toBe(true);
  });
});
