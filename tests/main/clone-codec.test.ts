import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCloneCodec } from '../support/desktop/clone-codec.ts';

const { encode, decode } = createCloneCodec();
const pass = <T>(value: T): T => decode(encode(value)) as T;

describe('the codec of the desktop tests', () => {
  it('carries what structured cloning carries', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
          withNullPrototype: true,
        }),
        (value) => {
          expect(pass(value)).toEqual(structuredClone(value));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    undefined,
    null,
    -0,
    NaN,
    -Infinity,
    2n ** 70n,
    '\ud800 lone',
    new Map([[{ a: 1 }, new Set([1, new Date(5)])]]),
    new ArrayBuffer(3),
    new DataView(new ArrayBuffer(8), 2, 4),
    new Uint16Array([1, 65_535]),
    /a\/b/gi,
    JSON.parse('{"__proto__":{"x":1}}'),
  ])('carries %o', (value) => {
    const passed: unknown = pass(value);
    expect(passed).toEqual(value);
    expect(Object.is(passed, -0)).toBe(Object.is(value, -0));
  });

  it('keeps a view on its part of the shared memory', () => {
    const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
    const [view, whole] = pass([new DataView(buffer, 1, 2), buffer] as const);
    expect(view.buffer).toBe(whole);
    expect([view.byteOffset, view.byteLength, view.getUint8(0)]).toEqual([1, 2, 2]);
  });

  it('keeps circles and shared parts', () => {
    const shared = { name: 'shared' };
    const circle: Record<string, unknown> = { first: shared, second: shared };
    circle['self'] = circle;
    const passed = pass(circle);
    expect(passed['self']).toBe(passed);
    expect(passed['first']).toBe(passed['second']);
  });

  it('carries errors with kind, words, place and cause', () => {
    const error = new TypeError('wrong', { cause: { code: 7 } });
    const passed = pass(error);
    expect(passed).toBeInstanceOf(TypeError);
    expect(passed).toMatchObject({ message: 'wrong', stack: error.stack, cause: { code: 7 } });
  });

  it.each([() => 1, Symbol('x'), { f: () => 1 }, new WeakMap(), Promise.resolve(1)])(
    'refuses what cannot be cloned in the words of Electron: %o',
    (value) => {
      expect(() => encode(value)).toThrow('An object could not be cloned.');
    },
  );
});
