import { setTimeout as pause } from 'node:timers/promises';
import { onGeneratorCore } from '../bench/machine.ts';
import { createClinic, keptSignedIn } from './fuzz/clinic.ts';
import { startProbedServer, sumOf, type ProbedServer } from './fuzz/probed-server.ts';
import { addReader, createRooms, type Room } from './fuzz/rooms.ts';
import type { WireClient } from './fuzz/wire-client.ts';
import type { ChaosPart } from './part.ts';
import { median, quantile, typicalRatio } from './statistics.ts';

/**
 * Rooms, windows of the patient in each beside the one that may stand still, messages of a room in a slice, and
 * pairs of a slice without and one with stopped readers: some for the times, some for the memory.
 */
const SCALES = {
  full: { rooms: 20, windows: 8, timed: 80, weighed: 6, messages: 240 },
  short: { rooms: 2, windows: 2, timed: 0, weighed: 1, messages: 80 },
} as const;
/**
 * What the system itself holds for a connection comes before the server's own queue, and how much that is differs:
 * a room gets messages until nobody stands in it any more, but no more than these.
 */
const MOST_MESSAGES = 2_400;
/** Three bytes a letter: as large as a message may be. */
const TEXT = '€'.repeat(980);
/** In the call of each room, an offer as large as one may be follows every second message. */
const OFFER = { type: 'offer', sdp: 'x'.repeat(48_000) };
/** Messages of a room that are on their way at once. */
const WINDOW = 8;
const MEMORY_MB = 50;
const WORSE = 1.1;
const LOOK_EVERY_MS = 100;
const CLOSED_WITHIN_MS = 20_000;
const MB = 1024 * 1024;

type Slice = {
  p99: number;
  rss: number;
  letGo: number;
  /** To each room. */
  messages: number;
};

type SliceOptions = {
  messages: number;
  /** One window of each room reads nothing. Without it the same windows are there, and read. */
  stopped: boolean;
  /** Memory is looked at, each time after a collection of garbage, and not the times: a collection takes some. */
  weighed: boolean;
};

/** Writes to all rooms at once. @returns how long deliveries took to those who read throughout, and the rest */
const runSlice = async (
  server: ProbedServer,
  rooms: readonly Room[],
  { messages, stopped, weighed }: SliceOptions,
): Promise<Slice> => {
  const extras = new Map<Room, WireClient>();
  for (const room of rooms) {
    const extra = await addReader(server.url, room);
    await extra.request('join-room', { roomId: room.visit.roomId });
    // In the call and the room, and from now on it reads nothing.
    if (stopped) extra.socket.pause();
    // Else the work of reading for them would be in the times of the others, who are in the same process.
    else extra.discard();
    extras.set(room, extra);
  }
  const overruns = async () => sumOf(await server.metrics(), 'anteroom_overruns_total');
  const before = await overruns();
  let letGo = 0;
  let rss = 0;
  let running = true;
  const look = async () => {
    if (weighed) rss = Math.max(rss, (await server.look()).rss);
    letGo = (await overruns()) - before;
  };
  const watch = async () => {
    while (running) {
      await look();
      await pause(LOOK_EVERY_MS);
    }
  };
  const watching = watch();

  const delays: number[] = [];
  for (const reader of rooms.flatMap(({ readers }) => readers)) {
    reader.hear((event, payload) => {
      if (event !== 'waiting-room-message') return;
      const { message } = payload as { message: string };
      delays.push(performance.now() - Number(message.slice(0, message.indexOf(' '))));
    });
  }
  let written = 0;
  await Promise.all(
    rooms.flatMap((room) => {
      const { writer, visit } = room;
      const to = extras.get(room)?.id;
      let sent = 0;
      const goesOn = () => sent < messages || (stopped && letGo < rooms.length && sent < MOST_MESSAGES);
      return Array.from({ length: WINDOW }, async () => {
        while (goesOn()) {
          sent += 1;
          written += 1;
          const message = `${performance.now()} ${TEXT}`;
          // Who was let go is not in the call any more: refused, and that is as it should be.
          if (sent % 2 === 0) void writer.ask('offer', JSON.stringify({ offer: OFFER, to, attempt: sent }));
          await writer.request('waiting-room-message', { roomId: visit.roomId, message });
        }
      });
    }),
  );
  // What was told to a reader before this answer has arrived with it.
  await Promise.all(rooms.flatMap(({ readers }) => readers.map((reader) => reader.ask('settled?', '{}'))));
  running = false;
  await watching;
  await look();
  const deadline = Date.now() + CLOSED_WITHIN_MS;
  while (stopped && letGo < rooms.length && Date.now() < deadline) {
    await pause(LOOK_EVERY_MS);
    await look();
  }
  for (const extra of extras.values()) extra.terminate();
  return { p99: quantile(delays, 0.99), rss, letGo, messages: written / rooms.length };
};

/** One reader of ten stands still while the rooms get many messages. */
export const readers: ChaosPart = {
  name: 'readers',
  title: 'Readers that stand still',
  promise:
    '20 stopped readers among 200 clients: the others’ p99 at most 10 % worse, at most 50 MB more memory, and they are let go',
  run: async ({ scale, report }) => {
    const { rooms: count, windows, timed, weighed, messages } = SCALES[scale];
    const pinned = scale === 'full';
    const server = await startProbedServer({}, { pinned });
    const run = async () => {
      const clinic = await createClinic(server.url);
      const doctor = keptSignedIn(clinic, await clinic.addDoctor());
      const failures: string[] = [];
      let letGo = 0;
      const needed: number[] = [];
      // With rooms of its own: who enters a room that holds megabytes reads them first, and the system then holds
      // more for this connection.
      const slice = async (options: Omit<SliceOptions, 'messages'>): Promise<Slice> => {
        const rooms = await createRooms(clinic, await doctor(), count, windows);
        const done = await runSlice(server, rooms, { messages, ...options });
        for (const { writer, readers: others } of rooms) {
          for (const client of [writer, ...others]) client.terminate();
        }
        if (options.stopped) {
          letGo += done.letGo;
          needed.push(done.messages);
          if (done.letGo < count) failures.push(`${done.letGo} of ${count} stopped readers were let go`);
        }
        return done;
      };
      await slice({ stopped: false, weighed: false });

      const peaks = { without: 0, stopped: 0 };
      for (let pair = 1; pair <= weighed; pair += 1) {
        const without = await slice({ stopped: false, weighed: true });
        const withStopped = await slice({ stopped: true, weighed: true });
        peaks.without = Math.max(peaks.without, without.rss);
        peaks.stopped = Math.max(peaks.stopped, withStopped.rss);
        report(
          `${pair} of ${weighed} weighed: ${(without.rss / MB).toFixed(0)} MB without, ${(withStopped.rss / MB).toFixed(0)} MB with stopped readers`,
        );
      }
      const moreMb = (peaks.stopped - peaks.without) / MB;
      if (moreMb > MEMORY_MB) failures.push(`${moreMb.toFixed(0)} MB more memory`);

      const p99 = { without: [] as number[], stopped: [] as number[] };
      for (let pair = 1; pair <= timed; pair += 1) {
        // Each first as often as the other; what slows the machine down for a while slows both.
        for (const stopped of pair % 2 === 1 ? [false, true] : [true, false]) {
          const done = await slice({ stopped, weighed: false });
          p99[stopped ? 'stopped' : 'without'].push(done.p99);
        }
        const show = (values: readonly number[]) => `${values.at(-1)?.toFixed(0) ?? '-'} ms`;
        report(
          `${pair} of ${timed} timed: p99 ${show(p99.without)} without, ${show(p99.stopped)} with stopped readers`,
        );
      }
      const ratio = typicalRatio(p99.stopped, p99.without);
      const isFirst = (_: number, index: number) => index % 2 === 0;
      const isSecond = (_: number, index: number) => index % 2 === 1;
      const noise = typicalRatio(p99.without.filter(isFirst), p99.without.filter(isSecond));
      // Where the same differs from the same by more, the machine says nothing about a tenth.
      const bound = WORSE * Math.max(1, noise, 1 / noise);
      if (scale === 'full' && ratio > bound) failures.push(`the others’ p99 is ${ratio.toFixed(2)} times`);
      return {
        measured: {
          clients: count * (windows + 2),
          'stopped readers at a time': count,
          'let go in all': letGo,
          'messages to each room until all were let go, median': Math.round(median(needed)),
          'slices with stopped readers, for the times': timed,
          'p99 of a delivery to the others without, median in ms': median(p99.without),
          'p99 of a delivery to the others, ratio to without': ratio,
          'the same against the same': noise,
          'slices with stopped readers, for the memory': weighed,
          'more memory, MB': moreMb,
        },
        failures: [...new Set(failures)],
      };
    };
    try {
      return await (pinned ? onGeneratorCore(run) : run());
    } finally {
      await server.dispose();
    }
  },
};
