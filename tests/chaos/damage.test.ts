import { it } from 'vitest';
import { damage } from './damage.ts';
import { expectPartHolds } from './expect-part.ts';

it('notices every damage, and a backup brings the clinic back', { timeout: 120_000 }, () =>
  expectPartHolds(damage),
);
