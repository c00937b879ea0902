import { it } from 'vitest';
import { expectPartHolds } from './expect-part.ts';
import { soak } from './soak.ts';

it(
  'lives visits from the invitation to the goodbye, and nothing of them is left over',
  { timeout: 120_000 },
  () => expectPartHolds(soak),
);
