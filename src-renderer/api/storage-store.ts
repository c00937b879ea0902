import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SocketClient } from './socket-client.ts';

export type StorageState = {
  /** False while the clinic's server can store nothing, because its disk is full. */
  writable: boolean;
};

/** The server says it at once to who connects while it can store nothing; silence is good news. */
const SILENCE_MS = 1_000;

/** What the server last said of its disk; kept while there is no connection. */
export const createStorageStore = (
  socket: Pick<SocketClient, 'on' | 'onOnline' | 'state'>,
): StoreApi<StorageState> => {
  const state = createStore<StorageState>(() => ({ writable: true }));
  let silence: ReturnType<typeof setTimeout> | null = null;
  const stopWaiting = () => {
    if (silence !== null) clearTimeout(silence);
    silence = null;
  };
  socket.on('storage-state', ({ writable }) => {
    stopWaiting();
    state.setState({ writable });
  });
  socket.onOnline(() => {
    stopWaiting();
    if (state.getState().writable) return;
    silence = setTimeout(() => state.setState({ writable: true }), SILENCE_MS);
  });
  socket.state.subscribe(({ status }) => {
    if (status !== 'online') stopWaiting();
  });
  return state;
};
