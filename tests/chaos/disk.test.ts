import { it } from 'vitest';
import { disk } from './disk.ts';
import { expectPartHolds } from './expect-part.ts';

const reason = disk.unable?.() ?? null;

it('keeps what was acknowledged and the call while the disk is full', { timeout: 60_000 }, (context) => {
  // Printed beside the name of the test.
  if (reason !== null) context.skip(reason);
  return expectPartHolds(disk);
});
