import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SocketClient } from './socket-client.ts';

/** The server says it at once to who connects while something is wrong; silence is good news. */
const SILENCE_MS = 1_000;

/**
 * What the server last said of itself; kept while there is no connection.
 * @param listen calls with what the server says
 * @param good what is so unless the server says otherwise
 */
export const createToldState = <S extends Record<string, boolean>>(
  socket: Pick<SocketClient, 'onOnline' | 'state'>,
  listen: (told: (state: S) => void) => void,
  good: S,
): StoreApi<S> => {
  const state = createStore<S>(() => good);
  let silence: ReturnType<typeof setTimeout> | null = null;
  const stopWaiting = () => {
    if (silence !== null) clearTimeout(silence);
    silence = null;
  };
  listen((told) => {
    stopWaiting();
    state.setState(told);
  });
  socket.onOnline(() => {
    stopWaiting();
    const now = state.getState();
    if (Object.entries(good).every(([name, value]) => now[name] === value)) return;
    silence = setTimeout(() => state.setState(good), SILENCE_MS);
  });
  socket.state.subscribe(({ status }) => {
    if (status !== 'online') stopWaiting();
  });
  return state;
};
