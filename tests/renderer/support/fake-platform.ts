import { createStore } from 'zustand/vanilla';
import { USUAL_MESSAGE_ALERTS } from '../../../src-preload/contract.ts';
import { createNoCache } from '../../../src-renderer/platform/conversation-cache.ts';
import type { ClientSettings, NetworkMoment, Platform } from '../../../src-renderer/platform/platform.ts';

export type FakePlatform = Platform & {
  /** What the token store holds now. */
  storedToken(): string | null;
  /** As if the browser had noticed something about its network. */
  signal(moment: NetworkMoment): void;
};

/** A platform without a browser: everything in memory. */
export const createFakePlatform = (
  options: { serverUrl?: string | null; token?: string | null } = {},
): FakePlatform => {
  let token = options.token ?? null;
  const listeners = new Set<(moment: NetworkMoment) => void>();
  const settings = createStore<ClientSettings>(() => ({
    theme: 'light',
    language: 'en',
    messageAlerts: USUAL_MESSAGE_ALERTS,
  }));
  return {
    kind: 'web',
    serverUrl: createStore<string | null>(() =>
      options.serverUrl === undefined ? 'http://clinic.test' : options.serverUrl,
    ),
    tokens: {
      read: async () => token,
      write: async (next) => {
        token = next;
      },
    },
    conversations: createNoCache(),
    settings,
    updateSettings: async (changes) => settings.setState(changes),
    openExternal: async () => undefined,
    host: null,
    joined: null,
    desktop: null,
    onNetwork: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    storedToken: () => token,
    signal: (moment) => {
      for (const listener of [...listeners]) listener(moment);
    },
  };
};
