import type { autostartCalls } from '../../src-preload/contract.ts';
import type { HandlersOf } from '../ipc.ts';
import type { Autostart } from '../services/autostart.ts';

/** The start of the app at login. */
export const createAutostartHandlers = ({
  autostart,
}: {
  autostart: Autostart;
}): HandlersOf<typeof autostartCalls> => ({
  'autostart:state': () => autostart.state(),
  'autostart:set': ({ enabled }) => autostart.set(enabled),
});
