import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src-renderer/features/consultation/connection-statistics.ts';
import {
  createVideoPolicy,
  FULL_VIDEO,
  VIDEO_LIMITS,
} from '../../src-renderer/features/consultation/video-policy.ts';

const CALM: Measurement = {
  lossIn: 0,
  lossOut: 0,
  bitrateIn: 1_000_000,
  bitrateOut: 1_000_000,
  roundTrip: 40,
  jitter: 5,
  frozen: 0,
  framesIn: 30,
  framesOut: 30,
  limitation: 'none',
  availableUpload: 2_000_000,
};
const WEAK: Measurement = { ...CALM, lossOut: 0.2 };
const EVERY_MS = 2_000;

/** A policy that is asked every two seconds, as in a call. */
const setUp = () => {
  const policy = createVideoPolicy();
  let now = 0;
  const step = () => (now += EVERY_MS);
  const ask = (measurement: Measurement | null) =>
    VIDEO_LIMITS.indexOf(policy.update(measurement, step()) as never);
  const during = (seconds: number, measurement: Measurement | null) => {
    let at = -1;
    for (let passed = 0; passed < seconds * 1_000; passed += EVERY_MS) at = ask(measurement);
    return at;
  };
  return { ask, during };
};

describe('the picture on a weak line', () => {
  it('is whole on a good one', () => {
    expect(createVideoPolicy().update(CALM, 0)).toBe(FULL_VIDEO);
    expect(setUp().during(600, CALM)).toBe(0);
  });

  it('becomes smaller step by step, then pauses, and never more than that', () => {
    const { ask } = setUp();
    const seen = Array.from({ length: 14 }, () => ask(WEAK));
    expect(seen).toEqual([0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4]);
    const bitrates = VIDEO_LIMITS.map(({ maxBitrate }) => maxBitrate);
    expect([...bitrates].sort((a, b) => b - a)).toEqual(bitrates);
    expect(VIDEO_LIMITS.map(({ active }) => active)).toEqual([true, true, true, true, false]);
  });

  it('is not touched by a single bad moment', () => {
    const { ask } = setUp();
    for (let times = 0; times < 20; times += 1) {
      expect(ask(WEAK)).toBe(0);
      expect(ask(CALM)).toBe(0);
    }
  });

  it.each([
    ['a long way', { roundTrip: 2_000 }],
    ['an upload that carries hardly more than the sound', { availableUpload: 60_000 }],
  ])('gives way to %s, too', (_name, changes) => {
    expect(setUp().during(20, { ...CALM, ...changes })).toBe(4);
  });

  it('comes back by itself after a calm while, step by step', () => {
    const { during } = setUp();
    expect(during(30, WEAK)).toBe(4);
    expect(during(10, CALM)).toBe(4);
    expect(during(4, CALM)).toBe(3);
    expect(during(60, CALM)).toBe(0);
  });

  it('comes back although an estimate made without a picture is low', () => {
    const { during } = setUp();
    during(30, WEAK);
    expect(during(14, { ...CALM, availableUpload: 40_000 })).toBe(3);
  });

  it('waits twice as long after each return that came too early', () => {
    const { during, ask } = setUp();
    during(30, WEAK);
    const waits = [1, 2, 3, 4, 5].map(() => {
      let times = 0;
      while (ask(CALM) === 4) times += 1;
      while (ask(WEAK) !== 4);
      return times * EVERY_MS;
    });
    expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 80_000]);
  });

  it('stays as it is while the call is recovering', () => {
    const { during } = setUp();
    during(8, WEAK);
    expect(during(60, null)).toBe(2);
  });
});
