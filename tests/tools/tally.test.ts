import { expect, it } from 'vitest';
import { closingLine, total } from '../../tools/tally.ts';

it('sums up the whole run in one plain line', () => {
  const sum = total([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 120, failed: 2, skipped: 3 },
  ]);
  expect(closingLine(sum)).toBe('121 passed, 2 failed, 3 skipped');
});

it('counts nothing for a run without checks', () => {
  expect(closingLine(total([]))).toBe('0 passed, 0 failed, 0 skipped');
});
