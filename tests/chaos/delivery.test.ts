import { it } from 'vitest';
import { delivery } from './delivery.ts';
import { expectPartHolds } from './expect-part.ts';

it(
  'loses no message, doubles none and keeps their order while lines break and processes are killed',
  {
    timeout: 180_000,
  },
  () => expectPartHolds(delivery),
);
