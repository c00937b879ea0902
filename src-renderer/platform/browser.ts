import type { Platform, TokenStore } from './platform.ts';

/** Parts of the platform that a browser window has everywhere. */

const TOKEN_KEY = 'anteroom.refresh-token';

/** Keeps the refresh token for this tab: a reload keeps it, closing the tab forgets it. */
export const createSessionTokenStore = (storage: Storage): TokenStore => ({
  read: async () => storage.getItem(TOKEN_KEY),
  write: async (token) => {
    if (token === null) storage.removeItem(TOKEN_KEY);
    else storage.setItem(TOKEN_KEY, token);
  },
});

/** Reports the browser's own signs of a changed network. */
export const createNetworkSource =
  (window: Window): Platform['onNetwork'] =>
  (listener) => {
    const resume = () => listener('resume');
    const lost = () => listener('lost');
    const seen = () => {
      if (window.document.visibilityState === 'visible') listener('resume');
    };
    window.addEventListener('online', resume);
    window.addEventListener('offline', lost);
    window.addEventListener('pageshow', resume);
    window.document.addEventListener('visibilitychange', seen);
    return () => {
      window.removeEventListener('online', resume);
      window.removeEventListener('offline', lost);
      window.removeEventListener('pageshow', resume);
      window.document.removeEventListener('visibilitychange', seen);
    };
  };
