import { createStore } from 'zustand/vanilla';
import { messageAlertsSchema, THEMES, USUAL_MESSAGE_ALERTS } from '../../src-preload/contract.ts';
import { z } from '../../server/protocol/zod.ts';
import { createNetworkSource, createSessionTokenStore } from './browser.ts';
import { createNoCache } from './conversation-cache.ts';
import type { ClientSettings, Platform } from './platform.ts';

const SETTINGS_KEY = 'anteroom.settings';
const DEFAULTS: ClientSettings = { theme: 'system', language: null, messageAlerts: USUAL_MESSAGE_ALERTS };
const storedSchema = z.object({
  theme: z.enum(THEMES),
  language: z.string().max(35).nullable(),
  // Absent from what was stored before.
  messageAlerts: messageAlertsSchema.default(USUAL_MESSAGE_ALERTS),
});

const readSettings = (storage: Storage): ClientSettings => {
  try {
    return storedSchema.parse(JSON.parse(storage.getItem(SETTINGS_KEY) ?? ''));
  } catch {
    return DEFAULTS;
  }
};

/** A plain browser: the server is the one that served the page. */
export const createWebPlatform = (window: Window): Platform => {
  const settings = createStore<ClientSettings>(() => readSettings(window.localStorage));
  return {
    kind: 'web',
    serverUrl: createStore<string | null>(() => window.location.origin),
    tokens: createSessionTokenStore(window.sessionStorage),
    conversations: createNoCache(),
    settings,
    updateSettings: async (changes) => {
      settings.setState(changes);
      try {
        window.localStorage.setItem(SETTINGS_KEY, JSON.stringify(settings.getState()));
      } catch {
        // A browser that keeps nothing: the choice lasts as long as this page.
      }
    },
    openExternal: async (url) => {
      window.open(url, '_blank', 'noopener,noreferrer');
    },
    host: null,
    joined: null,
    desktop: null,
    onNetwork: createNetworkSource(window),
  };
};
