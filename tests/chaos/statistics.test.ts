import { describe, expect, it } from 'vitest';
import { typicalRatio } from './statistics.ts';

describe('the typical ratio of pairs', () => {
  it('is the same whichever is divided by the other', () => {
    expect(typicalRatio([2, 8], [1, 1])).toBeCloseTo(4);
    expect(typicalRatio([1, 1], [2, 8])).toBeCloseTo(1 / 4);
  });

  it('does not follow a moment in which everything stood still', () => {
    const quiet = Array.from({ length: 19 }, () => 10);
    expect(typicalRatio([...quiet, 9_000], [...quiet, 10])).toBe(1);
    expect(typicalRatio([...quiet, 10], [...quiet, 9_000])).toBe(1);
  });

  it('says nothing where there are no pairs', () => {
    expect(typicalRatio([], [])).toBe(1);
    expect(typicalRatio([5], [])).toBe(1);
  });
});
