import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hoursThatMatter,
  layOut,
  overlapping,
  type Slot,
} from '../../src-renderer/features/appointments/agenda-layout.ts';

const slot = (id: string, from: number, to: number): Slot => ({ id, from, to });

const shape = (slots: Slot[], least = 0) =>
  layOut(slots, least).map(({ id, column, columns }) => `${id} ${column + 1}/${columns}`);

describe('visits at the same time', () => {
  it('stand side by side, and alone they take the whole width', () => {
    expect(shape([slot('a', 540, 600), slot('b', 570, 630), slot('c', 660, 690)])).toEqual([
      'a 1/2',
      'b 2/2',
      'c 1/1',
    ]);
  });

  it('use a column again as soon as it is free', () => {
    expect(shape([slot('a', 540, 660), slot('b', 540, 570), slot('c', 580, 600)])).toEqual([
      'a 1/2',
      'b 2/2',
      'c 2/2',
    ]);
  });

  it('may follow each other without a gap', () => {
    expect(shape([slot('a', 540, 570), slot('b', 570, 600)])).toEqual(['a 1/1', 'b 1/1']);
    expect(overlapping([slot('a', 540, 570), slot('b', 570, 600)])).toEqual(new Set());
  });

  it('are drawn beside each other if a short one is drawn longer than it is', () => {
    const slots = [slot('a', 540, 545), slot('b', 550, 580)];
    expect(shape(slots, 20)).toEqual(['a 1/2', 'b 2/2']);
    expect(overlapping(slots)).toEqual(new Set());
  });

  it('are found even if a short one is between', () => {
    const slots = [slot('a', 540, 660), slot('b', 550, 560), slot('c', 600, 630), slot('d', 700, 720)];
    expect(overlapping(slots)).toEqual(new Set(['a', 'b', 'c']));
  });

  it('never cover each other, whatever they are', () => {
    const anySlot = fc.record({
      from: fc.integer({ min: 0, max: 1400 }),
      minutes: fc.integer({ min: 1, max: 240 }),
    });
    fc.assert(
      fc.property(fc.array(anySlot, { maxLength: 24 }), (drawn) => {
        const placed = layOut(
          drawn.map(({ from, minutes }, index) => slot(String(index), from, from + minutes)),
          20,
        );
        expect(placed).toHaveLength(drawn.length);
        for (const one of placed) {
          expect(one.column).toBeLessThan(one.columns);
          for (const other of placed) {
            if (one.id === other.id) continue;
            const meet =
              one.from < Math.max(other.to, other.from + 20) && other.from < Math.max(one.to, one.from + 20);
            if (meet) {
              expect(one.columns).toBe(other.columns);
              expect(one.column).not.toBe(other.column);
            }
          }
        }
      }),
    );
  });
});

describe('the hours that a calendar shows', () => {
  it('are those of a usual day, and more if a visit needs them', () => {
    expect(hoursThatMatter([])).toEqual({ first: 8, last: 18 });
    expect(hoursThatMatter([slot('a', 390, 420), slot('b', 1110, 1170)])).toEqual({ first: 6, last: 20 });
    expect(hoursThatMatter([slot('a', 1400, 1440)])).toEqual({ first: 8, last: 24 });
  });
});
