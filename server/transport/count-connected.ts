import type { Server } from 'socket.io';
import type { Connected } from '../metrics.ts';
import type { SocketData } from './handshake.ts';

/** Who is connected, by role and transport: counted when somebody asks, so that a connection costs nothing more. */
export const countConnected = (io: Server): Connected => {
  const ids = { doctor: new Set<string>(), patient: new Set<string>() };
  const sockets = new Map<string, Connected['sockets'][number]>();
  for (const { data, conn } of io.sockets.sockets.values()) {
    const { userId, role } = (data as SocketData).identity;
    const transport = conn.transport.name === 'websocket' ? 'websocket' : 'polling';
    ids[role].add(userId);
    const key = `${role} ${transport}`;
    const known = sockets.get(key) ?? { role, transport, count: 0 };
    sockets.set(key, { ...known, count: known.count + 1 });
  }
  return {
    people: { doctor: ids.doctor.size, patient: ids.patient.size },
    sockets: [...sockets.values()],
  };
};
