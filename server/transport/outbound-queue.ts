import type { Socket } from 'socket.io';
import type { Limits } from '../limits.ts';

/** What a burst leaves behind is not slowness: a socket has so long to take it, by how many caps wait. */
const PATIENCE = [
  { caps: 1, milliseconds: 250 },
  { caps: 4, milliseconds: 25 },
] as const;
/** How long a socket that did not read may take to hear why it is ended. */
const GOODBYE_MS = 2_000;

/** What this file needs to know of a packet and of the transport beneath Engine.IO's connection. */
export type Packet = {
  data?: unknown;
  options?: { wsPreEncodedFrame?: readonly { length: number }[] } | undefined;
};
type Transport = { writable: boolean; socket?: { terminate?: () => void } };
type Connection = Socket['conn'];

type Queue = {
  socket: Socket;
  /** What Engine.IO holds. */
  messages: number;
  bytes: number;
  /** What it handed over last; taken as soon as the transport is writable again. */
  underwayMessages: number;
  underwayBytes: number;
  /** Since so many caps wait, by caps. Null while nothing is wrong, which is nearly always. */
  alarms: Map<number, NodeJS.Timeout> | null;
  isEnded: boolean;
};

const sizeOf = ({ data, options }: Packet): number => {
  if (typeof data === 'string' || data instanceof Uint8Array) return data.length;
  return options?.wsPreEncodedFrame?.reduce((sum, part) => sum + part.length, 0) ?? 0;
};

const transportOf = (connection: Connection): Transport => connection.transport;

/**
 * Caps what waits in the server for one socket that does not read: Socket.IO, Engine.IO and ws hold as much as
 * there is. Beyond the cap the socket's queue is dropped; it is told `resync`, if it still listens, and ended.
 * Counted is what Engine.IO holds, and what it handed over that the kernel has not taken from ws, or that no
 * poll has fetched.
 * @param engine the server of Engine.IO, which tells when a connection hands its packets over
 * @param onOverrun called once for a socket, before it is ended, with the number of messages that wait
 */
export const createOutboundQueues = (
  engine: { on(event: 'flush', listener: (connection: object) => void): unknown },
  { queueMessages, queueBytes }: Pick<Limits, 'queueMessages' | 'queueBytes'>,
  onOverrun: (socket: Socket, waiting: number) => void,
) => {
  const queues = new WeakMap<object, Queue>();

  /**
   * An answer that alone is larger than the cap is what was asked for, not slowness, and must arrive on a slow
   * line, too: another would only come in its place. One may wait, with little beside it; a third is too much.
   */
  const weightOf = (packet: Packet): number => {
    const size = sizeOf(packet);
    return size > queueBytes ? queueBytes / 2 : size;
  };

  const capsOf = (messages: number, bytes: number): number =>
    Math.max(messages / queueMessages, bytes / queueBytes);

  /** How many caps wait. */
  const load = (queue: Queue): number => {
    const { messages, bytes, underwayMessages, underwayBytes } = queue;
    return transportOf(queue.socket.conn).writable
      ? capsOf(messages, bytes)
      : capsOf(messages + underwayMessages, bytes + underwayBytes);
  };

  const disarm = (queue: Queue): void => {
    for (const alarm of queue.alarms?.values() ?? []) clearTimeout(alarm);
    queue.alarms = null;
  };

  const end = (queue: Queue): void => {
    const { socket } = queue;
    const { conn } = socket;
    queue.isEnded = true;
    disarm(queue);
    onOverrun(socket, queue.messages + queue.underwayMessages);
    (conn as unknown as { writeBuffer: Packet[] }).writeBuffer = [];
    socket.emit('resync', { reason: 'slow' });
    // Not `socket.disconnect`: common clients come back by themselves from an ended transport only.
    conn.close();
    const deadline = setTimeout(() => {
      // A WebSocket's farewell would wait behind what was not read.
      transportOf(conn).socket?.terminate?.();
      conn.close(true);
    }, GOODBYE_MS);
    conn.once('close', () => clearTimeout(deadline));
  };

  const arm = (queue: Queue, caps: number, milliseconds: number): void => {
    queue.alarms ??= new Map();
    if (queue.alarms.has(caps)) return;
    const alarm = setTimeout(() => {
      queue.alarms?.delete(caps);
      if (queue.socket.conn.readyState === 'open' && load(queue) > caps) end(queue);
    }, milliseconds);
    queue.alarms.set(caps, alarm);
  };

  const count = (connection: object, packet: Packet): void => {
    const queue = queues.get(connection);
    if (queue === undefined || queue.isEnded) return;
    queue.messages += 1;
    queue.bytes += weightOf(packet);
    if (transportOf(queue.socket.conn).writable) {
      // It goes straight on, and everything before it has.
      queue.underwayMessages = 0;
      queue.underwayBytes = 0;
      return;
    }
    const reached = load(queue);
    if (reached <= 1) return;
    for (const { caps, milliseconds } of PATIENCE) if (reached > caps) arm(queue, caps, milliseconds);
  };

  const onFlush = (connection: object): void => {
    const queue = queues.get(connection);
    if (queue === undefined) return;
    queue.underwayMessages = queue.messages;
    queue.underwayBytes = queue.bytes;
    queue.messages = 0;
    queue.bytes = 0;
    // What was before has been taken, and what came meanwhile is no more than may wait.
    if (queue.alarms !== null && capsOf(queue.underwayMessages, queue.underwayBytes) <= 1) disarm(queue);
  };

  engine.on('flush', onFlush);

  return {
    watch(socket: Socket): void {
      queues.set(socket.conn, {
        socket,
        messages: 0,
        bytes: 0,
        underwayMessages: 0,
        underwayBytes: 0,
        alarms: null,
        isEnded: false,
      });
    },
    /** A packet for this connection of Engine.IO was made, and is not handed over yet. */
    count,
  };
};
