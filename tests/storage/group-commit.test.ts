import { describe, expect, it } from 'vitest';
import { openSqliteStore, type SqliteStoreEvent } from '../../server/storage/sqlite/sqlite-store.ts';
import { createVisit, message } from './support/fixtures.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const transactions = (events: readonly SqliteStoreEvent[]): number =>
  events.filter((event) => event.type === 'batch' && event.writes > 0).length;

describe('group commit', () => {
  it('commits 500 messages at the same time in far fewer transactions', async () => {
    const events: SqliteStoreEvent[] = [];
    const store = await openSqliteStore({
      dataDir: temporaryFolder(),
      databaseKey: null,
      onEvent: (event) => events.push(event),
    });
    const { appointment, patient } = await createVisit(store);
    const before = transactions(events);
    await Promise.all(
      Array.from({ length: 500 }, () => store.appendMessage(message(appointment.roomId, patient))),
    );
    expect(transactions(events) - before).toBeLessThan(50);
    const room = await store.getWaitingRoom(appointment.roomId);
    expect(room?.messages).toHaveLength(500);
    await store.close();
  });

  it('commits a single message at once', async () => {
    const events: SqliteStoreEvent[] = [];
    const store = await openSqliteStore({
      dataDir: temporaryFolder(),
      databaseKey: null,
      onEvent: (event) => events.push(event),
    });
    const { appointment, patient } = await createVisit(store);
    await store.appendMessage(message(appointment.roomId, patient));
    expect(events.at(-1)).toEqual({ type: 'batch', calls: 1, writes: 1, failure: null });
    await store.close();
  });

  it('lets calls that fail fail alone', async () => {
    const store = await openSqliteStore({ dataDir: temporaryFolder(), databaseKey: null });
    const { appointment, patient } = await createVisit(store);
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) =>
        store.appendMessage(
          message(appointment.roomId, patient, index % 10 === 3 ? { senderId: 'nobody' } : {}),
        ),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(20);
    const room = await store.getWaitingRoom(appointment.roomId);
    expect(room?.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 180 }, (_, i) => i + 1));
    await store.close();
  });

  it('answers everything that was called before it is closed', async () => {
    const dataDir = temporaryFolder();
    const store = await openSqliteStore({ dataDir, databaseKey: null });
    const { appointment, patient } = await createVisit(store);
    const calls = Array.from({ length: 1000 }, () =>
      store.appendMessage(message(appointment.roomId, patient)),
    );
    await Promise.all([store.close(), store.close()]);
    expect(await Promise.all(calls)).toHaveLength(1000);
    const reopened = await openSqliteStore({ dataDir, databaseKey: null });
    expect((await reopened.getWaitingRoom(appointment.roomId))?.messages).toHaveLength(1000);
    await reopened.close();
  });
});
