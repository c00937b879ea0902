import type { StoreApi } from 'zustand/vanilla';
import type { SocketClient } from './socket-client.ts';
import { createToldState } from './told-state.ts';

export type ServersState = {
  /** False while the servers of the clinic, where it has several, do not hear of each other. */
  together: boolean;
};

/** What the server last said of the others. */
export const createServersStore = (
  socket: Pick<SocketClient, 'on' | 'onOnline' | 'state'>,
): StoreApi<ServersState> =>
  createToldState<ServersState>(
    socket,
    (told) => socket.on('servers-state', ({ together }) => told({ together })),
    { together: true },
  );
