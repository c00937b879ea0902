import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageCache } from '../../src-main/services/message-cache/message-cache.ts';
import {
  ACCOUNT,
  chatMessage,
  contact,
  createCopyComputer,
  DOCTOR,
  letter,
  messages,
  own,
  type CopyComputer,
} from '../support/desktop/message-copies.ts';

const AFTER_ALL = Number.MAX_SAFE_INTEGER;
const AT = '2026-02-01T10:00:00.000Z';

let computer: CopyComputer;
let cache: MessageCache;
beforeEach(() => {
  computer = createCopyComputer({ perConversation: 50, total: 100 });
  cache = computer.start();
});
afterEach(() => computer.dispose());

const open = () => cache.open(null, DOCTOR);
/** The app ends and starts again. */
const again = async () => {
  await cache.stop();
  cache = computer.start();
  return open();
};
const page = async (before = AFTER_ALL, limit = 50, otherId = 'patient-1') =>
  (await cache.call(ACCOUNT, 'readMessages', otherId, before, limit)).messages;
const write = (...changes: Parameters<typeof cache.call<'write'>>[2]) =>
  cache.call(ACCOUNT, 'write', changes);
const files = (): string[] => readdirSync(computer.path, { recursive: true, encoding: 'utf8' });

describe('the copy of conversations', () => {
  it('has after a start what was written before it', async () => {
    expect(await open()).toMatchObject({ keeping: 'disk', reason: null, condition: 'sound', letters: [] });
    await write(
      { kind: 'contacts', contacts: [contact('patient-2', 1), contact('patient-1', 3)] },
      { kind: 'messages', messages: [...messages(1, 2), chatMessage(3, own())] },
      { kind: 'deletions', otherId: 'patient-1', count: 4 },
    );
    await cache.call(ACCOUNT, 'writeDraft', { to: 'patient-1', text: 'half a sent' });
    await cache.call(ACCOUNT, 'writeDeletion', 'patient-1-3', true);

    const opened = await again();
    expect(opened.contacts.map(({ otherUser, status }) => [otherUser._id, status])).toEqual([
      ['patient-2', 'offline'],
      ['patient-1', 'offline'],
    ]);
    expect(opened.drafts).toEqual([{ to: 'patient-1', text: 'half a sent' }]);
    expect(opened.deletions).toEqual(['patient-1-3']);
    expect(await cache.call(ACCOUNT, 'readMessages', 'patient-1', AFTER_ALL, 50)).toEqual({
      messages: [...messages(1, 2), chatMessage(3, own())],
      lastDeletion: 4,
    });
  });

  it('gives pages without gaps, and nothing before one', async () => {
    await open();
    await write({ kind: 'messages', messages: [...messages(1, 5), ...messages(8, 12)] });
    expect((await page()).map(({ seq }) => seq)).toEqual([8, 9, 10, 11, 12]);
    expect((await page(11, 2)).map(({ seq }) => seq)).toEqual([9, 10]);
    expect(await page(8)).toEqual([]);
    expect((await page(6)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(await page(AFTER_ALL, 50, 'patient-2')).toEqual([]);
  });

  it('follows receipts and deletions in all that it has', async () => {
    await open();
    await write({ kind: 'messages', messages: [...messages(1, 4, own()), chatMessage(5)] });
    await write(
      { kind: 'delivered', otherId: 'patient-1', after: 0, upTo: 5, at: AT },
      { kind: 'read', otherId: 'patient-1', after: 0, upTo: 2, at: AT },
      { kind: 'deleted', otherId: 'patient-1', seqs: [4], at: AT },
    );
    const kept = await page();
    expect(kept.map(({ status }) => status)).toEqual(['read', 'read', 'delivered', 'delivered', 'sent']);
    expect(kept[0]).toMatchObject({ isRead: true, readAt: AT, deliveredAt: AT });
    expect(kept[3]).toMatchObject({ content: '', deletedAt: AT });
    // Newer words of the server about a message take the place of older ones.
    await write({
      kind: 'messages',
      messages: [chatMessage(3, { ...own(), isRead: true, readAt: AT, status: 'read' })],
    });
    expect((await page())[2]).toMatchObject({ status: 'read', readAt: AT });
  });

  it('writes all of a batch or nothing', async () => {
    await open();
    const broken = { ...chatMessage(2), createdAt: null, content: null } as unknown as ReturnType<
      typeof chatMessage
    >;
    await expect(write({ kind: 'messages', messages: [chatMessage(1), broken] })).rejects.toThrow();
    expect(await page()).toEqual([]);
    await write({ kind: 'messages', messages: messages(1, 3) });
    expect(await page()).toHaveLength(3);
  });

  it('finds words of either language, the newest first, and nothing that was taken back', async () => {
    await open();
    await write({
      kind: 'messages',
      messages: [
        chatMessage(1, { content: 'Die Blutdrückwerte' }),
        chatMessage(2, { content: 'blood pressure "120/80"' }),
        chatMessage(3, { content: 'रक्तचाप ठीक है' }),
        chatMessage(1, { otherId: 'patient-2', content: 'Blood test', createdAt: AT }),
      ],
    });
    const found = async (query: string) =>
      (await cache.call(ACCOUNT, 'search', query, 50)).map(({ message }) => message.content);
    expect(await found('blo')).toEqual(['Blood test', 'blood pressure "120/80"']);
    expect(await found('PRESSURE blood')).toEqual(['blood pressure "120/80"']);
    expect(await found('blutdruckw')).toEqual(['Die Blutdrückwerte']);
    expect(await found('रक्तचाप')).toEqual(['रक्तचाप ठीक है']);
    expect(await found('" OR text : * NOT (')).toEqual([]);
    expect(await found('…')).toEqual([]);
    expect((await cache.call(ACCOUNT, 'search', 'pres', 50))[0]?.snippet).toContainEqual({
      text: 'pressure',
      match: true,
    });
    await write({ kind: 'deleted', otherId: 'patient-2', seqs: [1], at: AT });
    expect(await found('blood')).toEqual(['blood pressure "120/80"']);
  });

  it('keeps the newest of each conversation and of all, and every letter', async () => {
    await open();
    for (let number = 1; number <= 120; number += 1) await cache.call(ACCOUNT, 'writeLetter', letter(number));
    await write({ kind: 'messages', messages: messages(1, 80) });
    expect((await page()).map(({ seq }) => seq)).toEqual(messages(31, 80).map(({ seq }) => seq));
    // Others that are newer push the oldest out, wherever these are.
    for (const otherId of ['patient-2', 'patient-3']) {
      await write({ kind: 'messages', messages: messages(101, 150, { otherId }) });
    }
    expect(await page(AFTER_ALL, 200)).toEqual([]);
    const left = await page(AFTER_ALL, 200, 'patient-2');
    expect(left.length).toBeGreaterThan(45);
    expect(left.at(-1)?.seq).toBe(150);
    expect((await again()).letters).toHaveLength(120);
  });

  it('keeps letters in their order until they are removed', async () => {
    await open();
    await cache.call(ACCOUNT, 'writeLetter', letter(2, { replyTo: 7 }));
    await cache.call(ACCOUNT, 'writeLetter', letter(1));
    await cache.call(ACCOUNT, 'writeLetter', letter(3));
    // Refused, and tried again behind the others.
    await cache.call(ACCOUNT, 'writeLetter', letter(1, { order: 4, failed: 'forbidden' }));
    expect((await again()).letters).toEqual([
      letter(2, { replyTo: 7 }),
      letter(3),
      letter(1, { order: 4, failed: 'forbidden' }),
    ]);
    await cache.call(ACCOUNT, 'removeLetter', 'client-3');
    expect((await again()).letters.map(({ clientId }) => clientId)).toEqual(['client-2', 'client-1']);
  });

  it('is nothing that anybody can read in its files, whose names say nothing either', async () => {
    await open();
    await write({ kind: 'messages', messages: [chatMessage(1, { content: 'a canary in plain text' })] });
    await cache.call(ACCOUNT, 'writeLetter', letter(1, { message: 'a canary in plain text' }));
    await write({ kind: 'contacts', contacts: [contact('patient-1')] });
    const all = files().filter((name) => /sqlite/.test(name));
    expect(all.length).toBeGreaterThan(1);
    for (const name of all) {
      expect(name).not.toMatch(/doctor|patient/);
      const bytes = readFileSync(join(computer.path, name));
      for (const word of ['canary', 'Pat patient-1', 'SQLite format 3'])
        expect(bytes.includes(word)).toBe(false);
    }
  });

  it('is another one for each person and clinic, and only the open one can be reached', async () => {
    await open();
    await write({ kind: 'messages', messages: messages(1, 1) });
    const other = { ...DOCTOR, id: 'doctor-2', _id: 'doctor-2' };
    await cache.open(null, other);
    await expect(page()).rejects.toThrow('not open');
    expect(
      (await cache.call({ clinic: null, userId: 'doctor-2' }, 'readMessages', 'patient-1', AFTER_ALL, 9))
        .messages,
    ).toEqual([]);
    await cache.open('joined', DOCTOR);
    expect(
      (await cache.call({ clinic: 'joined', userId: DOCTOR.id }, 'readMessages', 'patient-1', AFTER_ALL, 9))
        .messages,
    ).toEqual([]);
    await open();
    expect(await page()).toHaveLength(1);
  });

  it('is gone with its key when it is wiped, and stays when it is closed', async () => {
    await open();
    await write({ kind: 'messages', messages: messages(1, 1) });
    await cache.close(ACCOUNT, false);
    await expect(page()).rejects.toThrow('not open');
    await open();
    expect(await page()).toHaveLength(1);
    await cache.close(ACCOUNT, true);
    expect(files().filter((name) => /sqlite/.test(name))).toEqual([]);
    expect([...computer.kept.keys()]).toEqual([]);
    // Nothing was lost: it was asked for.
    expect(await open()).toMatchObject({ condition: 'sound', keeping: 'disk' });
    expect(await page()).toEqual([]);
  });

  it('goes with its clinic', async () => {
    await open();
    await cache.open('joined', DOCTOR);
    await cache.forgetClinic('joined');
    expect([...computer.kept.keys()].filter((name) => name.startsWith('message-cache-key'))).toHaveLength(1);
    await expect(
      cache.call({ clinic: 'joined', userId: DOCTOR.id }, 'readMessages', 'patient-1', 9, 9),
    ).rejects.toThrow('not open');
    expect(files().filter((name) => name.endsWith('messages.sqlite'))).toHaveLength(1);
  });

  it('knows who was signed in as long as their token is there', async () => {
    expect(await cache.last(null)).toBeNull();
    await open();
    expect(await cache.last(null)).toEqual(DOCTOR);
    expect(await cache.last('joined')).toBeNull();
    computer.token.value = null;
    expect(await cache.last(null)).toBeNull();
    computer.token.value = 'token';
    await cache.close(ACCOUNT, false);
    expect(await cache.last(null)).toBeNull();
  });

  it('is in memory while the key store is locked, and the file is left alone', async () => {
    await open();
    await write({ kind: 'messages', messages: messages(1, 2) });
    await cache.stop();
    computer.lock.isLocked = true;
    cache = computer.start();
    expect(await open()).toMatchObject({
      keeping: 'memory',
      reason: 'locked',
      condition: 'sound',
      letters: [],
    });
    expect(await page()).toEqual([]);
    await cache.call(ACCOUNT, 'writeLetter', letter(1));
    await write({ kind: 'messages', messages: messages(5, 6) });
    expect(await page()).toHaveLength(2);
    computer.lock.isLocked = false;
    expect(await open()).toMatchObject({ keeping: 'disk', condition: 'sound', letters: [] });
    expect((await page()).map(({ seq }) => seq)).toEqual([1, 2]);
  });
});
