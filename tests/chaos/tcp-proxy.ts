import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Random } from './random.ts';

/** What is wrong with one direction of the line. */
export type Toxics = {
  /** Milliseconds that every byte takes, give or take `jitterMs`; the order stays. */
  latencyMs?: number;
  jitterMs?: number;
  /** Bytes that pass in a second. */
  bytesPerSecond?: number;
  /** Passes data in pieces of so many bytes at most, with `sliceDelayMs` between them. */
  sliceBytes?: number;
  sliceDelayMs?: number;
  /** Milliseconds after which the end of a connection reaches the other side. */
  slowCloseMs?: number;
  /** Nothing passes, and nothing is refused: as a line that lost its packets. */
  stalled?: boolean;
};

/** `up`: from the client to the server. `down`: back. */
export type Direction = 'up' | 'down';

/** A TCP proxy whose line can be made bad, and good again, while connections live. */
export type TcpProxy = {
  readonly url: string;
  /** Replaces the toxics of a direction, for the connections that live and those that come. */
  set(direction: Direction, toxics: Toxics): void;
  /** Takes every toxic away. */
  heal(): void;
  /** Refuses new connections and ends those that live. `up()` takes it back. */
  goDown(): void;
  goUp(): void;
  /** Ends every connection with RST. @returns how many */
  reset(): number;
  connections(): number;
  /** Bytes that were passed on so far. */
  passed(direction: Direction): number;
  close(): Promise<void>;
};

type Piece = { data: Buffer; at: number };

/** A connection stops to read beyond so many bytes that wait, so that the sender feels the slow line. */
const HIGH_WATER = 64 * 1024;

/** One direction of one connection. */
const createLine = (options: {
  from: Socket;
  to: Socket;
  toxics: () => Toxics;
  random: Random;
  onPassed: (bytes: number) => void;
}) => {
  const { from, to, toxics, random, onPassed } = options;
  const waiting: Piece[] = [];
  let bytes = 0;
  let ended: number | null = null;
  let lastAt = 0;
  let timer: NodeJS.Timeout | null = null;
  /** When the line may carry the next piece. */
  let freeAt = 0;

  const schedule = (ms: number) => {
    timer ??= setTimeout(() => {
      timer = null;
      pump();
    }, ms);
  };

  const pump = (): void => {
    for (;;) {
      if (to.destroyed) return;
      const { stalled = false, bytesPerSecond, sliceBytes, sliceDelayMs = 0, slowCloseMs = 0 } = toxics();
      if (stalled) return;
      const now = performance.now();
      const [piece] = waiting;
      if (piece === undefined) {
        if (ended === null) return;
        const endAt = ended + slowCloseMs;
        if (endAt > now) return schedule(endAt - now);
        to.end();
        return;
      }
      const due = Math.max(piece.at, freeAt);
      if (due > now) return schedule(due - now);
      const size = Math.min(piece.data.length, sliceBytes ?? piece.data.length, bytesPerSecond ?? Infinity);
      const part = piece.data.subarray(0, size);
      if (size === piece.data.length) waiting.shift();
      else piece.data = piece.data.subarray(size);
      bytes -= size;
      onPassed(size);
      to.write(part);
      const transfer = bytesPerSecond === undefined ? 0 : (size / bytesPerSecond) * 1000;
      freeAt = now + transfer + (sliceBytes === undefined ? 0 : sliceDelayMs);
      if (bytes < HIGH_WATER) from.resume();
    }
  };

  from.on('data', (data: Buffer) => {
    const { latencyMs = 0, jitterMs = 0 } = toxics();
    const delay = Math.max(0, latencyMs + (random.next() * 2 - 1) * jitterMs);
    // TCP keeps the order, however unevenly the packets come.
    lastAt = Math.max(lastAt, performance.now() + delay);
    waiting.push({ data, at: lastAt });
    bytes += data.length;
    if (bytes >= HIGH_WATER) from.pause();
    pump();
  });
  from.on('end', () => {
    ended = performance.now();
    pump();
  });

  return {
    /** The toxics changed: what waited may pass now, or no longer. */
    again: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      freeAt = 0;
      pump();
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      waiting.length = 0;
    },
  };
};

/** @param target the server's base address */
export const createTcpProxy = async (target: string, random: Random): Promise<TcpProxy> => {
  const { hostname, port } = new URL(target);
  const toxics: Record<Direction, Toxics> = { up: {}, down: {} };
  const passed: Record<Direction, number> = { up: 0, down: 0 };
  type Pair = { client: Socket; server: Socket; again: () => void };
  const pairs = new Set<Pair>();
  let isDown = false;

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    if (isDown) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const line = (direction: Direction) =>
      createLine({
        from: direction === 'up' ? client : server,
        to: direction === 'up' ? server : client,
        toxics: () => toxics[direction],
        random,
        onPassed: (count) => {
          passed[direction] += count;
        },
      });
    const lines = [line('up'), line('down')];
    const pair: Pair = {
      client,
      server,
      again: () => {
        for (const one of lines) one.again();
      },
    };
    pairs.add(pair);
    const finish = () => {
      for (const one of lines) one.stop();
      pairs.delete(pair);
    };
    // An end that came by force is passed on by force.
    for (const [side, other] of [
      [client, server],
      [server, client],
    ] as const) {
      side.setNoDelay(true);
      side.on('error', () => other.resetAndDestroy());
      side.on('close', () => {
        if (client.destroyed && server.destroyed) finish();
      });
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port: ownPort } = listener.address() as AddressInfo;

  const changed = () => {
    for (const pair of [...pairs]) pair.again();
  };
  const reset = (): number => {
    const ending = [...pairs];
    for (const { client, server } of ending) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
    return ending.length;
  };

  return {
    url: `http://127.0.0.1:${ownPort}`,
    set(direction, next) {
      toxics[direction] = next;
      changed();
    },
    heal() {
      toxics.up = {};
      toxics.down = {};
      changed();
    },
    goDown() {
      isDown = true;
      reset();
    },
    goUp() {
      isDown = false;
    },
    reset,
    connections: () => pairs.size,
    passed: (direction) => passed[direction],
    async close() {
      reset();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
};
