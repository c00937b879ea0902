import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limitedAddress } from '../../server/transport/client-address.ts';
import { limitedPerson } from '../../server/transport/event-rates.ts';
import { createRateBuckets } from '../../server/transport/rate-buckets.ts';

const createAt = (rate: { points: number; seconds: number }) => ({
  buckets: createRateBuckets(rate),
  pass: (milliseconds: number) => vi.advanceTimersByTime(milliseconds),
});

describe('rate buckets', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => vi.useRealTimers());

  it('give so many points at once, and then one after the other', () => {
    const { buckets, pass } = createAt({ points: 60, seconds: 60 });
    for (let point = 0; point < 60; point += 1) expect(buckets.take('a')).toBe(0);
    expect(buckets.take('a')).toBeCloseTo(1_000);
    pass(999);
    expect(buckets.take('a')).toBeCloseTo(1);
    pass(1);
    expect(buckets.take('a')).toBe(0);
    expect(buckets.take('a')).toBeCloseTo(1_000);
    pass(60_000);
    for (let point = 0; point < 60; point += 1) expect(buckets.take('a')).toBe(0);
    expect(buckets.take('a')).toBeGreaterThan(0);
  });

  it('are one a key', () => {
    const { buckets } = createAt({ points: 1, seconds: 60 });
    expect(buckets.take('a')).toBe(0);
    expect(buckets.take('b')).toBe(0);
    expect(buckets.take('a')).toBeGreaterThan(0);
  });

  it('of two servers give hardly more than one does, once they have told each other', () => {
    const rate = { points: 60, seconds: 60, isShared: true };
    const servers = [createRateBuckets(rate), createRateBuckets(rate)] as const;
    const [one, two] = servers;
    let given = 0;
    const takeEach = (count: number): void => {
      for (let turn = 0; turn < count; turn += 1) {
        for (const server of servers) given += server.take('a') === 0 ? 1 : 0;
      }
    };
    const tell = (): void => {
      const [ofOne, ofTwo] = [one.newlyUsed(), two.newlyUsed()];
      for (const [key, points] of ofOne) two.takeElsewhere(key, points);
      for (const [key, points] of ofTwo) one.takeElsewhere(key, points);
    };
    takeEach(29);
    tell();
    // Who has used less than half is not spoken of.
    expect(given).toBe(58);
    takeEach(2);
    tell();
    takeEach(60);
    tell();
    expect(given).toBe(62);
    expect(one.newlyUsed()).toEqual([]);
  });

  it('never give more than a bucket and what flowed in, whenever they are asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }),
        (points, pauses) => {
          const { buckets, pass } = createAt({ points, seconds: 1 });
          let taken = 0;
          let elapsed = 0;
          for (const pause of pauses) {
            pass(pause);
            elapsed += pause;
            if (buckets.take('a') === 0) taken += 1;
          }
          expect(taken).toBeLessThanOrEqual(points + (elapsed / 1_000) * points + 1e-6);
        },
      ),
    );
  });

  it('a point that was refused is there after the time that was told', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100 }), (points, seconds) => {
        const { buckets, pass } = createAt({ points, seconds });
        let wait = 0;
        while (wait === 0) wait = buckets.take('a');
        pass(wait);
        expect(buckets.take('a')).toBe(0);
      }),
    );
  });

  it('forget keys whose bucket is full, so that many keys cost no memory for ever', () => {
    const { buckets, pass } = createAt({ points: 10, seconds: 10 });
    for (let key = 0; key < 100_000; key += 1) {
      pass(1);
      buckets.take(`key ${key}`);
    }
    // Each bucket is full again after a second; a thousand keys a second came.
    expect(buckets.size()).toBeLessThan(4_000);
  });
});

describe('who is limited', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::9', '2001:db8:1:3::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['203.0.113.1:5000', '203.0.113.1'],
    ['[2001:db8:1:2::9]:5000', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
    ['no address', 'unknown'],
    [undefined, 'unknown'],
  ])('%s counts as %s', (address, counted) => {
    expect(limitedAddress(address)).toBe(counted);
  });

  it('is a person, or the visit of an invitation', () => {
    expect(limitedPerson({ userId: 'person', visitAppointmentId: null })).toBe('person');
    expect(limitedPerson({ userId: 'person', visitAppointmentId: 'visit' })).toBe('visit');
  });
});
