import { EventEmitter } from 'node:events';
import type { Socket } from 'socket.io';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createOutboundQueues } from '../../server/transport/outbound-queue.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Engine.IO's connection as far as a queue sees it, over a transport that takes a batch when the test says so. */
const createSocket = (limits: { queueMessages: number; queueBytes: number }) => {
  const overruns: number[] = [];
  const told: unknown[] = [];
  const transport = { writable: true, socket: { terminate: vi.fn() } };
  const conn = Object.assign(new EventEmitter(), {
    transport,
    readyState: 'open',
    writeBuffer: [] as unknown[],
    close: vi.fn(),
  });
  const socket = { conn, emit: (...message: unknown[]) => told.push(message) } as unknown as Socket;
  const engine = new EventEmitter();
  const queues = createOutboundQueues(engine, limits, (_socket, waiting) => overruns.push(waiting));
  queues.watch(socket);
  const flush = () => {
    if (!transport.writable || conn.writeBuffer.length === 0) return;
    engine.emit('flush', conn);
    conn.writeBuffer = [];
    transport.writable = false;
  };
  return {
    overruns,
    told,
    conn,
    transport,
    send(packet: object) {
      queues.count(conn, packet);
      conn.writeBuffer.push(packet);
      flush();
    },
    /** What was handed over has been taken: the next batch goes. */
    take() {
      transport.writable = true;
      flush();
    },
  };
};

const SMALL = { data: 'x' };
const many = (times: number, act: () => void) => {
  for (let time = 0; time < times; time += 1) act();
};

it('a socket has a moment to take a burst, and is ended after it', () => {
  const { overruns, told, conn, send } = createSocket({ queueMessages: 10, queueBytes: 1e6 });
  many(11, () => send(SMALL));
  vi.advanceTimersByTime(249);
  expect(overruns).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(overruns).toEqual([11]);
  expect(told).toEqual([['resync', { reason: 'slow' }]]);
  expect(conn.writeBuffer).toEqual([]);
  expect(conn.close).toHaveBeenCalledTimes(1);
});

it('as many messages as the cap may wait for ever', () => {
  const { overruns, send } = createSocket({ queueMessages: 10, queueBytes: 1e6 });
  many(10, () => send(SMALL));
  vi.advanceTimersByTime(60_000);
  expect(overruns).toEqual([]);
});

it('a socket that takes the burst in time goes on', () => {
  const { overruns, send, take } = createSocket({ queueMessages: 10, queueBytes: 1e6 });
  for (let round = 0; round < 20; round += 1) {
    many(30, () => send(SMALL));
    vi.advanceTimersByTime(100);
    take();
    take();
    vi.advanceTimersByTime(100);
  }
  expect(overruns).toEqual([]);
});

it('one that takes less than comes is ended, although it takes something all the time', () => {
  const { overruns, send, take } = createSocket({ queueMessages: 10, queueBytes: 1e6 });
  for (let round = 0; round < 10; round += 1) {
    many(20, () => send(SMALL));
    vi.advanceTimersByTime(100);
    take();
  }
  expect(overruns).toHaveLength(1);
});

it('many times the cap is given nearly no time', () => {
  const { overruns, send } = createSocket({ queueMessages: 10, queueBytes: 1e6 });
  many(41, () => send(SMALL));
  vi.advanceTimersByTime(25);
  expect(overruns).toEqual([41]);
});

it.each([
  ['text', { data: 'x'.repeat(600) }],
  ['bytes', { data: new Uint8Array(600) }],
  ['a frame that was made for many', { options: { wsPreEncodedFrame: [{ length: 4 }, { length: 596 }] } }],
])('counts the size of %s', (_, packet) => {
  const { overruns, send } = createSocket({ queueMessages: 1_000, queueBytes: 1_000 });
  send(packet);
  vi.advanceTimersByTime(1_000);
  expect(overruns).toEqual([]);
  send(packet);
  vi.advanceTimersByTime(250);
  expect(overruns).toEqual([2]);
});

it('an answer that alone is larger than the cap may wait, but not many of them', () => {
  const { overruns, send } = createSocket({ queueMessages: 1_000, queueBytes: 1_000 });
  const large = { data: 'x'.repeat(5_000) };
  send(large);
  send({ data: 'x'.repeat(400) });
  vi.advanceTimersByTime(60_000);
  expect(overruns).toEqual([]);
  send(large);
  vi.advanceTimersByTime(250);
  expect(overruns).toEqual([3]);
});

it('who does not take the farewell either is cut off', () => {
  const { conn, transport, send } = createSocket({ queueMessages: 1, queueBytes: 1e6 });
  many(2, () => send(SMALL));
  vi.advanceTimersByTime(250);
  expect(transport.socket.terminate).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(transport.socket.terminate).toHaveBeenCalledTimes(1);
  expect(conn.close).toHaveBeenLastCalledWith(true);
});

it('a connection that closed meanwhile is left alone', () => {
  const { overruns, conn, send } = createSocket({ queueMessages: 1, queueBytes: 1e6 });
  many(2, () => send(SMALL));
  conn.readyState = 'closed';
  vi.advanceTimersByTime(250);
  expect(overruns).toEqual([]);
});
