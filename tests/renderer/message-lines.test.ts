import { expect, it } from 'vitest';
import type { OutboxEntry } from '../../src-renderer/api/outbox.ts';
import type { UploadEntry } from '../../src-renderer/features/files/uploads.ts';
import { createMessageLines, linkParts } from '../../src-renderer/features/messages/message-lines.ts';
import { chatMessage, ownMessage } from './support/chat-fixtures.ts';

const links = (text: string) => linkParts(text).flatMap(({ href }) => href ?? []);

it('makes links of addresses of the web alone, without the signs after them, and loses no letter', () => {
  const texts = [
    'See https://clinic.example/a?b=1#c, or (http://clinic.example).',
    'javascript:alert(1) data:text/html,x file:///etc/passwd //clinic.example',
    'www.clinic.example/a, awww.sweet and (www.x.example)',
    'https://',
    'https://a.example/x"onmouseover=alert(1)',
    'no address',
    '',
  ];
  expect(texts.map(links)).toEqual([
    ['https://clinic.example/a?b=1#c', 'http://clinic.example/'],
    [],
    ['https://www.clinic.example/a', 'https://www.x.example/'],
    [],
    ['https://a.example/x'],
    [],
    [],
  ]);
  for (const text of texts) {
    expect(
      linkParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  }
});

it('shows words in the order in which they were written, whatever marks are in them', () => {
  const linesOf = createMessageLines();
  const [turned, arabic] = ['\u202egnp.exe', 'مرحبا \u2067دكتور\u2069'];
  const file = { fileUrl: 'https://files.example/1', fileName: 'photo\u202egnp.exe' };
  const lines = linesOf(
    [chatMessage(1, { content: turned, ...file }), chatMessage(2, { content: arabic, replyTo: 1 })],
    [],
    'doctor-1',
    null,
  );
  expect(lines.at(0)).toMatchObject({ text: 'gnp.exe', file: { name: 'photognp.exe' } });
  expect(lines.at(1)).toMatchObject({ text: arabic, answers: { text: 'gnp.exe' } });
});

it('says the time of what stands above a message or file that was not sent', () => {
  const at = Date.UTC(2026, 0, 1, 10);
  const entry = { clientId: 'c-1', to: 'patient-1', message: 'refused', createdAt: at } as const;
  const upload: UploadEntry = {
    clientId: 'c-2',
    to: 'patient-1',
    file: new File(['x'], 'fake.png'),
    text: '',
    createdAt: at,
    sent: 0,
    status: 'failed',
    code: 'file_type_refused',
  };
  const newer = ownMessage(1, { createdAt: new Date(at + 60_000).toISOString() });
  const last = (entries: OutboxEntry[], uploads: UploadEntry[]) =>
    createMessageLines()([newer], entries, 'doctor-1', null, uploads).at(0)?.last;
  expect(last([{ ...entry, status: 'failed', code: 'too_large' }], [])).toBe(true);
  expect(last([], [upload])).toBe(true);
  // With the next one that goes, one time is enough.
  expect(last([{ ...entry, status: 'sending' }], [])).toBe(false);
});

it('keeps the bubbles that have not changed, and makes only those that are looked at', () => {
  const linesOf = createMessageLines();
  const at = (minute: number) => ({ createdAt: new Date(Date.UTC(2026, 0, 1, 10, minute)).toISOString() });
  const messages = [
    chatMessage(11, at(0)),
    ownMessage(12, { ...at(1), clientId: 'c-12' }),
    ownMessage(13, at(20)),
  ];
  const entry: OutboxEntry = {
    clientId: 'c-14',
    to: 'patient-1',
    message: 'on its way',
    replyTo: 11,
    createdAt: Date.UTC(2026, 0, 2, 10),
    status: 'sending',
  };
  const before = linesOf(messages, [entry, { ...entry, clientId: 'c-12' }], 'doctor-1', 13);
  const all = [0, 1, 2, 3].map((index) => before.at(index));
  expect(all).toMatchObject([
    { key: 'relation-11', own: false, newDay: true, last: true, firstUnread: false },
    { key: 'c-12', own: true, newDay: false, last: true },
    { key: 'relation-13', own: true, firstUnread: true, last: true },
    { key: 'c-14', own: true, newDay: true, message: null, answers: { text: 'text 11', own: false } },
  ]);
  expect([before.length, before.at(4), before.at(-1)]).toEqual([4, undefined, undefined]);

  const stored = ownMessage(14, { ...at(21), clientId: 'c-14' });
  const read = { ...(messages[1] ?? chatMessage(0)), status: 'read' as const };
  const after = linesOf([messages[0]!, read, messages[2]!, stored], [], 'doctor-1', 13);
  expect(after.at(0)).toBe(all[0]);
  expect(after.at(1)).toMatchObject({ key: 'c-12', state: { status: 'read' } });
  // Another of the same group comes behind it.
  expect(after.at(2)).not.toBe(all[2]);
  expect(after.at(2)).toMatchObject({ last: false });
  expect(after.at(3)?.key).toBe('c-14');
  expect(all.map((line) => line && after.indexOf(line))).toEqual([0, 1, 2, 3]);
  expect([10, 11, 14, 15].map(after.indexOfSeq)).toEqual([-1, 0, 3, -1]);
});
