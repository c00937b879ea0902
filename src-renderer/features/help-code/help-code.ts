import { AREAS, FAILURES, type Area, type Failure } from './failures.ts';

/**
 * Three words that say what failed, to be read out on the phone. 21 bits: six for the failure, three for the area, four
 * for the version of the app, and eight that check the others (CRC-8): a word that was misheard alone is always
 * noticed, anything else but once in 256 times. No network, no identity, no time.
 */
export type HelpCode = {
  failure: Failure;
  area: Area;
  /** Of the app, as far as four bits can say. */
  version: number;
};

const WORD_BITS = 7;
/** As many words as a list has. */
export const WORD_COUNT = 2 ** WORD_BITS;
export const CODE_WORDS = 3;
const VERSIONS = 16;
const CHECK_BITS = 8;

/** Version 0.3.1 and 0.3.2 are the same here, 0.4.0 another one. */
export const versionOf = (version: string): number => {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return (major * 5 + minor) % VERSIONS;
};

/** CRC-8 (polynomial x⁸+x²+x+1) of 13 bits, begun so that a code of zeros is none. */
const checkOf = (payload: number): number => {
  let rest = 0xa5;
  for (let bit = 12; bit >= 0; bit -= 1) {
    const top = ((rest >> 7) & 1) ^ ((payload >> bit) & 1);
    rest = (rest << 1) & 0xff;
    if (top === 1) rest ^= 0x07;
  }
  return rest;
};

/** Numbers of the three words. */
export const encodeHelpCode = ({ failure, area, version }: HelpCode): number[] => {
  const payload = (FAILURES.indexOf(failure) << 7) | (AREAS.indexOf(area) << 4) | (version % VERSIONS);
  const code = (payload << CHECK_BITS) | checkOf(payload);
  return [14, 7, 0].map((shift) => (code >> shift) & (WORD_COUNT - 1));
};

/** Null for what is no help code: a word was misheard, or another order. */
export const decodeHelpCode = (numbers: readonly number[]): HelpCode | null => {
  if (numbers.length !== CODE_WORDS) return null;
  if (numbers.some((number) => !Number.isInteger(number) || number < 0 || number >= WORD_COUNT)) return null;
  const code = numbers.reduce((joined, number) => (joined << WORD_BITS) | number, 0);
  const payload = code >> CHECK_BITS;
  if (checkOf(payload) !== (code & 0xff)) return null;
  const failure = FAILURES[payload >> 7];
  const area = AREAS[(payload >> 4) & 7];
  return failure === undefined || area === undefined ? null : { failure, area, version: payload & 15 };
};
