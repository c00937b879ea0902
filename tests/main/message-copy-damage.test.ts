import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessageCache } from '../../src-main/services/message-cache/message-cache.ts';
import {
  ACCOUNT,
  createCopyComputer,
  DOCTOR,
  letter,
  messages,
  type CopyComputer,
} from '../support/desktop/message-copies.ts';

const AFTER_ALL = Number.MAX_SAFE_INTEGER;
const DAY_MS = 24 * 3_600_000;
const PAGE_BYTES = 4096;
const PATIENCE = { timeout: 15_000 };

let computer: CopyComputer;
let cache: MessageCache;
beforeEach(() => {
  computer = createCopyComputer();
  cache = computer.start();
});
afterEach(() => computer.dispose());

const files = (): string[] =>
  readdirSync(computer.path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.sqlite'),
  );
const backups = (): string[] => files().filter((name) => name.includes('backup-'));
const database = (): string =>
  join(computer.path, files().find((name) => name.endsWith('messages.sqlite')) ?? 'none');
const open = () => cache.open(null, DOCTOR);
const reopen = async () => {
  cache = computer.start();
  return open();
};
const seqs = async () =>
  (await cache.call(ACCOUNT, 'readMessages', 'patient-1', AFTER_ALL, 200)).messages.map(({ seq }) => seq);
const write = (from: number, to: number) =>
  cache.call(ACCOUNT, 'write', [{ kind: 'messages', messages: messages(from, to) }]);

/** The time comes for a backup. */
const passBackup = async (): Promise<void> => {
  const before = backups().join();
  computer.timers.pass(DAY_MS);
  await vi.waitFor(() => expect(backups().join()).not.toBe(before), PATIENCE);
};
/** Breaks pages of the file, from one on. */
const breakFrom = (page: number, count = 1): void => {
  const bytes = readFileSync(database());
  bytes.fill(0xa5, page * PAGE_BYTES + 100, (page + count) * PAGE_BYTES - 100);
  writeFileSync(database(), bytes);
};

describe('a copy that is damaged', () => {
  it('comes back from its backup, with the letters of the moment', async () => {
    await open();
    await write(1, 100);
    await cache.call(ACCOUNT, 'writeLetter', letter(1));
    await passBackup();
    await write(101, 150);
    await cache.call(ACCOUNT, 'removeLetter', 'client-1');
    await cache.call(ACCOUNT, 'writeLetter', letter(2));
    await cache.stop();
    const { length } = readFileSync(database());
    // The tables of what a person wrote stand before what grows.
    breakFrom(Math.floor(length / PAGE_BYTES) - 3, 3);

    expect(await reopen()).toMatchObject({ condition: 'restored', keeping: 'disk', letters: [letter(2)] });
    expect((await seqs()).at(-1)).toBe(100);
    expect(files().filter((name) => name.includes('damaged'))).toEqual([]);
    await cache.stop();
    // It is told once.
    expect(await reopen()).toMatchObject({ condition: 'sound', letters: [letter(2)] });
  });

  it('sends nothing by itself that only a backup had', async () => {
    await open();
    await write(1, 10);
    await cache.call(ACCOUNT, 'writeLetter', letter(1));
    await passBackup();
    await cache.stop();
    breakFrom(0);
    expect(await reopen()).toMatchObject({
      condition: 'restored',
      letters: [{ ...letter(1), failed: 'internal' }],
    });
    expect(await seqs()).toHaveLength(10);
  });

  it('begins anew and says so without a backup, or with none that can be read', async () => {
    await open();
    await write(1, 10);
    await passBackup();
    await cache.stop();
    breakFrom(0);
    for (const name of backups()) truncateSync(join(computer.path, name), 5_000);
    expect(await reopen()).toMatchObject({ condition: 'lost', keeping: 'disk' });
    expect(await seqs()).toEqual([]);
    await write(1, 3);
    await cache.stop();
    expect(await reopen()).toMatchObject({ condition: 'sound' });
    expect(await seqs()).toHaveLength(3);
  });

  it.each([
    ['gone', () => rmSync(database())],
    ['empty', () => truncateSync(database(), 0)],
    ['something else', () => writeFileSync(database(), 'not a database'.repeat(1_000))],
  ])('is restored if its file is %s', async (_what, harm) => {
    await open();
    await write(1, 5);
    await passBackup();
    await cache.stop();
    harm();
    expect(await reopen()).toMatchObject({ condition: 'restored' });
    expect(await seqs()).toHaveLength(5);
  });

  it('says that it is lost if its key is', async () => {
    await open();
    await write(1, 5);
    await passBackup();
    await cache.stop();
    await computer.secrets.write(
      [...computer.kept.keys()].find((name) => name.startsWith('message-cache-key')) ?? 'relay-secret',
      null,
    );
    expect(await reopen()).toMatchObject({ condition: 'lost', keeping: 'disk' });
    expect(await seqs()).toEqual([]);
  });

  it('goes on with a recovery that was interrupted', async () => {
    await open();
    await write(1, 5);
    await cache.call(ACCOUNT, 'writeLetter', letter(1));
    await passBackup();
    await cache.call(ACCOUNT, 'writeLetter', letter(2));
    await cache.stop();
    // The moment after the damaged file was moved, with half a backup in its place.
    const bytes = readFileSync(database());
    writeFileSync(database().replace('messages.sqlite', 'damaged.sqlite'), bytes);
    writeFileSync(database(), bytes.subarray(0, 6_000));
    expect(await reopen()).toMatchObject({ condition: 'restored', letters: [letter(1), letter(2)] });
    expect(await seqs()).toHaveLength(5);
  });

  it('is in memory where its folder cannot be used, and nothing is removed', async () => {
    await open();
    await write(1, 5);
    await cache.stop();
    const folder = database().replace('messages.sqlite', '');
    rmSync(folder, { recursive: true });
    writeFileSync(folder.slice(0, -1), 'a file');
    expect(await reopen()).toMatchObject({ keeping: 'memory', reason: 'unusable' });
    await write(1, 2);
    expect(await seqs()).toEqual([1, 2]);
    expect(existsSync(folder.slice(0, -1))).toBe(true);
  });

  it('has a backup each day, and keeps two', async () => {
    await open();
    await write(1, 5);
    await passBackup();
    await passBackup();
    await passBackup();
    await vi.waitFor(() => expect(backups()).toHaveLength(2), PATIENCE);
  });
});
