import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from 'socket.io';
import type { Gate } from './gate.ts';
import type { Listener } from './listener.ts';

const LOOK_EVERY_MS = 10;

/** What the socket server's own types leave open: what waits to be written to one connection. */
type Outgoing = { writeBuffer: readonly unknown[]; transport: { socket?: { bufferedAmount?: number } } };

/** Only of a WebSocket: who polls gets what is ready when the next question comes, which needs a listener. */
const hasUnsent = ({ writeBuffer, transport: { socket } }: Outgoing): boolean =>
  socket !== undefined && (writeBuffer.length > 0 || (socket.bufferedAmount ?? 0) > 0);

/**
 * The end of all connections, in the order that loses nothing: nobody new comes in, everybody hears that the
 * server stops, what was accepted is carried out, its answers leave, and only then sockets and listeners close.
 * What takes longer than `stopMs` in all is cut off.
 */
export const createGoodbye = (deps: {
  io: Server;
  gate: Gate;
  listeners: readonly Listener[];
  /** Resolves when every event that was accepted is carried out. */
  settleEvents: () => Promise<void>;
  stopMs: number;
}): (() => Promise<void>) => {
  const { io, gate, listeners, settleEvents, stopMs } = deps;
  const clients = (): Outgoing[] =>
    Object.values((io.engine as unknown as { clients: Record<string, Outgoing> }).clients);

  return async () => {
    const deadline = performance.now() + stopMs;
    const late = new AbortController();
    gate.close();
    const closed = listeners.map((listener) => listener.close(stopMs));
    io.emit('server-stopping', {});
    await Promise.race([
      settleEvents(),
      delay(stopMs, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    // The last answers may be on their way into the sockets.
    await delay(0);
    while (clients().some(hasUnsent) && performance.now() < deadline) await delay(LOOK_EVERY_MS);
    // Listeners wait for their WebSockets, which only the socket server ends.
    const ended = io.close();
    // It waits for them in turn: a connection whose last answer has just left would keep both waiting.
    for (const listener of listeners) listener.dropIdle();
    await ended;
    await Promise.all(closed);
  };
};
