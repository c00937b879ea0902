import fc from 'fast-check';
import { bridgeCalls, type BridgeCall } from '../../../src-preload/contract.ts';
import { arbitraryOf, BROKEN_VALUES } from '../../chaos/fuzz/arbitraries.ts';
import type { Dice } from '../../chaos/fuzz/dice.ts';
import { BRIDGE_SAMPLES } from './bridge-samples.ts';

/**
 * What a page that has been taken over could send to a channel: arguments made of the channel's own schema, whole,
 * broken in one place, and nothing like it. All of them can be cloned, because whatever cannot throws in the page.
 */

const cyclicObject = (): unknown => {
  const value: Record<string, unknown> = { a: 1 };
  value['self'] = value;
  return value;
};

const cyclicArray = (): unknown => {
  const value: unknown[] = [1];
  value.push(value);
  return value;
};

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? { a: value } : [value];
  return value;
};

/** Own properties with the names of what every object inherits. */
const polluting = (): unknown[] =>
  [
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"prototype":{"polluted":true},"toString":1,"valueOf":2,"hasOwnProperty":3}',
    '{"then":{},"toJSON":"x","length":-1}',
    '[{"__proto__":{"polluted":true}}]',
  ].map((text) => JSON.parse(text) as unknown);

/** Beside JSON, whatever the structured clone carries. */
const STRANGE: readonly unknown[] = [
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  10n ** 30n,
  new Date(0),
  new Date(Number.NaN),
  /(a+)+$/g,
  new Error('not a message'),
  new Map<unknown, unknown>([['theme', 'dark']]),
  new Set(['theme']),
  new ArrayBuffer(8),
  new Uint8Array([1, 2, 3]),
  new Float64Array(2),
  new DataView(new ArrayBuffer(4)),
  new Boolean(true),
  new String('text'),
  Object.create(null) as unknown,
  new Array<unknown>(50),
  cyclicObject(),
  cyclicArray(),
  nested(2_000),
  Array.from({ length: 2_000 }, (_, index) => index),
  Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, index])),
  'x'.repeat(100_000),
  '\ud800',
  '\0',
  '../../etc/passwd',
  'C:\\Windows\\System32',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https://user:password@evil.example/',
  '$(reboot)',
  "'; DROP TABLE accounts; --",
  '‮gnp.exe',
  ...polluting(),
  ...BROKEN_VALUES,
];

const EXTRA_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'extra',
  '',
  'then',
  'length',
] as const;

/** Also `undefined` may be picked. */
const anyOf = (values: readonly unknown[], dice: Dice): unknown => values[dice.between(0, values.length - 1)];

const isContainer = (value: unknown): value is Record<string, unknown> | unknown[] =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);

/** Sets a property of any name as the object's own, `__proto__` too. */
const define = (target: object, key: string, value: unknown): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
};

const bend = (value: unknown, dice: Dice): unknown => {
  if (typeof value === 'number')
    return dice.pick([value + 1, -value, value + 0.5, value * 2 ** 40, String(value)]);
  if (typeof value === 'boolean') return dice.pick([String(value), value ? 1 : 0, null]);
  if (typeof value !== 'string') return anyOf(STRANGE, dice);
  return dice.pick([
    '',
    ` ${value} `,
    `${value}\0`,
    value.toUpperCase(),
    value.slice(0, -1),
    value + value,
    value.padEnd(70_000, 'x'),
    [value],
    { value },
  ]);
};

/** A copy that is broken in one place. */
const breakOne = (value: unknown, dice: Dice): unknown => {
  if (!isContainer(value)) return dice.chance(0.5) ? bend(value, dice) : anyOf(STRANGE, dice);
  const keys = Object.keys(value);
  if (dice.chance(0.1)) return anyOf(STRANGE, dice);
  if (Array.isArray(value)) {
    if (keys.length === 0 || dice.chance(0.2)) return [...value, anyOf(STRANGE, dice)];
    const at = dice.between(0, value.length - 1);
    return dice.chance(0.1)
      ? Array.from({ length: 1_000 }, () => value[at])
      : value.with(at, breakOne(value[at], dice));
  }
  const broken: Record<string, unknown> = { ...value };
  if (keys.length === 0 || dice.chance(0.2)) define(broken, dice.pick(EXTRA_KEYS), anyOf(STRANGE, dice));
  else {
    const key = dice.pick(keys);
    if (dice.chance(0.25)) Reflect.deleteProperty(broken, key);
    else define(broken, key, breakOne(value[key], dice));
  }
  return broken;
};

/** So many values of the channel's shape; few, because they are broken in many ways. */
const WHOLE = 150;

/** Arguments of one channel, without end. */
export const createArguments = (call: BridgeCall, dice: Dice): (() => unknown[]) => {
  const schema = bridgeCalls[call].input;
  const seed = dice.between(0, 2 ** 31 - 1);
  const whole = [
    BRIDGE_SAMPLES[call].input,
    ...fc.sample(arbitraryOf(schema, {}), { seed, numRuns: WHOLE }),
  ].filter((value) => schema.safeParse(value).success);
  return () => {
    const kind = dice.next();
    if (kind < 0.15) return [anyOf(whole, dice)];
    if (kind < 0.7) return [breakOne(anyOf(whole, dice), dice)];
    if (kind < 0.9) return [anyOf(STRANGE, dice)];
    if (kind < 0.93) return [];
    return [whole[0], ...Array.from({ length: dice.between(1, 3) }, () => breakOne(whole[0], dice))];
  };
};
