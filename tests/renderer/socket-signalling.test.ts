import { expect, it } from 'vitest';
import type { ServerEvent } from '../../server/protocol/index.ts';
import { createSocketSignalling } from '../../src-renderer/features/consultation/socket-signalling.ts';
import type { SignallingEvents } from '../../src-renderer/features/consultation/call-types.ts';

type Socket = Parameters<typeof createSocketSignalling>[0];

const candidate = { candidate: 'candidate:1 1 udp 2122260223 192.0.2.1 54400 typ host', sdpMid: '0' };

it('[K06] a candidate that does not say which connection it is from is for no peer of the call', () => {
  const listeners = new Map<ServerEvent, (payload: never) => void>();
  const socket = {
    on: (event: ServerEvent, listener: (payload: never) => void) => {
      listeners.set(event, listener);
      return () => listeners.delete(event);
    },
    onOnline: () => () => undefined,
    state: { subscribe: () => () => undefined },
  } as unknown as Socket;
  const heard: unknown[] = [];
  const events = { signal: (signal: unknown) => heard.push(signal) } as unknown as SignallingEvents;
  createSocketSignalling(socket, 'room-1').listen(events);
  const receive = listeners.get('ice-candidate');
  receive?.({ roomId: 'room-1', candidate, userType: 'doctor' } as never);
  expect(heard).toEqual([]);
  receive?.({ candidate, from: 'their-socket', attempt: 2 } as never);
  expect(heard).toEqual([{ event: 'ice-candidate', signal: candidate, from: 'their-socket', attempt: 2 }]);
});
