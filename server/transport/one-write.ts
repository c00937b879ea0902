import type { IncomingMessage } from 'node:http';
import type { Socket } from 'socket.io';

/** What this file needs to know of Engine.IO's connection and of the WebSocket beneath it. */
type Corkable = { cork(): void; uncork(): void };
type Connection = {
  transport: { writable: boolean; socket?: { _socket?: Corkable } };
  flush(): void;
};

/**
 * What is told to this socket meanwhile leaves in one write to the system, or as the answer to one poll, instead
 * of one for each frame: half of what a frame costs is its write.
 * @param tell synchronous
 */
export const inOneWrite = (socket: Socket, tell: () => void): void => {
  const connection = socket.conn as unknown as Connection;
  const { transport } = connection;
  // Another write is under way: what comes now waits for its end anyhow.
  if (!transport.writable) return tell();
  transport.writable = false;
  try {
    tell();
  } finally {
    transport.writable = true;
    const wire = transport.socket?._socket;
    wire?.cork();
    connection.flush();
    wire?.uncork();
  }
};

/**
 * The answer to an upgrade and Engine.IO's first frame, which it sends a microtask later, leave in one write.
 * For upgrades that are let in: the refusal of another is dropped if it waits.
 */
export const greetInOneWrite = ({ headers, socket }: IncomingMessage): void => {
  if (headers.upgrade === undefined) return;
  socket.cork();
  process.nextTick(() => queueMicrotask(() => socket.uncork()));
};
