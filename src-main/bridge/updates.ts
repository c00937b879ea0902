import type { updatesCalls } from '../../src-preload/contract.ts';
import type { HandlersOf } from '../ipc.ts';
import type { Updates } from '../services/updates.ts';

/** Newer versions of the app. */
export const createUpdatesHandlers = (updates: Updates): HandlersOf<typeof updatesCalls> => ({
  'updates:state': updates.state,
  'updates:check': updates.check,
  'updates:install': updates.install,
  'updates:postpone': updates.postpone,
});
