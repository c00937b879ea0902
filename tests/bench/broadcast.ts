import { join } from 'node:path';
import type { BenchOutcome, BenchPart } from './bench-part.ts';
import { connected, createClient, request, times, type Client } from './clients.ts';
import { startProcess, type ServerProcess } from './processes.ts';
import { alternate, type Variant } from './slices.ts';
import { compared, median } from './statistics.ts';

const MEMBERS = 50;
const ROUNDS = 12;
const ROOM = 'a-room';
const MESSAGE = 'The doctor is running a little late today. '.repeat(4);

type BroadcastSlice = { cpuPerBroadcast: number; perSecond: number; milliseconds: number };

const start = (fanOut: 'ours' | 'bare'): Promise<ServerProcess> =>
  startProcess(join(import.meta.dirname, 'broadcast-server.ts'), { FAN_OUT: fanOut });

/** One broadcast after the other: the next begins when all members have the last one. */
const broadcastLoad = (server: ServerProcess, members: readonly Client[]): Variant<BroadcastSlice> => {
  const sayOnce = (): Promise<void> =>
    new Promise((resolve) => {
      let heard = 0;
      for (const member of members) {
        member.off('waiting-room-message');
        member.on('waiting-room-message', () => {
          heard += 1;
          if (heard === members.length) resolve();
        });
      }
      members[0]?.emit('say', { roomId: ROOM, message: MESSAGE });
    });
  return async (milliseconds) => {
    const durations: number[] = [];
    const before = await server.cpu();
    const begun = performance.now();
    let now = begun;
    while (now < begun + milliseconds) {
      await sayOnce();
      const after = performance.now();
      durations.push(after - now);
      now = after;
    }
    const cpu = (await server.cpu()) - before;
    return {
      cpuPerBroadcast: cpu / durations.length,
      perSecond: (durations.length / (now - begun)) * 1000,
      milliseconds: median(durations),
    };
  };
};

const run = async (): Promise<BenchOutcome> => {
  const servers = await Promise.all([start('ours'), start('bare'), start('bare')]);
  const rooms = await Promise.all(
    servers.map((server) =>
      times(MEMBERS, async () => {
        const client = await connected(createClient(server, null));
        await request(client, 'join', { roomId: ROOM });
        return client;
      }),
    ),
  );
  const load = (index: number) => broadcastLoad(servers[index]!, rooms[index]!);
  try {
    const values = await alternate({ ours: load(0), bare: load(1), control: load(2) }, { rounds: ROUNDS });
    const row = (name: string, unit: string, key: 'cpuPerBroadcast' | 'milliseconds') => {
      const of = (slices: readonly BroadcastSlice[]) => slices.map((slice) => slice[key]);
      return compared(
        { subject: `Broadcast to a room of ${MEMBERS}: ${name}`, unit, budget: { most: 1.1 } },
        { ours: of(values.ours), bare: of(values.bare), control: of(values.control) },
      );
    };
    return {
      rows: [
        row('server CPU', 'µs', 'cpuPerBroadcast'),
        row('until the last has it, p50', 'ms', 'milliseconds'),
      ],
      notes: [
        `One broadcast after the other through the product's fan-out and dialect, against \`io.to(room).emit\` of the same fields in the same kind of process; ${ROUNDS} rounds. Without the store, which is measured in “Durable chat”.`,
        `Broadcasts per second: ours ${Math.round(median(values.ours.map(({ perSecond }) => perSecond)))}, bare ${Math.round(median(values.bare.map(({ perSecond }) => perSecond)))}.`,
      ],
    };
  } finally {
    for (const client of rooms.flat()) client.disconnect();
    await Promise.all(servers.map((server) => server.stop()));
  }
};

/** One fact told to a whole room. */
export const broadcast: BenchPart = {
  name: 'broadcast',
  title: 'Broadcast to a room',
  pinned: true,
  run,
};
