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

/** What waits for one socket. A record and functions for all, because every idle connection has one. */
type Queue = {
  readonly socket: Socket;
  readonly limits: Pick<Config['limits'], 'queueMessages' | 'queueBytes'>;
  readonly onOverrun: (socket: Socket, waiting: number) => void;
  /** What Engine.IO holds. */
  messages: number;
  bytes: number;
  /** What it handed over last; taken as soon as the transport is writable again. */
  underwayMessages: number;
  underwayBytes: number;
  /** By how many times the cap was reached; null as long as it was not. */
  alarms: Map<number, NodeJS.Timeout> | null;
  isEnded: boolean;
};

const transportOf = ({ socket }: Queue): Transport => socket.conn.transport;

/** How many times the cap is reached. */
const times = ({ limits }: Queue, messages: number, bytes: number): number =>
  Math.max(messages / limits.queueMessages, bytes / limits.queueBytes);

const load = (queue: Queue): number => {
  const { messages, bytes, underwayMessages, underwayBytes } = queue;
  return transportOf(queue).writable
    ? times(queue, messages, bytes)
    : times(queue, messages + underwayMessages, bytes + underwayBytes);
};

const disarm = (queue: Queue): void => {
  for (const alarm of queue.alarms?.values() ?? []) clearTimeout(alarm);
  queue.alarms = null;
};

const end = (queue: Queue): void => {
  const { socket, onOverrun, messages, underwayMessages } = queue;
  const { conn } = socket;
  queue.isEnded = true;
  disarm(queue);
  onOverrun(socket, messages + underwayMessages);
  (conn as unknown as { writeBuffer: Packet[] }).writeBuffer = [];
  socket.emit('resync', { reason: 'slow' });
  // Not `socket.disconnect`: common clients come back by themselves from an ended transport only.
  conn.close();
  const deadline = setTimeout(() => {
    // A WebSocket's farewell would wait behind what was not read.
    transportOf(queue).socket?.terminate?.();
    conn.close(true);
  }, GOODBYE_MS);
  conn.once('close', () => clearTimeout(deadline));
};

const arm = (queue: Queue, cap: number, milliseconds: number): void => {
  queue.alarms ??= new Map();
  if (queue.alarms.has(cap)) return;
  const alarm = setTimeout(() => {
    queue.alarms?.delete(cap);
    if (!queue.isEnded && load(queue) > cap) end(queue);
  }, milliseconds);
  queue.alarms.set(cap, alarm);
};

const onPacket = (queue: Queue, packet: Packet): void => {
  if (queue.isEnded) return;
  queue.messages += 1;
  queue.bytes += sizeOf(packet);
  // It goes straight on.
  if (transportOf(queue).writable) return;
  const reached = load(queue);
  if (reached <= 1) return;
  for (const { caps, milliseconds } of PATIENCE) if (reached > caps) arm(queue, caps, milliseconds);
};

const onFlush = (queue: Queue): void => {
  queue.underwayMessages = queue.messages;
  queue.underwayBytes = queue.bytes;
  queue.messages = 0;
  queue.bytes = 0;
  // What was before has been taken, and what came meanwhile is no more than may wait.
  if (queue.alarms !== null && times(queue, queue.underwayMessages, queue.underwayBytes) <= 1) disarm(queue);
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
  limits: Queue['limits'],
  onOverrun: Queue['onOverrun'],
): void => {
  const queue: Queue = {
    socket,
    limits,
    onOverrun,
    messages: 0,
    bytes: 0,
    underwayMessages: 0,
    underwayBytes: 0,
    alarms: null,
    isEnded: false,
  };
  const { conn } = socket;
  conn.on('packetCreate', (packet: Packet) => onPacket(queue, packet));
  conn.on('flush', () => onFlush(queue));
  conn.on('close', () => disarm(queue));
};
