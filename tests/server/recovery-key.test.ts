import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../server/config.ts';
import {
  databaseKeyFrom,
  formatRecoveryKey,
  isRawDatabaseKey,
  parseRecoveryKey,
  RECOVERY_KEY_SIGNS,
} from '../../server/protocol/recovery-key.ts';

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(databaseKeyFrom);
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SAMPLE = formatRecoveryKey(databaseKeyFrom(new Uint8Array(32).fill(0xa5)));

describe('a recovery key', () => {
  it('is the key itself, in groups of four', () => {
    fc.assert(
      fc.property(keys, (databaseKey) => {
        const text = formatRecoveryKey(databaseKey);
        expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
        expect(parseRecoveryKey(text)).toEqual({ ok: true, databaseKey });
      }),
    );
    expect(isRawDatabaseKey(databaseKeyFrom(randomBytes(32)))).toBe(true);
    expect(() => formatRecoveryKey('a passphrase of a person')).toThrow(RangeError);
    expect(() => databaseKeyFrom(new Uint8Array(31))).toThrow(RangeError);
  });

  it('is read in small letters, with other gaps, and with the letters that look like digits', () => {
    fc.assert(
      fc.property(keys, (databaseKey) => {
        const text = formatRecoveryKey(databaseKey);
        for (const typed of [
          text.toLowerCase(),
          text.replaceAll('-', ' '),
          text.replaceAll('-', ' – '),
          text.replaceAll('-', ''),
          ` ${text}\r\n`,
          text.replaceAll('0', 'o').replaceAll('1', 'l'),
          text.replaceAll('0', 'O').replaceAll('1', 'I'),
        ]) {
          expect(parseRecoveryKey(typed)).toEqual({ ok: true, databaseKey });
        }
      }),
    );
  });

  it('with one wrong sign, or two in each other’s place, is never taken for another', () => {
    const signs = Array.from(SAMPLE.replaceAll('-', ''));
    for (const index of signs.keys()) {
      for (const other of ALPHABET) {
        const typed = signs.with(index, other).join('');
        expect(parseRecoveryKey(typed).ok).toBe(other === signs[index]);
      }
    }
    fc.assert(
      fc.property(keys, fc.nat(RECOVERY_KEY_SIGNS - 2), (databaseKey, index) => {
        const right = Array.from(formatRecoveryKey(databaseKey).replaceAll('-', ''));
        const swapped = right.with(index, right[index + 1] ?? '').with(index + 1, right[index] ?? '');
        expect(parseRecoveryKey(swapped.join('')).ok).toBe(right[index] === right[index + 1]);
      }),
    );
  });

  it.each([
    ['', 'empty'],
    [' - ', 'empty'],
    [SAMPLE.slice(0, -1), 'too_short'],
    [`${SAMPLE}0`, 'too_long'],
    [SAMPLE.replace(/.$/, 'U'), 'wrong_sign'],
    [`${SAMPLE.slice(0, -1)}é`, 'wrong_sign'],
  ])('that is %j is refused as %s', (typed, code) => {
    expect(parseRecoveryKey(typed)).toMatchObject({ ok: false, code });
  });

  it('is taken for whatever text, and never throws', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80 }), (text) => void parseRecoveryKey(text)));
  });

  it('stands for the key in DATABASE_KEY; a passphrase stays what it is', () => {
    const parse = (text: string) => environmentSchema.shape.DATABASE_KEY.parse(text);
    expect(parse(SAMPLE)).toBe(`raw:${'a5'.repeat(32)}`);
    expect(parse(SAMPLE.toLowerCase())).toBe(`raw:${'a5'.repeat(32)}`);
    expect(parse('correct horse battery staple')).toBe('correct horse battery staple');
  });
});
