import { expect, it } from 'vitest';
import { SAME_AS_ENGLISH } from '../../tools/i18n/same-as-english.ts';
import { textProblems, type LanguageTexts } from '../../tools/i18n/check-texts.ts';
import { readTexts } from '../../tools/i18n/read-texts.ts';

const english: LanguageTexts = {
  room: { title: 'Room', seats_zero: 'No seat', seats_one: '{{count}} seat', seats_other: '{{count}} seats' },
};
const hindi: LanguageTexts = {
  room: { title: 'कमरा', seats_zero: 'सीट नहीं', seats_one: 'एक सीट', seats_other: '{{count}} सीटें' },
};
const spanish: LanguageTexts = {
  room: {
    title: 'Sala',
    seats_zero: 'Ningún asiento',
    seats_one: '{{count}} asiento',
    seats_many: '{{count}} de asientos',
    seats_other: '{{count}} asientos',
  },
};
const problems = (es: LanguageTexts) =>
  textProblems({ en: english, es, hi: hindi }).map(({ language, what, key }) => `${language} ${what} ${key}`);

it('[S0-Z10] every text of the app is there in every language', () => {
  // One line a text says what to write: `node tools/i18n-missing.ts`.
  expect(textProblems(readTexts())).toEqual([]);
});

it('nothing is excepted that is not there any more', () => {
  const { en } = readTexts();
  const has = (key: string) =>
    typeof key.split('.').reduce<unknown>((tree, part) => (tree as Record<string, unknown>)[part], en) ===
    'string';
  expect(Object.values(SAME_AS_ENGLISH).flatMap((keys) => keys.filter((key) => !has(key)))).toEqual([]);
});

it('takes complete languages', () => {
  expect(problems(spanish)).toEqual([]);
});

it('asks for the plural forms of the language and not for those of English', () => {
  const { seats_many: _, ...rest } = spanish['room'] as Record<string, string>;
  expect(problems({ room: rest })).toEqual(['es missing room.seats_many']);
});

it('finds what is missing, extra, empty, left in English or said with other placeholders', () => {
  expect(problems({})).toHaveLength(5);
  expect(problems({ room: { ...(spanish['room'] as object), old: 'Viejo' } })).toEqual(['es extra room.old']);
  expect(problems({ room: { ...(spanish['room'] as object), title: ' ' } })).toEqual(['es empty room.title']);
  expect(problems({ room: { ...(spanish['room'] as object), title: 'Room' } })).toEqual([
    'es untranslated room.title',
  ]);
  expect(problems({ room: { ...(spanish['room'] as object), seats_other: '{{n}} asientos' } })).toEqual([
    'es placeholders room.seats_other',
  ]);
});
