import type { attentionCalls } from '../../src-preload/contract.ts';
import type { AttentionServices } from '../attention-services.ts';
import type { HandlersOf } from '../ipc.ts';

/** Who waits, as the page says it, and what this computer does about it. */
export const createAttentionHandlers = ({
  attention,
  preferences,
  notifications,
}: Pick<AttentionServices, 'attention' | 'preferences' | 'notifications'>): HandlersOf<
  typeof attentionCalls
> => ({
  'attention:update': (report) => {
    attention.update(report);
  },
  'attention:preferences': () => preferences.get(),
  'attention:set-preferences': (changes) => preferences.update(changes),
  'attention:test-notification': () => notifications.test(),
});
