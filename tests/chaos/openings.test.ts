import { it } from 'vitest';
import { expectPartHolds } from './expect-part.ts';
import { openings } from './openings.ts';

it(
  'leaves one live session of an invitation that is opened a hundred times at once',
  { timeout: 60_000 },
  () => expectPartHolds(openings),
);
