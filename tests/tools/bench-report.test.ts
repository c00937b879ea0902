import { expect, it } from 'vitest';
import { holds, told } from '../bench/bench-part.ts';
import { terminalTable } from '../bench/report.ts';
import { compared, pairedRatio, quantile } from '../bench/statistics.ts';

it('a ratio is that of the rounds, not of what one busy round made of both sides', () => {
  expect(pairedRatio([10, 100, 12], [10, 100, 10])).toBe(1);
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([1, 2, 3, 4], 1)).toBe(4);
  expect(quantile([], 0.5)).toBeNaN();
});

it('a budget holds the ratio where there is one, and says nothing where there is none', () => {
  const values = { ours: [2, 2], bare: [1, 1], control: [1, 1] };
  const row = { subject: 'a thing', unit: 'ms' };
  expect(holds(compared({ ...row, budget: { most: 2 } }, values))).toBe(true);
  expect(holds(compared({ ...row, budget: { most: 1.9 } }, values))).toBe(false);
  expect(holds(compared({ ...row, budget: { least: 2.1 } }, values))).toBe(false);
  expect(holds(told({ ...row, ours: 299, budget: { most: 300 } }))).toBe(true);
  expect(holds(told({ ...row, ours: 299, budget: null }))).toBeNull();
  // What could not be measured is not held.
  expect(holds(compared({ ...row, budget: { most: 2 } }, { ours: [], bare: [], control: null }))).toBe(false);
});

it('the table says what was measured, against what, and whether it holds', () => {
  const table = terminalTable({
    name: 'part',
    title: 'A part',
    measuredAt: '2030-01-01T00:00:00.000Z',
    seconds: 3,
    loadBefore: 0,
    machine: { cores: 2, processor: 'one', memory: '8 GiB', system: 'Linux', node: 'v24' },
    rows: [
      compared(
        { subject: 'a thing', unit: 'µs', budget: { most: 1.1 } },
        { ours: [120], bare: [100], control: [101] },
      ),
    ],
    notes: [],
  });
  expect(table).toMatch(/a thing +120 +100 +µs +1\.20 +1\.01 +at most 1\.1 +missed/);
});
