import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { databaseKeyFrom } from '../../server/protocol/recovery-key.ts';
import { backupNameOf, backupsFolderIn, listBackups } from '../../server/storage/sqlite/backup-files.ts';
import { startBackups } from '../../server/storage/sqlite/backups.ts';
import { openDatabaseForReading } from '../../server/storage/sqlite/database.ts';
import { openSqliteStore, type SqliteStoreEvent } from '../../server/storage/sqlite/sqlite-store.ts';
import { verifyBackup } from '../../server/storage/sqlite/restore-backup.ts';
import type { Store } from '../../server/storage/store.ts';
import { createVisit, HOUR, message, T0, type Visit } from './support/fixtures.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const KEY = databaseKeyFrom(randomBytes(32));
/** Costs a tenth of a second at each opening. */
const PASSPHRASE = "a key with 'quotes' in it";

const arrange = async (databaseKey: string | null) => {
  const dataDir = temporaryFolder();
  const store = await openSqliteStore({ dataDir, databaseKey });
  const events: SqliteStoreEvent[] = [];
  const backups = startBackups({ dataDir, databaseKey, onEvent: (event) => events.push(event) });
  onTestFinished(async () => {
    await backups.stop();
    await store.close();
  });
  return {
    dataDir,
    store,
    backups,
    events,
    visit: await createVisit(store),
    folder: backupsFolderIn(dataDir),
  };
};

const say = (store: Store, { appointment, patient }: Visit, text: string) =>
  store.appendMessage(message(appointment.roomId, patient, { text, clientId: text }));

const textsIn = (file: string, databaseKey: string | null): Set<string> => {
  const db = openDatabaseForReading({ file, databaseKey });
  try {
    return new Set(db.prepare<[], string>('SELECT text FROM messages').pluck().all());
  } finally {
    db.close();
  }
};

describe.each([
  ['without a key', null],
  ['with a key', KEY],
])('a backup %s', (_, databaseKey) => {
  it('has everything that was acknowledged before it began, while writing goes on', async () => {
    const { store, backups, events, visit, folder } = await arrange(databaseKey);
    let number = 0;
    let ended = false;
    const acknowledged: string[] = [];
    const write = async (): Promise<void> => {
      while (!ended) {
        number += 1;
        const text = `message ${number}`;
        await say(store, visit, text);
        acknowledged.push(text);
      }
    };
    const writers = Array.from({ length: 8 }, write);
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(200));
    const before = [...acknowledged];

    expect(await backups.make()).toBe(true);
    const after = acknowledged.length;
    ended = true;
    await Promise.all(writers);

    expect(after).toBeGreaterThan(before.length);
    const [made] = listBackups(folder);
    const stored = textsIn(made!.file, databaseKey);
    expect(before.filter((text) => !stored.has(text))).toEqual([]);
    expect(verifyBackup({ file: made!.file, databaseKey }).messages).toBe(stored.size);
    expect(events).toMatchObject([{ type: 'backup-made', name: made!.name, bytes: made!.bytes, removed: 0 }]);
    expect(readdirSync(folder)).toEqual([made!.name]);
    expect(statSync(made!.file).mode & 0o077).toBe(0);
    const plain = readFileSync(made!.file).includes('message 1');
    expect(plain).toBe(databaseKey === null);
  });
});

describe('a backup of a clinic that is opened by a passphrase', () => {
  it('is opened by the same, and by nothing else', async () => {
    const { store, backups, visit, folder } = await arrange(PASSPHRASE);
    await say(store, visit, 'message 1');
    expect(await backups.make()).toBe(true);
    const { file } = listBackups(folder)[0]!;
    expect(textsIn(file, PASSPHRASE)).toEqual(new Set(['message 1']));
    expect(verifyBackup({ file, databaseKey: PASSPHRASE }).messages).toBe(1);
    for (const databaseKey of [null, KEY]) expect(() => textsIn(file, databaseKey)).toThrow();
    expect(readFileSync(file).includes('message 1')).toBe(false);
  });
});

describe('the backups of a running server', () => {
  it('keep those from before, and say so, when the database itself is damaged', async () => {
    const { dataDir, store, backups, visit, folder, events } = await arrange(null);
    for (let number = 0; number < 300; number += 1) await say(store, visit, `${'x'.repeat(400)} ${number}`);
    await backups.make();
    const [good] = listBackups(folder);
    await backups.stop();
    await store.close();
    const file = join(dataDir, 'anteroom.sqlite');
    const pages = readFileSync(file);
    pages.fill(0x5a, 40_000, 60_000);
    writeFileSync(file, pages);

    const later = startBackups({
      dataDir,
      databaseKey: null,
      onEvent: (event) => events.push(event),
      now: () => Date.now() + HOUR,
    });
    expect(await later.make()).toBe(false);
    await later.stop();

    expect(events.at(-1)).toMatchObject({
      type: 'backup-failed',
      code: expect.stringMatching(/source_damaged|not_verified/),
    });
    expect(readdirSync(folder)).toEqual([good!.name]);
  });

  it(
    'leave no counted file when the process is killed in the middle of one',
    { timeout: 60_000 },
    async () => {
      const dataDir = temporaryFolder();
      const folder = backupsFolderIn(dataDir);
      const child = spawn(process.execPath, [join(import.meta.dirname, 'support/backup-maker.ts'), dataDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      await once(child.stdout, 'data');
      await vi.waitFor(
        () => expect(readdirSync(folder).some((name) => name.endsWith('.unfinished'))).toBe(true),
        { timeout: 30_000, interval: 1 },
      );
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;

      expect(listBackups(folder)).toEqual([]);
      expect(readdirSync(folder)).not.toEqual([]);
      const store = await openSqliteStore({ dataDir, databaseKey: null });
      const backups = startBackups({ dataDir, databaseKey: null, onEvent: () => undefined });
      expect(readdirSync(folder)).toEqual([]);
      await backups.stop();
      await store.close();
    },
  );

  it('are made each hour, and once soon after a start if the newest is older', async () => {
    vi.useFakeTimers({
      now: T0,
      toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'Date', 'performance'],
    });
    onTestFinished(() => void vi.useRealTimers());
    const dataDir = temporaryFolder();
    const started: number[] = [];
    let failing = false;
    const startWorker = ({ at }: { at: number }): Worker => {
      const worker = Object.assign(new EventEmitter(), { terminate: () => Promise.resolve(0) });
      started.push(at);
      const made = { name: backupNameOf(at), at, bytes: 1, removed: 0, files: { kept: 0, missing: 0 } };
      queueMicrotask(() => worker.emit('message', failing ? { failure: 'no_room' } : { made }));
      return worker as unknown as Worker;
    };
    const events: SqliteStoreEvent[] = [];
    const start = () =>
      startBackups({ dataDir, databaseKey: null, onEvent: (event) => events.push(event), startWorker });
    const backups = start();

    await vi.advanceTimersByTimeAsync(31_000);
    expect(started).toEqual([T0 + 30_000]);
    await vi.advanceTimersByTimeAsync(3 * HOUR);
    expect(started).toHaveLength(4);

    // One that fails is tried again before the next hour.
    failing = true;
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(events.at(-1)).toEqual({ type: 'backup-failed', code: 'no_room' });
    failing = false;
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    expect(events.at(-1)).toMatchObject({ type: 'backup-made' });
    await backups.stop();
    await vi.advanceTimersByTimeAsync(5 * HOUR);
    const count = started.length;

    // A start soon after one is no reason for another.
    const folder = backupsFolderIn(dataDir);
    expect(existsSync(folder)).toBe(false);
    mkdirSync(folder);
    writeFileSync(join(folder, backupNameOf(Date.now() - HOUR / 2)), 'x');
    const again = start();
    expect(events.at(-1)).toMatchObject({ type: 'backup-found', bytes: 1 });
    await vi.advanceTimersByTimeAsync(HOUR / 4);
    expect(started).toHaveLength(count);
    await vi.advanceTimersByTimeAsync(HOUR / 2);
    expect(started).toHaveLength(count + 1);
    await again.stop();
  });

  it('do not count unless they are what was acknowledged, audit log included', async () => {
    const { dataDir, backups, folder, events } = await arrange(null);
    const forger = new Database(join(dataDir, 'anteroom.sqlite'));
    forger.prepare('UPDATE meta SET audit_hash = ?').run('0'.repeat(64));
    forger.close();
    expect(await backups.make()).toBe(false);
    expect(events).toEqual([{ type: 'backup-failed', code: 'not_verified' }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('start, are made and stop although something in their folder cannot be removed', async () => {
    const dataDir = temporaryFolder();
    const folder = backupsFolderIn(dataDir);
    // A folder stands for a file of a disk that is read-only, or one that another program holds.
    const stubborn = join(folder, `${backupNameOf(T0)}.unfinished`);
    mkdirSync(stubborn, { recursive: true });
    const store = await openSqliteStore({ dataDir, databaseKey: null });
    const backups = startBackups({ dataDir, databaseKey: null, onEvent: () => undefined });
    expect(await backups.make()).toBe(true);
    await backups.stop();
    await store.close();
    expect(listBackups(folder)).toHaveLength(1);
    expect(existsSync(stubborn)).toBe(true);
  });
});
