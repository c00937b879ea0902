import fc from 'fast-check';
import { z } from '../../../server/protocol/zod.ts';

/** What to put where a field of this name stands: the ids that mean something in this run. */
export type KnownFields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ minLength: 1, maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }) },
  // Surrogates without their half, turned writing, nothing visible, formats of other languages.
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\ud800',
      'a\udc00b',
      '\u202eabc',
      '\u200b',
      '\0',
      '%s%n',
      "' OR 1=1 --",
      '${7*7}',
    ),
  },
);

/** fast-check reads no lookaheads; the patterns that have them are of addresses and names. */
const matchingOrName = (pattern: RegExp): fc.Arbitrary<string> => {
  try {
    return fc.stringMatching(pattern);
  } catch {
    return fc.oneof(fc.emailAddress(), fc.domain(), fc.webUrl());
  }
};

/** Making texts of a pattern is slow; some hundred are as good as a million. */
const matching = new Map<string, fc.Arbitrary<string>>();
export const textLike = (pattern: RegExp): fc.Arbitrary<string> => {
  let known = matching.get(pattern.source);
  if (known === undefined) {
    known = fc.constantFrom(...fc.sample(matchingOrName(pattern), { seed: 1, numRuns: 300 }));
    matching.set(pattern.source, known);
  }
  return known;
};

const stringOf = (schema: z.ZodString): fc.Arbitrary<unknown> => {
  const { minLength, maxLength } = schema;
  const pattern = schema.def.checks?.flatMap((check) => {
    const found = (check._zod.def as { pattern?: unknown }).pattern;
    return found instanceof RegExp ? [found] : [];
  })[0];
  const most = maxLength ?? 64;
  const least = minLength ?? 0;
  const usual = pattern === undefined ? text : textLike(pattern);
  const border = fc
    .constantFrom(least, least + 1, most - 1, most)
    .map((length) => 'x'.repeat(Math.max(0, length)));
  return fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: border });
};

const numberOf = (schema: z.ZodNumber): fc.Arbitrary<unknown> => {
  const least = Number.isFinite(schema.minValue) ? (schema.minValue ?? -1000) : -1000;
  const most = Number.isFinite(schema.maxValue) ? (schema.maxValue ?? 1000) : 1000;
  return fc.integer({
    min: Math.ceil(Math.max(least, -(2 ** 31))),
    max: Math.floor(Math.min(most, 2 ** 31 - 1)),
  });
};

/**
 * Values of a schema's shape, with fast-check's liking for borders. Nearly all pass the schema; those that do
 * not (its own refinements) are as welcome.
 */
export const arbitraryOf = (schema: z.ZodType, known: KnownFields): fc.Arbitrary<unknown> => {
  if (schema instanceof z.ZodObject) {
    const required: string[] = [];
    const fields: Record<string, fc.Arbitrary<unknown>> = {};
    for (const [key, field] of Object.entries<z.ZodType>(schema.shape)) {
      fields[key] = known[key] ?? arbitraryOf(field, known);
      if (!field.safeParse(undefined).success) required.push(key);
    }
    return fc.record(fields, { requiredKeys: required });
  }
  if (schema instanceof z.ZodString) return stringOf(schema);
  if (schema instanceof z.ZodNumber) return numberOf(schema);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNull) return fc.constant(null);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...(schema.values as Set<unknown>));
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodUnion) {
    return fc.oneof(...(schema.options as z.ZodType[]).map((option) => arbitraryOf(option, known)));
  }
  if (schema instanceof z.ZodArray) {
    return fc.array(arbitraryOf(schema.element as z.ZodType, known), { maxLength: 5 });
  }
  if (schema instanceof z.ZodNullable) {
    return fc.option(arbitraryOf(schema.unwrap() as z.ZodType, known), { nil: null });
  }
  if (schema instanceof z.ZodOptional) return arbitraryOf(schema.unwrap() as z.ZodType, known);
  if (schema instanceof z.ZodDefault) return arbitraryOf(schema.unwrap() as z.ZodType, known);
  if (schema instanceof z.ZodCatch) return arbitraryOf(schema.unwrap() as z.ZodType, known);
  if (schema instanceof z.ZodPipe) return arbitraryOf(schema.in as z.ZodType, known);
  return fc.jsonValue({ maxDepth: 3 });
};

/** JSON that nobody asked for, as text: some of it cannot be written as an object of JavaScript. */
export const HOSTILE_JSON: readonly string[] = [
  'null',
  'true',
  '0',
  '-0',
  '1e309',
  '9007199254740993',
  '""',
  '[]',
  '{}',
  '[[[[[[[[]]]]]]]]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"valueOf":2,"hasOwnProperty":3}',
  '{"then":1,"toJSON":"x","length":-1}',
  '"\\ud800"',
  '"\\u0000"',
  '{"_placeholder":true,"num":0}',
  '{"_placeholder":true,"num":-1}',
  '{"$ref":"#"}',
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`,
];

/** Values that stand for a broken field. */
export const BROKEN_VALUES: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e308,
  [],
  {},
  [null],
  ['room'],
  { roomId: 'room' },
  '__proto__',
  'constructor',
  '../../etc/passwd',
  'wr:room',
  'user:1',
  '\u0000',
  'é'.repeat(129),
  'x'.repeat(129),
  'x'.repeat(2_049),
  'x'.repeat(48_001),
];
