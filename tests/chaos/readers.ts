import { setTimeout as pause } from 'node:timers/promises';
import { createClinic } from './fuzz/clinic.ts';
import { startProbedServer, sumOf } from './fuzz/probed-server.ts';
import { addReader, createRooms, type Room } from './fuzz/rooms.ts';
import type { WireClient } from './fuzz/wire-client.ts';
import type { ChaosPart } from './part.ts';
import { median, quantile } from './statistics.ts';

/**
 * Rooms, windows of the patient in each, and messages that each room gets while some stand still (enough to fill
 * what the system itself holds for a connection, and the server's own queue after that) and while nobody does.
 */
const SCALES = {
  full: { rooms: 20, windows: 8, pairs: 5, quiet: 400, stopped: 400 },
  short: { rooms: 2, windows: 2, pairs: 1, quiet: 80, stopped: 400 },
} as const;
/** Three bytes a letter: as large as a message may be. */
const TEXT = '€'.repeat(980);
/** In the call of each room, an offer as large as one may be follows every second message. */
const OFFER = { type: 'offer', sdp: 'x'.repeat(48_000) };
/** Messages of a room that are on their way at once. */
const WINDOW = 8;
const MEMORY_MB = 50;
const WORSE = 1.1;
const CLOSED_WITHIN_MS = 20_000;
const MB = 1024 * 1024;

/**
 * Everyone but the stopped gets so many messages in each room; one of each room is in its call, too.
 * @param stopped by room, those whose connection is there, but who read nothing
 * @returns how long each took to each reader
 */
const runPhase = async (
  rooms: readonly Room[],
  messages: number,
  stopped: ReadonlyMap<Room, WireClient> = new Map(),
): Promise<number[]> => {
  const inCall = (room: Room) => stopped.get(room) ?? room.readers[0];
  for (const room of rooms) await inCall(room)?.request('join-room', { roomId: room.visit.roomId });
  // In the call and the room, and from now on they read nothing.
  for (const client of stopped.values()) client.socket.pause();
  const delays: number[] = [];
  const ends = rooms.flatMap(({ readers }) =>
    readers.map((reader) =>
      reader.hear((event, payload) => {
        if (event !== 'waiting-room-message') return;
        const { message } = payload as { message: string };
        delays.push(performance.now() - Number(message.slice(0, message.indexOf(' '))));
      }),
    ),
  );
  await Promise.all(
    rooms.flatMap((room) => {
      const { writer, visit } = room;
      const to = inCall(room)?.id;
      return Array.from({ length: WINDOW }, async () => {
        for (let sent = 0; sent < messages / WINDOW; sent += 1) {
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
  for (const end of ends) end();
  return delays;
};

/** One more window in each room, which will stand still. */
const addStopped = async (url: string, rooms: readonly Room[]): Promise<Map<Room, WireClient>> => {
  const stopped = new Map<Room, WireClient>();
  for (const room of rooms) stopped.set(room, await addReader(url, room));
  return stopped;
};

/** One reader of ten stands still while the rooms get many messages. */
export const readers: ChaosPart = {
  name: 'readers',
  title: 'Readers that stand still',
  promise:
    '20 stopped readers among 200 clients: the others’ p99 at most 10 % worse, at most 50 MB more memory, and they are let go',
  run: async ({ scale, report }) => {
    const { rooms: count, windows, pairs, quiet, stopped: messages } = SCALES[scale];
    const server = await startProbedServer();
    try {
      const clinic = await createClinic(server.url);
      const rooms = await createRooms(clinic, await clinic.addDoctor(), count, windows);
      const failures: string[] = [];
      const p99 = { without: [] as number[], control: [] as number[], stopped: [] as number[] };
      let most = 0;
      let base = 0;
      let letGo = 0;
      const watched = async (run: Promise<number[]>): Promise<{ p99: number; rss: number }> => {
        let rss = 0;
        let running = true;
        const look = async () => {
          while (running) {
            rss = Math.max(rss, (await server.look()).rss);
            await pause(500);
          }
        };
        const looking = look();
        const delays = await run;
        running = false;
        await looking;
        return { p99: quantile(delays, 0.99), rss };
      };
      await runPhase(rooms, quiet / 4);
      for (let pair = 0; pair < pairs; pair += 1) {
        const without = await watched(runPhase(rooms, quiet));
        const stopped = await addStopped(server.url, rooms);
        const withStopped = await watched(runPhase(rooms, messages, stopped));
        const deadline = Date.now() + CLOSED_WITHIN_MS;
        const overruns = async () => sumOf(await server.metrics(), 'anteroom_overruns_total');
        while ((await overruns()) < letGo + stopped.size && Date.now() < deadline) await pause(100);
        const closed = (await overruns()) - letGo;
        letGo += closed;
        if (closed < stopped.size) {
          failures.push(`${closed} of ${stopped.size} stopped readers were let go`);
        }
        for (const client of stopped.values()) client.terminate();
        const control = await watched(runPhase(rooms, quiet));
        p99.without.push(without.p99);
        p99.stopped.push(withStopped.p99);
        p99.control.push(control.p99);
        base = Math.max(base, without.rss, control.rss);
        most = Math.max(most, withStopped.rss);
        report(
          `p99 ${without.p99.toFixed(0)} ms without, ${withStopped.p99.toFixed(0)} ms with stopped readers, ${control.p99.toFixed(0)} ms without; ${closed} let go`,
        );
      }
      const before = median(p99.without);
      const ratio = median(p99.stopped) / median([...p99.without, ...p99.control]);
      const noise = median(p99.control) / before;
      const moreMb = (most - base) / MB;
      if (moreMb > MEMORY_MB) failures.push(`${moreMb.toFixed(0)} MB more memory`);
      // Where the same differs from the same by more, the machine says nothing about a tenth.
      const bound = WORSE * Math.max(1, noise, 1 / noise);
      if (scale === 'full' && ratio > bound) failures.push(`the others’ p99 is ${ratio.toFixed(2)} times`);
      return {
        measured: {
          clients: count * (windows + 2),
          'stopped readers at a time': count,
          'let go in all': letGo,
          'messages to each room in a phase': messages,
          'p99 of a delivery to the others, ratio to without': Number(ratio.toFixed(2)),
          'the same against the same': Number(noise.toFixed(2)),
          'more memory, MB': Number(moreMb.toFixed(1)),
        },
        failures,
      };
    } finally {
      await server.dispose();
    }
  },
};
