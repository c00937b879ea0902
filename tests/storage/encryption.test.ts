import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore, type SqliteStoreEvent } from '../../server/storage/sqlite/sqlite-store.ts';
import { StoreOpenError, type Store } from '../../server/storage/store.ts';
import { createVisit, message, type Visit } from './support/fixtures.ts';
import { copyFromOutside, readFromOutside } from './support/run-node.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const KEY = "correct horse 'battery' staple";
const CANARY = 'Canary-8d1f-in-plain-text';

const open = (dataDir: string, databaseKey: string | null): Promise<Store> =>
  openSqliteStore({ dataDir, databaseKey });

const writeCanaries = async (store: Store): Promise<Visit> => {
  const visit = await createVisit(store, { appointment: { reason: CANARY } });
  for (let count = 0; count < 50; count += 1) {
    await store.appendMessage(message(visit.appointment.roomId, visit.patient, { text: CANARY }));
  }
  return visit;
};

const databaseFiles = (dataDir: string): [name: string, content: Buffer][] =>
  readdirSync(dataDir)
    .filter((name) => name.startsWith('anteroom.sqlite') && !name.endsWith('-shm'))
    .toSorted()
    .map((name) => [name, readFromOutside(join(dataDir, name))]);

/** What can be compared: the difference of two large buffers takes a test runner minutes to print. */
const digests = (files: [name: string, content: Buffer][]): [name: string, digest: string][] =>
  files.map(([name, content]) => [name, createHash('sha256').update(content).digest('hex')]);

describe('an encrypted database', () => {
  it('[S1-Z01] has no plain text in the file nor in the write-ahead log', async () => {
    const dataDir = temporaryFolder();
    const events: SqliteStoreEvent[] = [];
    const store = await openSqliteStore({
      dataDir,
      databaseKey: KEY,
      onEvent: (event) => events.push(event),
    });
    expect(events[0]).toMatchObject({ type: 'opened', encrypted: true, synchronous: 2 });
    await writeCanaries(store);
    const whileOpen = databaseFiles(dataDir);
    expect(whileOpen.map(([name]) => name)).toEqual(['anteroom.sqlite', 'anteroom.sqlite-wal']);
    expect(whileOpen[1]![1].length).toBeGreaterThan(0);
    await store.close();
    const whenClosed = databaseFiles(dataDir);
    expect(whenClosed.map(([name]) => name)).toEqual(['anteroom.sqlite']);
    for (const [, content] of [...whileOpen, ...whenClosed]) {
      expect(content.includes(CANARY)).toBe(false);
      expect(content.includes('messages')).toBe(false);
      expect(content.includes('SQLite format')).toBe(false);
    }
  });

  it('shows by the same search that a database without a key is plain text', async () => {
    const dataDir = temporaryFolder();
    const store = await open(dataDir, null);
    await writeCanaries(store);
    expect(databaseFiles(dataDir)[1]![1].includes(CANARY)).toBe(true);
    await store.close();
    expect(databaseFiles(dataDir)[0]![1].includes(CANARY)).toBe(true);
  });

  it('opens again with its key', async () => {
    const dataDir = temporaryFolder();
    const store = await open(dataDir, KEY);
    const { appointment } = await writeCanaries(store);
    await store.close();
    const reopened = await open(dataDir, KEY);
    expect((await reopened.getWaitingRoom(appointment.roomId))?.messages[49]?.text).toBe(CANARY);
    await reopened.close();
  });

  it.each([
    ['a wrong key', `${KEY}!`, 'DATABASE_KEY is not the key of anteroom.sqlite'],
    ['no key', null, 'anteroom.sqlite is encrypted and DATABASE_KEY is not set, or it is no database'],
  ])('says so when it is opened with %s, and leaves the file as it was', async (_, key, words) => {
    const dataDir = temporaryFolder();
    const store = await open(dataDir, KEY);
    await writeCanaries(store);
    await store.close();
    const before = databaseFiles(dataDir);
    const error: unknown = await open(dataDir, key).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreOpenError);
    expect(error).toMatchObject({ message: words });
    expect(digests(databaseFiles(dataDir))).toEqual(digests(before));
  });

  it.each([
    ['a wrong key', `${KEY}!`],
    ['no key', null],
  ])('loses nothing of the log that a crash left behind when it is opened with %s', async (_, key) => {
    const running = temporaryFolder();
    const crashed = join(temporaryFolder(), 'copy');
    const store = await open(running, KEY);
    const { appointment } = await writeCanaries(store);
    // What a crash leaves behind: the log was never merged into the file.
    copyFromOutside(running, crashed);
    await store.close();
    const before = databaseFiles(crashed);
    expect(before[1]![1].length).toBeGreaterThan(0);
    await expect(open(crashed, key)).rejects.toThrow(StoreOpenError);
    expect(digests(databaseFiles(crashed))).toEqual(digests(before));
    const recovered = await open(crashed, KEY);
    expect((await recovered.getWaitingRoom(appointment.roomId))?.messages).toHaveLength(50);
    await recovered.close();
  });

  it('refuses a key for a database in plain text, and leaves the file as it was', async () => {
    const dataDir = temporaryFolder();
    const store = await open(dataDir, null);
    await writeCanaries(store);
    await store.close();
    const before = databaseFiles(dataDir);
    await expect(open(dataDir, KEY)).rejects.toThrow(
      'DATABASE_KEY is set, but anteroom.sqlite is not encrypted',
    );
    expect(digests(databaseFiles(dataDir))).toEqual(digests(before));
  });
});
