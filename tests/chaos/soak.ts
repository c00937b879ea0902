import { createClinic, keptSignedIn } from './fuzz/clinic.ts';
import { liveVisit, type Desk } from './fuzz/day.ts';
import { createDice } from './fuzz/dice.ts';
import { slopePerHour, watchMemory } from './fuzz/memory.ts';
import { startProbedServer, sumOf } from './fuzz/probed-server.ts';
import { createTally } from './fuzz/tally.ts';
import { connectWire } from './fuzz/wire-client.ts';
import type { ChaosPart } from './part.ts';
import { holdsWithin } from './support/until.ts';

const SCALES = {
  full: { minutes: 30, desks: 3, visitsAtOnce: 2, lookEveryMs: 10_000 },
  short: { minutes: 8 / 60, desks: 1, visitsAtOnce: 2, lookEveryMs: 1_000 },
} as const;
/** What the heap may hold more at the end than half-way, in megabytes. */
const HEAP_GROWTH_MB = 16;
/** Connections and timers that come and go by themselves: pools of the client, the clean-up of a moment ago. */
const SPARE_RESOURCES = 8;
/** A doctor's window is opened again after so many visits. */
const VISITS_PER_WINDOW = 40;

/** A clinic's days in fast motion, one after the other: what does not end grows. */
export const soak: ChaosPart = {
  name: 'soak',
  title: 'A clinic’s days in fast motion',
  promise:
    '30 minutes of visits one after the other: everything works, nothing is left over, memory slope reported',
  run: async ({ scale, seed, minutes, report }) => {
    const { minutes: usual, desks: deskCount, visitsAtOnce, lookEveryMs } = SCALES[scale];
    const server = await startProbedServer();
    try {
      const clinic = await createClinic(server.url);
      const done = createTally();
      const failures = new Set<string>();
      const startedAt = performance.now();
      const until = startedAt + (minutes ?? usual) * 60_000;
      const desks = await Promise.all(
        Array.from({ length: deskCount }, async () => {
          const doctor = keptSignedIn(clinic, await clinic.addDoctor());
          const open = async () => connectWire(server.url, (await doctor()).token, { userType: 'doctor' });
          let socket = await open();
          const desk: Desk = { clinic, doctor, socket: () => socket };
          const reopen = async () => {
            const before = socket;
            socket = await open();
            await before.close();
          };
          return { desk, reopen };
        }),
      );
      const before = await server.look();
      const memory = watchMemory(server, lookEveryMs);
      await Promise.all(
        desks.map(async ({ desk, reopen }, index) => {
          const dice = createDice(seed * 100 + index);
          for (let round = 1; performance.now() < until && failures.size === 0; round += 1) {
            await Promise.all(
              Array.from({ length: visitsAtOnce }, () =>
                liveVisit(desk, dice, done).catch((error: unknown) => {
                  failures.add(error instanceof Error ? error.message : String(error));
                }),
              ),
            );
            if ((round * visitsAtOnce) % VISITS_PER_WINDOW === 0) await reopen();
          }
        }),
      );
      memory.stop();
      await memory.sample();
      const seconds = (performance.now() - startedAt) / 1000;

      const connections = async () => sumOf(await server.metrics(), 'anteroom_connections');
      await holdsWithin(10_000, async () => (await connections()) === deskCount);
      if ((await connections()) !== deskCount)
        failures.add(`${await connections()} connections are left over`);
      const metrics = await server.metrics();
      const rooms = sumOf(metrics, 'anteroom_call_rooms');
      if (rooms !== 0) failures.add(`${rooms} call rooms are left over`);
      const internal = sumOf(metrics, 'anteroom_refusals_total', ['code="internal"']);
      if (internal > 0) failures.add(`${internal} internal errors`);
      const { resources, pollution } = await server.look();
      for (const kind of ['TCPSocketWrap', 'Timeout']) {
        const more = (resources[kind] ?? 0) - (before.resources[kind] ?? 0);
        if (more > SPARE_RESOURCES) failures.add(`${more} more of ${kind} than at the start`);
      }
      if (pollution.length > 0) failures.add(`prototypes have ${pollution.join(', ')}`);
      if (server.exit() !== null) failures.add(`the server ended: ${String(server.exit())}`);
      for (const line of server.lines) failures.add(`the log says ${line.slice(0, 400)}`);
      if (done.of('visits') === 0) failures.add('no visit came to its end');

      const settled = memory.settled();
      const heapGrowth = (memory.samples.at(-1)?.heapMb ?? 0) - (settled[0]?.heapMb ?? 0);
      if (scale === 'full' && heapGrowth > HEAP_GROWTH_MB) {
        failures.add(`the heap grew by ${heapGrowth.toFixed(1)} MB in the second half`);
      }
      report(done.show());
      const round = (value: number) => Math.round(value * 100) / 100;
      return {
        measured: {
          minutes: round(seconds / 60),
          visits: done.of('visits'),
          messages: done.of('messages'),
          signals: done.of('signals'),
          reconnects: done.of('reconnects'),
          'token refreshes': done.of('refreshes'),
          'RSS slope over the second half, MB/h': round(slopePerHour(settled, ({ rssMb }) => rssMb)),
          'heap slope over the second half, MB/h': round(slopePerHour(settled, ({ heapMb }) => heapMb)),
          'heap growth in the second half, MB': round(heapGrowth),
          'RSS at the end, MB': round(memory.samples.at(-1)?.rssMb ?? 0),
          'handles at the end': Object.entries(resources)
            .map(([kind, count]) => `${kind} ${count}`)
            .join(', '),
        },
        failures: [...failures].slice(0, 20),
      };
    } finally {
      await server.dispose();
    }
  },
};
