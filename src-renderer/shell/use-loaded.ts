import { useEffect } from 'react';
import { useServices } from '../services.tsx';

/**
 * Loads what a page shows: now, and again whenever the connection has come back, for what changed meanwhile.
 * @param load stable as long as the same is to be loaded
 */
export const useLoaded = (load: () => Promise<void>): void => {
  const { socket } = useServices();
  useEffect(() => {
    // A connection that is there already is reported, too; that is not a second reason to load.
    let isReported = socket.state.getState().status !== 'online';
    const end = socket.onOnline(() => {
      if (isReported) void load();
      isReported = true;
    });
    void load();
    return end;
  }, [socket, load]);
};
