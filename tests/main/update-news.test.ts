import { describe, expect, it } from 'vitest';
import { failureOf, notesOf } from '../../src-main/services/update-news.ts';

describe('release notes', () => {
  it.each([
    ['HTML', '<h2>1.1</h2><ul><li>One</li><li>Two &amp; three</li></ul>', '1.1\n• One\n• Two & three'],
    ['a script', 'Fine<script>alert("x")</script>', 'Fine'],
    ['an image', '<img src=x onerror=alert(1)>Fine', 'Fine'],
    ['marks that nobody sees', 'a\u202Eb\u0000c\u200Bd', 'abcd'],
    [
      'several versions',
      [
        { version: '1.1', note: 'One' },
        { version: '1.0', note: null },
      ],
      '1.1\nOne\n\n1.0\n',
    ],
    ['none', null, ''],
  ])('are text: %s', (_what, notes, text) => {
    expect(notesOf(notes)).toBe(text);
  });

  it('are short', () => {
    expect(notesOf('x'.repeat(10_000))).toHaveLength(4_000);
  });
});

it('what went wrong has a name', () => {
  const fail = (code: string, message = '') => failureOf(Object.assign(new Error(message), { code }));
  expect(fail('ENOSPC')).toBe('disk-full');
  expect(fail('ERR_UPDATER_INVALID_SIGNATURE')).toBe('damaged');
  expect(fail('ERR_UPDATER_CHANNEL_FILE_NOT_FOUND')).toBe('no-feed');
  expect(failureOf(new Error('net::ERR_INTERNET_DISCONNECTED'))).toBe('offline');
  expect(failureOf(new Error('anything'))).toBe('other');
  expect(failureOf('anything')).toBe('other');
});
