import { it } from 'vitest';
import { expectPartHolds } from './expect-part.ts';
import { signals } from './signals.ts';

it(
  'relays of hostile signals only what simple-peer takes, and our own client keeps its call',
  { timeout: 120_000 },
  () => expectPartHolds(signals),
);
