import fc from 'fast-check';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { createCall, type Side, type Who } from './peer-session-harness.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const WHO: readonly Who[] = ['doctor', 'patient'];
const MISHAPS = [
  'breakPeer',
  'cutMedia',
  'restoreMedia',
  'loseSocket',
  'regainSocket',
  'hold',
  'release',
  'reload',
  'leaveAndReturn',
  'restartServer',
] as const;

const mishap = fc.record({
  what: fc.constantFrom(...MISHAPS),
  who: fc.constantFrom(...WHO),
  then: fc.integer({ min: 0, max: 8_000 }),
});

describe('whatever happens to a call', () => {
  it('both are connected again once the network and the server are back, and no peer was given a foreign signal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mishap, { maxLength: 14 }), async (mishaps) => {
        const { world, network, pass, open, start, connectBoth, expectConnected } = createCall();
        const sides: Record<Who, Side> = await connectBoth();
        const reload = (who: Who) => {
          const { signalling } = sides[who];
          for (const peer of network.of(who)) peer.destroy();
          signalling.disconnect();
          // The page is gone without a word; only its timers must not outlive it here.
          sides[who].session.leave();
          sides[who] = open(who);
          start(sides[who], who);
        };
        for (const { what, who, then } of mishaps) {
          const { signalling } = sides[who];
          if (what === 'breakPeer') for (const peer of network.of(who)) peer.fail();
          else if (what === 'cutMedia') network.cut(1_000);
          else if (what === 'restoreMedia') network.restore();
          else if (what === 'loseSocket') signalling.disconnect();
          else if (what === 'regainSocket' && !signalling.isOnline()) signalling.connect();
          else if (what === 'hold') signalling.holdOutgoing = true;
          else if (what === 'release') signalling.holdOutgoing = false;
          else if (what === 'reload') reload(who);
          else if (what === 'restartServer') world.restart();
          else if (what === 'leaveAndReturn') {
            sides[who].session.leave();
            start(sides[who], who);
          }
          await pass(then);
        }
        network.restore();
        for (const who of WHO) {
          const { signalling } = sides[who];
          signalling.holdOutgoing = false;
          if (!signalling.isOnline()) signalling.connect();
        }
        await pass(40_000);
        expectConnected(sides.doctor, sides.patient);
        for (const who of WHO) sides[who].session.leave();
        await pass(100);
      }),
      { numRuns: 60 },
    );
  });
});
