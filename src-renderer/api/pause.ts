import type { Platform } from '../platform/platform.ts';

/**
 * Waits, but no longer than until the network or the server's address changes; without an address until there is one,
 * because nobody could answer.
 */
export const pause = (ms: number, platform: Pick<Platform, 'serverUrl' | 'onNetwork'>): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      if (timer !== null) clearTimeout(timer);
      for (const end of ends) end();
      resolve();
    };
    const timer = platform.serverUrl.getState() === null ? null : setTimeout(finish, ms);
    const ends = [
      platform.onNetwork((moment) => {
        if (moment !== 'lost') finish();
      }),
      platform.serverUrl.subscribe(finish),
    ];
  });
