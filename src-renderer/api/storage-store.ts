import type { StoreApi } from 'zustand/vanilla';
import type { SocketClient } from './socket-client.ts';
import { createToldState } from './told-state.ts';

export type StorageState = {
  /** False while the clinic's server can store nothing, because its disk is full. */
  writable: boolean;
};

/** What the server last said of its disk. */
export const createStorageStore = (
  socket: Pick<SocketClient, 'on' | 'onOnline' | 'state'>,
): StoreApi<StorageState> =>
  createToldState<StorageState>(
    socket,
    (told) => socket.on('storage-state', ({ writable }) => told({ writable })),
    { writable: true },
  );
