import { it } from 'vitest';
import { clocks } from './clocks.ts';
import { expectPartHolds } from './expect-part.ts';

const reason = clocks.unable?.() ?? null;

it('keeps order, places and sessions while the clock jumps', { timeout: 60_000 }, (context) => {
  // Printed beside the name of the test.
  if (reason !== null) context.skip(reason);
  return expectPartHolds(clocks);
});
