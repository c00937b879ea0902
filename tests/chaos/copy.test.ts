import { it } from 'vitest';
import { copy } from './copy.ts';
import { expectPartHolds } from './expect-part.ts';

it('has everything that it acknowledged after kills while the app writes', { timeout: 120_000 }, () =>
  expectPartHolds(copy),
);
