import { describe, expect, it } from 'vitest';
import { desktopLanguage, formatTime, textsIn } from '../../src-main/texts/texts.ts';
import { INTENTS, type Consequence } from '../../src-preload/contract.ts';
import { LANGUAGES } from '../../server/protocol/models.ts';

/** The words that the system shows for the app, in every language. */

const CONSEQUENCES: readonly Consequence[] = [
  { kind: 'call-ends' },
  { kind: 'wait-ends' },
  { kind: 'patients-in-call', count: 1 },
  { kind: 'patients-in-call', count: 7 },
  { kind: 'patients-waiting', count: 1 },
  { kind: 'patients-waiting', count: 7 },
  { kind: 'emergencies-open', count: 1 },
  { kind: 'emergencies-open', count: 2 },
  { kind: 'clinic-stops' },
];

/** Every sentence of a language. */
const sentences = (language: (typeof LANGUAGES)[number]): string[] => {
  const { waiting, waitingNamed, notification, tray, leaving } = textsIn(language);
  return [
    ...[1, 2, 7].map(waiting),
    ...[0, 1, 7].map((others) => waitingNamed('Pat Alpha', others)),
    ...Object.values(notification).filter((words) => typeof words === 'string'),
    notification.message('Pat Alpha', 1),
    ...[1, 7].map((people) => notification.message(null, people)),
    ...[true, false].flatMap((isReady) => [
      tray.unnamed(3, '10:32', isReady),
      tray.named('Pat Alpha', '10:32', isReady),
    ]),
    ...[1, 7].flatMap((count) => [tray.more(count), tray.unread(count)]),
    tray.silentUntil('10:32'),
    ...Object.values(tray).filter((words) => typeof words === 'string'),
    leaving.keepText,
    leaving.stay,
    leaving.keep,
    ...INTENTS.flatMap((intent) => [leaving.title[intent], leaving.leave[intent]]),
    ...CONSEQUENCES.map(leaving.consequence),
  ];
};

describe.each(LANGUAGES)('the words of the system in %s', (language) => {
  it('are there, with everything that they are about', () => {
    const all = sentences(language);
    expect(all.filter((words) => words.trim() === '' || /undefined|NaN/.test(words))).toEqual([]);
    const { waiting, waitingNamed, tray } = textsIn(language);
    expect(waiting(7)).toContain('7');
    expect(waiting(1)).not.toBe(waiting(2));
    expect(waitingNamed('Pat Alpha', 7)).toMatch(/Pat Alpha.*7/);
    expect(tray.named('Pat Alpha', '10:32', true)).toMatch(/Pat Alpha.*10:32/);
    expect(tray.named('Pat Alpha', '10:32', true)).not.toBe(tray.named('Pat Alpha', '10:32', false));
  });

  it('are not left in English', () => {
    if (language === 'en') return;
    const english = new Set(sentences('en'));
    expect(sentences(language).filter((words) => english.has(words))).toEqual([]);
  });
});

it('are in the language that the person chose, else in the first of the system’s that is spoken', () => {
  expect(desktopLanguage('es', ['hi-IN'])).toBe('es');
  expect(desktopLanguage(null, ['fr-FR', 'hi-IN', 'en'])).toBe('hi');
  expect(desktopLanguage('pt-BR', ['es-MX'])).toBe('es');
  expect(desktopLanguage(null, ['fr-FR'])).toBe('en');
});

it('tell times as people of the language do', () => {
  const moment = new Date(2027, 2, 9, 15, 5).getTime();
  expect(formatTime('en', moment).replaceAll(/\s/g, ' ')).toBe('3:05 PM');
  expect(formatTime('es', moment)).toBe('15:05');
});
