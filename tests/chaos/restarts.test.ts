import { it } from 'vitest';
import { expectPartHolds } from './expect-part.ts';
import { restarts } from './restarts.ts';

it('has everybody back in place soon after each restart', { timeout: 120_000 }, () =>
  expectPartHolds(restarts),
);
