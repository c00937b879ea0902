import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTexts } from '../../tools/i18n/read-texts.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'src-renderer/i18n/en');

const stringsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as object).flatMap(stringsOf);
const read = (name: string) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;

/** Every text that the product can show, in English. */
const shown = Object.values(readTexts().en).flatMap(stringsOf);

const guide = readFileSync(join(root, 'docs/support.md'), 'utf8');

/** One chapter of the guide, up to the next one. */
const chapter = (title: string): string => guide.split(/^## /m).find((part) => part.startsWith(title)) ?? '';

/** What the guide says a person sees: **“…”**, with … at the end where more follows. */
const quotesIn = (text: string): string[] =>
  [...text.matchAll(/\*\*“(.+?)”/g)].map(([, words]) => words ?? '');
const isShown = (words: string): boolean =>
  shown.some(
    (text) => text === words || (words.endsWith('…') ? text.startsWith(words.slice(0, -1).trimEnd()) : false),
  );
const alsoIn = (text: string): string[] =>
  [...text.matchAll(/(?:\*\* (?:and|or)|\*\*,) \*\*“(.+?)”/g)].map(([, words]) => words ?? '');

const explains = (text: string, what: string): boolean =>
  quotesIn(text).some((words) => what === words || what.startsWith(words.replace(/ ?…$/, '')));

const helpOf = (...parts: string[]): string[] => {
  const help = read('device-test.json')['help'] as Record<string, unknown>;
  return parts.flatMap((part) => stringsOf(help[part]));
};
const errors = read('errors.json') as Record<string, string>;
const visit = read('visit.json') as Partial<Record<string, { title: string }>>;
const common = read('common.json') as { connection: Record<string, string>; restoring: { offline: string } };

describe('the guide for the clinic’s staff', () => {
  it('quotes only what the product shows', () => {
    const quoted = [...quotesIn(guide), ...alsoIn(guide)];
    expect(quoted.length).toBeGreaterThan(40);
    expect(quoted.filter((words) => !isShown(words))).toEqual([]);
    const pressed = [...guide.matchAll(/(?:press|presses|under) “([^“”]+)”/gi)].map(([, name]) => name ?? '');
    // What browsers, not we, call their buttons.
    const foreign = ['Block'];
    expect(pressed.filter((name) => !shown.includes(name) && !foreign.includes(name))).toEqual([]);
  });

  it('[S0-H14] explains every connection problem: network, server, tokens and the console', () => {
    const text = chapter('Connection problems');
    for (const part of ['not connected', 'sign-in (tokens)', 'server', 'console']) {
      expect(text).toMatch(new RegExp(`^### .*${part.replace(/[()]/g, '\\$&')}`, 'm'));
    }
    const causes = [
      common.connection['reconnecting'],
      common.restoring.offline,
      // What the page of a link says: it has words of its own for these.
      ...['invalid', 'expired', 'usedUp', 'refused', 'offline'].map((failure) => visit[failure]?.title),
      errors['storage_unavailable'],
      (read('device-test.json')['help'] as { network: { noPath: string } }).network.noPath,
    ];
    expect(causes.filter((cause) => cause === undefined || !explains(text, cause))).toEqual([]);
  });

  it('[S0-H15] explains every cause of a device that fails: permissions, hardware, browser version, other browser', () => {
    const text = chapter('Device issues');
    for (const part of ['(permissions)', '(hardware)', 'version of the browser, another browser']) {
      expect(text).toContain(part);
    }
    const causes = helpOf('camera', 'microphone', 'speakers', 'browser', 'network');
    const elsewhere = chapter('Connection problems');
    expect(causes.filter((cause) => !explains(text, cause) && !explains(elsewhere, cause))).toEqual([]);
  });

  it('[S0-H16] explains every way a message fails: connection, membership, format and the log', () => {
    const text = chapter('Chat issues');
    for (const part of ['(connection)', '(membership)', '(format)', '(logs)']) expect(text).toContain(part);
    const causes = ['not_in_room', 'forbidden', 'not_found', 'visit_over', 'rate_limited'].map(
      (code) => errors[code],
    );
    expect(causes.filter((cause) => cause === undefined || !explains(text, cause))).toEqual([]);
    for (const words of [read('room-chat.json')['sending'], read('room-chat.json')['discard']]) {
      expect(text).toContain(`“${String(words)}”`);
    }
  });
});
