import type { relayCalls } from '../../src-preload/contract.ts';
import type { Hosting } from '../hosting.ts';
import type { HandlersOf } from '../ipc.ts';

/** STUN and TURN servers of the clinic on this computer. */
export const createRelayHandlers = ({
  hosting: { relay },
}: {
  hosting: Pick<Hosting, 'relay'>;
}): HandlersOf<typeof relayCalls> => ({
  'relay:state': () => relay.state(),
  'relay:save': (settings) => relay.save(settings),
  'relay:test': async () => ({ tested: await relay.test() }),
});
