import type { IncomingMessage } from 'node:http';

/** What this file needs to know of Engine.IO's connection, its transport, and the stream beneath a WebSocket. */
type Stream = { cork(): void; uncork(): void };
type Transport = {
  writable: boolean;
  socket?: { _socket?: Stream | null };
  emit(event: 'ready'): unknown;
};

const transportOf = (connection: object): Transport => (connection as { transport: Transport }).transport;

/**
 * What a batch of the store's answers says to one connection leaves in one write, or as the answer to one poll.
 * Left to itself, Engine.IO hands over the first packet at once and the others when that one has left, and each
 * is a system call of its own: for the ack and the two frames of every message, these cost more than all our rules.
 */
export const createWriteTogether = () => {
  const held: Transport[] = [];
  let isHolding = false;

  const release = (): void => {
    isHolding = false;
    for (const transport of held.splice(0)) {
      const stream = transport.socket?._socket;
      stream?.cork();
      transport.writable = true;
      // Engine.IO hands over all that waits, before this returns.
      transport.emit('ready');
      stream?.uncork();
    }
  };

  return {
    /**
     * A packet for this connection of Engine.IO was made, and is not handed over yet. Called after whoever else
     * wants to see the transport as it really is.
     */
    holdBack(connection: object): void {
      if (!isHolding) return;
      const transport = transportOf(connection);
      // Another write, or the next poll, takes it along with what waits already.
      if (!transport.writable) return;
      transport.writable = false;
      held.push(transport);
    },
    /**
     * Holds back what is said from now on, until all promises that are settled by now have been heard: answers
     * of one batch come together. What is not an answer of the store, a signal above all, needs no such wait.
     */
    hold(): void {
      if (isHolding) return;
      isHolding = true;
      process.nextTick(release);
    },
  };
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
