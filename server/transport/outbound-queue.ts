import type { Socket } from 'socket.io';
import type { Config } from '../config.ts';

/** What a burst leaves behind is not slowness: a socket has so long to take it, by how many times the cap waits. */
const PATIENCE = [
  { caps: 1, milliseconds: 250 },
  { caps: 4, milliseconds: 25 },
] as const;
/** How long a socket that did not read may take to hear why it is ended. */
const GOODBYE_MS = 2_000;

/** What this file needs to know of a packet and of the transport beneath Engine.IO's connection. */
type Packet = { data?: unknown; options?: { wsPreEncodedFrame?: readonly { length: number }[] } };
type Transport = { writable: boolean; socket?: { terminate?: () => void } };

const sizeOf = ({ data, options }: Packet): number => {
  if (typeof data === 'string') return data.length;
  if (data instanceof Uint8Array) return data.length;
  return options?.wsPreEncodedFrame?.reduce((sum, part) => sum + part.length, 0) ?? 0;
};

/**
 * Caps what waits in the server for one socket that does not read: Socket.IO, Engine.IO and ws hold as much as
 * there is. Beyond the cap the socket's queue is dropped; it is told `resync`, if it still listens, and ended.
 * Counted is what Engine.IO holds, and what it handed over that the kernel has not taken from ws, or that no
 * poll has fetched.
 * @param onOverrun called once, before the socket is ended
 */
export const capOutboundQueue = (
  socket: Socket,
  { queueMessages, queueBytes }: Pick<Config['limits'], 'queueMessages' | 'queueBytes'>,
  onOverrun: (waiting: number) => void,
): void => {
  const { conn } = socket;
  const transport = (): Transport => conn.transport;
  /** What Engine.IO holds. */
  let messages = 0;
  let bytes = 0;
  /** What it handed over last; taken as soon as the transport is writable again. */
  let underwayMessages = 0;
  let underwayBytes = 0;
  /** By how many times the cap was reached. */
  const alarms = new Map<number, NodeJS.Timeout>();
  let isEnded = false;

  /** How many times the cap is reached. */
  const times = (someMessages: number, someBytes: number): number =>
    Math.max(someMessages / queueMessages, someBytes / queueBytes);
  const load = (): number =>
    transport().writable ? times(messages, bytes) : times(messages + underwayMessages, bytes + underwayBytes);

  const disarm = (): void => {
    for (const alarm of alarms.values()) clearTimeout(alarm);
    alarms.clear();
  };

  const end = (): void => {
    isEnded = true;
    disarm();
    onOverrun(messages + underwayMessages);
    (conn as unknown as { writeBuffer: Packet[] }).writeBuffer = [];
    socket.emit('resync', { reason: 'slow' });
    // Not `socket.disconnect`: common clients come back by themselves from an ended transport only.
    conn.close();
    const deadline = setTimeout(() => {
      // A WebSocket's farewell would wait behind what was not read.
      transport().socket?.terminate?.();
      conn.close(true);
    }, GOODBYE_MS);
    conn.once('close', () => clearTimeout(deadline));
  };

  const arm = (cap: number, milliseconds: number): void => {
    if (alarms.has(cap)) return;
    const alarm = setTimeout(() => {
      alarms.delete(cap);
      if (!isEnded && load() > cap) end();
    }, milliseconds);
    alarms.set(cap, alarm);
  };

  conn.on('packetCreate', (packet: Packet) => {
    if (isEnded) return;
    messages += 1;
    bytes += sizeOf(packet);
    // It goes straight on.
    if (transport().writable) return;
    const reached = load();
    if (reached <= 1) return;
    for (const { caps, milliseconds } of PATIENCE) if (reached > caps) arm(caps, milliseconds);
  });
  conn.on('flush', () => {
    underwayMessages = messages;
    underwayBytes = bytes;
    messages = 0;
    bytes = 0;
    // What was before has been taken, and what came meanwhile is no more than may wait.
    if (alarms.size > 0 && times(underwayMessages, underwayBytes) <= 1) disarm();
  });
  conn.once('close', disarm);
};
