import { useEffect } from 'react';

/** Keeps the screen on as long as the component is on it, where the browser can. */
export const useWakeLock = (): void => {
  useEffect(() => {
    // Missing on insecure pages and in older browsers, whatever the types say.
    const wakeLock = navigator.wakeLock as WakeLock | undefined;
    if (wakeLock === undefined) return;
    let held: WakeLockSentinel | null = null;
    let over = false;
    const take = async () => {
      if (document.visibilityState !== 'visible' || (held !== null && !held.released)) return;
      try {
        const sentinel = await wakeLock.request('screen');
        if (over) void sentinel.release();
        else held = sentinel;
      } catch {
        // An empty battery, for instance: the screen then goes off as the person set it.
      }
    };
    // Browsers let go of it whenever the page is hidden.
    const onVisible = () => void take();
    document.addEventListener('visibilitychange', onVisible);
    void take();
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', onVisible);
      void held?.release();
    };
  }, []);
};
