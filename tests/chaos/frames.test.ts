import { it } from 'vitest';
import { expectPartHolds } from './expect-part.ts';
import { frames } from './frames.ts';

it('bears frames, packets, events and requests of every wrong shape beside a call that goes on', async () => {
  await expectPartHolds(frames);
}, 120_000);
