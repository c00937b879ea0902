import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LANGUAGES, VERDICT_REASONS } from '../../server/protocol/index.ts';
import {
  areaOf,
  createFailureMemory,
  failureOfCode,
  failureOfVerdict,
} from '../../src-renderer/features/help-code/failure-memory.ts';
import { AREAS, FAILURES } from '../../src-renderer/features/help-code/failures.ts';
import {
  decodeHelpCode,
  encodeHelpCode,
  versionOf,
  WORD_COUNT,
  type HelpCode,
} from '../../src-renderer/features/help-code/help-code.ts';
import {
  findWord,
  plainWord,
  splitWords,
  wordsOf,
} from '../../src-renderer/features/help-code/spoken-words.ts';

const codes: fc.Arbitrary<HelpCode> = fc.record({
  failure: fc.constantFrom(...FAILURES),
  area: fc.constantFrom(...AREAS),
  version: fc.integer({ min: 0, max: 15 }),
});

describe('a help code', () => {
  it('says every failure, in every area and version, and is another one for each', () => {
    const seen = new Set<string>();
    for (const failure of FAILURES) {
      for (const area of AREAS) {
        for (let version = 0; version < 16; version += 1) {
          const numbers = encodeHelpCode({ failure, area, version });
          expect(decodeHelpCode(numbers)).toEqual({ failure, area, version });
          seen.add(numbers.join());
        }
      }
    }
    expect(seen.size).toBe(FAILURES.length * AREAS.length * 16);
  });

  it('fits: six bits of failures, three of areas', () => {
    expect(FAILURES.length).toBeLessThanOrEqual(64);
    expect(AREAS.length).toBeLessThanOrEqual(8);
  });

  it('notices every single misheard word', () => {
    fc.assert(
      fc.property(
        codes,
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 1, max: WORD_COUNT - 1 }),
        (code, place, change) => {
          const numbers = encodeHelpCode(code);
          const heard = numbers.map((number, index) => (index === place ? number ^ change : number));
          expect(decodeHelpCode(heard)).toBeNull();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('takes at most one in a hundred of three words at random, or in another order', () => {
    let taken = 0;
    const total = 20_000;
    for (let run = 0; run < total; run += 1) {
      // Every hundredth triple of all, in a fixed order.
      const code = (run * 104_729) % WORD_COUNT ** 3;
      if (decodeHelpCode([code >> 14, (code >> 7) & 127, code & 127]) !== null) taken += 1;
    }
    expect(taken / total).toBeLessThan(0.01);
    const swapped = FAILURES.flatMap((failure) =>
      AREAS.map((area) => encodeHelpCode({ failure, area, version: 1 })),
    ).filter(
      ([first = 0, second = 0, third = 0]) => first !== second && decodeHelpCode([second, first, third]),
    );
    expect(swapped.length / (FAILURES.length * AREAS.length)).toBeLessThan(0.01);
  });

  it('refuses what is none', () => {
    expect(decodeHelpCode([])).toBeNull();
    expect(decodeHelpCode([0, 0, 0])).toBeNull();
    expect(decodeHelpCode([128, 0, 0])).toBeNull();
    expect(decodeHelpCode([Number.NaN, 0, 0])).toBeNull();
    expect(versionOf('0.1.0')).toBe(versionOf('0.1.9'));
    expect(versionOf('0.1.0')).not.toBe(versionOf('0.2.0'));
    expect(versionOf('1.0.0')).not.toBe(versionOf('0.9.0'));
    expect(versionOf('nonsense')).toBe(0);
  });
});

describe('the words', () => {
  it.each(LANGUAGES)('are 128 different ones in %s, also without accents', (language) => {
    const words = wordsOf(language);
    expect(words).toHaveLength(WORD_COUNT);
    expect(new Set(words.map(plainWord)).size).toBe(WORD_COUNT);
  });

  it('are the same number in every language, however they are written', () => {
    expect(findWord('Apple', 'hi')).toEqual({ number: 0 });
    expect(findWord('MANZANA', 'en')).toEqual({ number: 0 });
    expect(findWord('सेब', 'en')).toEqual({ number: 0 });
    expect(findWord('limon', 'en')).toEqual(findWord('limón', 'es'));
    for (const language of LANGUAGES) {
      for (const [number, word] of wordsOf(language).entries()) {
        expect(findWord(word, language)).toEqual({ number });
      }
    }
  });

  it('are suggested for what is written nearly so', () => {
    expect(findWord('aple', 'en')).toEqual({
      number: null,
      suggestions: expect.arrayContaining(['apple']) as unknown,
    });
    expect(findWord('xxxxxxxxxxxx', 'en')).toEqual({ number: null, suggestions: [] });
    expect(splitWords('  apple, bread – milk ')).toEqual(['apple', 'bread', 'milk']);
  });
});

describe('what failed last', () => {
  it('is remembered with the part of the app, and forgotten after a while', () => {
    vi.useFakeTimers();
    let path = '/waiting-room/abc';
    const memory = createFailureMemory({ path: () => path, now: () => Date.now() });
    expect(memory.state.getState().last).toBeNull();
    memory.report('offline');
    expect(memory.state.getState().last).toEqual({ failure: 'offline', area: 'waiting-room' });
    memory.report('no-camera');
    expect(memory.state.getState().last).toEqual({ failure: 'no-camera', area: 'devices' });
    path = '/consultation/abc';
    memory.report('share-failed');
    vi.advanceTimersByTime(14 * 60_000);
    expect(memory.state.getState().last).toEqual({ failure: 'share-failed', area: 'call' });
    vi.advanceTimersByTime(2 * 60_000);
    expect(memory.state.getState().last).toBeNull();
    vi.useRealTimers();
  });

  it('knows every code of the server, and every reason of a test', () => {
    expect(failureOfCode('offline')).toBe('offline');
    expect(failureOfCode('invitation_expired')).toBe('invitation-expired');
    expect(failureOfCode('something new')).toBe('other');
    for (const reason of VERDICT_REASONS) expect(failureOfVerdict([reason])).toBe(reason);
    expect(failureOfVerdict(['slow', 'no-camera'])).toBe('no-camera');
    expect(failureOfVerdict([])).toBeNull();
  });

  it.each([
    ['/', 'start'],
    ['/visit', 'joining'],
    ['/rooms/1', 'work'],
    ['/settings/hosting', 'settings'],
    ['/nowhere', 'elsewhere'],
  ])('is in the right part of the app at %s', (path, area) => {
    expect(areaOf(path)).toBe(area);
  });
});
