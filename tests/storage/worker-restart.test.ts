import type { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  openSqliteStoreWith,
  startSqliteWorker,
  type SqliteStoreEvent,
} from '../../server/storage/sqlite/sqlite-store.ts';
import type { WorkerData } from '../../server/storage/sqlite/worker-messages.ts';
import type { StoredMessage } from '../../server/storage/ports/conversations.ts';
import { StoreUnavailableError, type Store } from '../../server/storage/store.ts';
import { append as appendTo, createVisit, message, type Visit } from './support/fixtures.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

type Harness = {
  store: Store;
  visit: Visit;
  events: SqliteStoreEvent[];
  kill: () => Promise<unknown>;
  /** What the next starts of the worker do; null is the real thing. */
  sabotage: (data: ((real: WorkerData) => WorkerData) | null) => void;
  untilEvent: (type: SqliteStoreEvent['type']) => Promise<SqliteStoreEvent>;
};

const setUp = async (maxWaitMs = 10_000): Promise<Harness> => {
  const events: SqliteStoreEvent[] = [];
  const listeners = new Set<(event: SqliteStoreEvent) => void>();
  let worker: Worker | null = null;
  let change: ((real: WorkerData) => WorkerData) | null = null;
  const store = await openSqliteStoreWith(
    {
      dataDir: temporaryFolder(),
      databaseKey: null,
      onEvent: (event) => {
        events.push(event);
        for (const listener of listeners) listener(event);
      },
    },
    {
      startWorker: (data) => (worker = startSqliteWorker(change === null ? data : change(data))),
      maxWaitMs,
    },
  );
  onTestFinished(() => store.close());
  return {
    store,
    visit: await createVisit(store),
    events,
    kill: async () => worker?.terminate(),
    sabotage: (data) => {
      change = data;
    },
    untilEvent: (type) =>
      new Promise((resolve) => {
        const listener = (event: SqliteStoreEvent): void => {
          if (event.type !== type) return;
          listeners.delete(listener);
          resolve(event);
        };
        listeners.add(listener);
      }),
  };
};

const append = ({ store, visit }: Harness): Promise<StoredMessage> =>
  appendTo(store, message(visit.appointment.roomId, visit.patient));

const toNowhere = (data: WorkerData): WorkerData => ({ ...data, file: `${data.file}/not/a/folder` });

describe('a worker that dies', () => {
  it(
    'rejects what was not answered with a coded error, and keeps what was',
    { timeout: 60_000 },
    async () => {
      const harness = await setUp();
      const acked: number[] = [];
      for (let round = 0; round < 8; round += 1) {
        const calls = Array.from({ length: 400 }, () => append(harness));
        const settled = Promise.allSettled(calls);
        if (round % 2 === 0) await calls[0];
        await harness.kill();
        for (const result of await settled) {
          if (result.status === 'fulfilled') acked.push(result.value.message.seq);
          else expect(result.reason).toBeInstanceOf(StoreUnavailableError);
        }
      }
      const room = await harness.store.getWaitingRoom(harness.visit.appointment.roomId);
      const stored = room?.messages.map(({ seq }) => seq) ?? [];
      expect(stored).toEqual(stored.map((_, index) => index + 1));
      expect(acked.length).toBeGreaterThan(0);
      expect(acked.filter((seq) => seq > stored.length)).toEqual([]);
      expect((await harness.store.verifyAudit()).ok).toBe(true);
    },
  );

  it('is started again, and calls that come meanwhile wait for it', async () => {
    const harness = await setUp();
    const died = harness.untilEvent('worker-died');
    const restarted = harness.untilEvent('worker-restarted');
    await harness.kill();
    expect(await died).toMatchObject({ unanswered: 0 });
    const seqs = (await Promise.all(Array.from({ length: 20 }, () => append(harness)))).map(
      (answer) => answer.message.seq,
    );
    expect(await restarted).toMatchObject({ attempt: 1 });
    expect(seqs).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('makes calls fail after a while if it does not come back, and serves again once it does', async () => {
    const harness = await setUp(300);
    harness.sabotage(toNowhere);
    const failed = harness.untilEvent('restart-failed');
    await harness.kill();
    await expect(append(harness)).rejects.toThrow(StoreUnavailableError);
    expect(await failed).toMatchObject({ attempt: 1 });
    harness.sabotage(null);
    await harness.untilEvent('worker-restarted');
    expect((await append(harness)).message.seq).toBe(1);
  });

  it('is not started again after the store was closed', async () => {
    const harness = await setUp();
    harness.sabotage(toNowhere);
    const failed = harness.untilEvent('restart-failed');
    await harness.kill();
    const call = append(harness);
    const refused = expect(call).rejects.toThrow(StoreUnavailableError);
    await failed;
    await harness.store.close();
    await refused;
    const starts = harness.events.length;
    await expect(append(harness)).rejects.toThrow('the store is closed');
    await harness.store.close();
    expect(harness.events.length).toBe(starts);
  });

  it('lets a call fail that cannot be sent, and goes on', async () => {
    const harness = await setUp();
    const unsendable = message(harness.visit.appointment.roomId, harness.visit.patient, {
      text: (() => 'not a text') as unknown as string,
    });
    await expect(harness.store.appendMessage(unsendable)).rejects.toThrow('could not be cloned');
    expect((await append(harness)).message.seq).toBe(1);
  });
});
