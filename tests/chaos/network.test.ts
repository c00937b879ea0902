import { it } from 'vitest';
import { expectPartHolds } from './expect-part.ts';
import { network } from './network.ts';

it('brings every message over a bad line exactly once and in order', { timeout: 180_000 }, () =>
  expectPartHolds(network),
);
