import { it } from 'vitest';
import { expectPartHolds } from './expect-part.ts';
import { readers } from './readers.ts';

it('lets go who does not read, and keeps nothing for them', { timeout: 120_000 }, () =>
  expectPartHolds(readers),
);
