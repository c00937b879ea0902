import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AnteroomBridge, AttentionPreferences } from '../../../src-preload/contract.ts';
import { createAttentionReporter, type AttentionReporter } from './attention-reporter.ts';

/** What the app has of the computer that it runs on; a browser has none of it. */
export type Computer = {
  readonly bridge: AnteroomBridge;
  readonly attention: AttentionReporter;
  /** Null until they are loaded. */
  readonly preferences: StoreApi<AttentionPreferences | null>;
  /** Asks for the preferences again. */
  load(): Promise<void>;
  update(changes: Partial<AttentionPreferences>): Promise<void>;
};

export const createComputer = (bridge: AnteroomBridge): Computer => {
  const preferences = createStore<AttentionPreferences | null>(() => null);
  const accept = (next: AttentionPreferences) => preferences.setState(next, true);
  bridge.attention.onPreferencesChanged(accept);
  return {
    bridge,
    attention: createAttentionReporter(bridge.attention),
    preferences,
    load: async () => accept(await bridge.attention.preferences()),
    update: async (changes) => accept(await bridge.attention.setPreferences(changes)),
  };
};
