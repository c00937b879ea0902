import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AnteroomBridge, AttentionPreferences, LeavingQuestion } from '../../../src-preload/contract.ts';
import { createAttentionReporter, type AttentionReporter } from './attention-reporter.ts';

/** What the app has of the computer that it runs on; a browser has none of it. */
export type Computer = {
  readonly bridge: AnteroomBridge;
  readonly attention: AttentionReporter;
  /** Null until they are loaded. */
  readonly preferences: StoreApi<AttentionPreferences | null>;
  /** Whether the app may go, asked by the main process; null while nothing is asked. */
  readonly question: StoreApi<LeavingQuestion | null>;
  /** Asks for the preferences again. */
  load(): Promise<void>;
  update(changes: Partial<AttentionPreferences>): Promise<void>;
};

export const createComputer = (bridge: AnteroomBridge): Computer => {
  const preferences = createStore<AttentionPreferences | null>(() => null);
  const accept = (next: AttentionPreferences) => preferences.setState(next, true);
  bridge.attention.onPreferencesChanged(accept);
  // From the first moment on: the dialog's own file may still be on its way.
  const question = createStore<LeavingQuestion | null>(() => null);
  bridge.leaving.onAsked((asked) => question.setState(asked, true));
  bridge.leaving.onWithdrawn(({ id }) => {
    if (question.getState()?.id === id) question.setState(null, true);
  });
  return {
    bridge,
    attention: createAttentionReporter(bridge.attention),
    preferences,
    question,
    load: async () => accept(await bridge.attention.preferences()),
    update: async (changes) => accept(await bridge.attention.setPreferences(changes)),
  };
};
