import type { clinicsCalls } from '../../src-preload/contract.ts';
import { BridgeError, type HandlersOf } from '../ipc.ts';
import type { Clinics } from '../services/clinics.ts';
import type { DeepLinks } from '../services/deep-links.ts';

/** The clinics that this app joined, and the links that lead to them. */
export const createClinicsHandlers = ({
  clinics,
  deepLinks,
}: {
  clinics: Clinics;
  deepLinks: DeepLinks;
}): HandlersOf<typeof clinicsCalls> => ({
  'clinics:list': () => [...clinics.list()],
  'clinics:current': () => clinics.current(),
  'clinics:join': async (link) => {
    const waiting = deepLinks.waiting();
    const outcome = await clinics.join(link);
    // One that came meanwhile is not decided yet.
    if (outcome.outcome === 'joined' && deepLinks.waiting() === waiting) deepLinks.drop();
    return outcome;
  },
  'clinics:open': ({ id }) => {
    if (!clinics.open(id)) throw new BridgeError('bad_request', 'This clinic was not joined.');
  },
  'clinics:leave': async ({ id }) => {
    await clinics.leave(id);
  },
  'clinics:check': () => clinics.check(),
  'clinics:waiting-link': () => deepLinks.waiting(),
  'clinics:drop-link': () => {
    deepLinks.drop();
  },
});
