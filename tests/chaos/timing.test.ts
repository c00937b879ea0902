import { it } from 'vitest';
import { expectPartHolds } from './expect-part.ts';
import { timing } from './timing.ts';

it('compares a password for accounts that do not exist, too', { timeout: 60_000 }, () =>
  expectPartHolds(timing),
);
