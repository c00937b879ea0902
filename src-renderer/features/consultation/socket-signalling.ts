import type { SocketClient } from '../../api/socket-client.ts';
import type { CallSignalling } from './call-types.ts';

/** The call's signalling over the app's socket (S2's vocabulary). */
export const createSocketSignalling = (
  socket: Pick<SocketClient, 'request' | 'on' | 'onOnline' | 'id' | 'state'>,
  roomId: string,
): CallSignalling => ({
  isOnline: () => socket.state.getState().status === 'online',
  localId: () => socket.id(),
  join: async () => (await socket.request('join-room', { roomId })).participants,
  send: async (to, attempt, sent) => {
    switch (sent.event) {
      case 'offer':
        await socket.request('offer', { offer: sent.signal, to, attempt });
        return;
      case 'answer':
        await socket.request('answer', { answer: sent.signal, to, attempt });
        return;
      case 'ice-candidate':
        await socket.request('ice-candidate', { candidate: sent.signal, to, attempt });
    }
  },
  announceStart: async () => {
    await socket.request('start-call', { roomId });
  },
  toggle: async (kind, enabled, reason) => {
    if (kind === 'audio') await socket.request('toggle-audio', { roomId, enabled });
    else await socket.request('toggle-video', { roomId, enabled, ...(reason !== undefined && { reason }) });
  },
  end: async () => {
    await socket.request('end-call', { roomId });
  },
  leave: async () => {
    await socket.request('leave-room', { roomId });
  },
  listen: (events) => {
    const ends = [
      socket.onOnline(() => events.online()),
      socket.state.subscribe((state, before) => {
        if (before.status === 'online' && state.status !== 'online') events.offline();
      }),
      socket.on('user-joined', (person) => {
        if (person.roomId === roomId) events.userJoined(person);
      }),
      socket.on('user-left', ({ socketId, user }) => {
        if (user.roomId === roomId) events.userLeft(socketId);
      }),
      socket.on('offer', ({ offer, from, fromUser, attempt }) => {
        if (fromUser.roomId !== roomId) return;
        events.signal({ event: 'offer', signal: offer, from, attempt: attempt ?? null }, fromUser);
      }),
      socket.on('answer', ({ answer, from, fromUser, attempt }) => {
        if (fromUser.roomId !== roomId) return;
        events.signal({ event: 'answer', signal: answer, from, attempt: attempt ?? null }, fromUser);
      }),
      socket.on('ice-candidate', (told) => {
        // For whoever is in the room (K06): which connection it is from, and so which peer it is for, is not said.
        if (!('from' in told)) return;
        const { candidate, from, attempt } = told;
        events.signal({ event: 'ice-candidate', signal: candidate, from, attempt: attempt ?? null }, null);
      }),
      socket.on('peer-toggle-audio', (toggled) => {
        if (toggled.roomId === roomId) events.peerToggled(toggled.from, 'audio', toggled.enabled);
      }),
      socket.on('peer-toggle-video', (toggled) => {
        if (toggled.roomId === roomId)
          events.peerToggled(toggled.from, 'video', toggled.enabled, toggled.reason);
      }),
      socket.on('call-ended', (ended) => {
        if (ended.roomId === roomId) events.callEnded();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  },
});
