import { clientEvents } from '../../server/protocol/index.ts';
import { startBeside } from './fuzz/beside.ts';
import { createClinic, keptSignedIn, type Person } from './fuzz/clinic.ts';
import { createDice, type Dice } from './fuzz/dice.ts';
import { fuzzEvents } from './fuzz/event-fuzz.ts';
import { fuzzHttp } from './fuzz/http-fuzz.ts';
import { slopePerHour, watchMemory } from './fuzz/memory.ts';
import { fuzzPackets } from './fuzz/packet-fuzz.ts';
import { startProbedServer, sumOf } from './fuzz/probed-server.ts';
import { fuzzRawFrames, fuzzUpgrades } from './fuzz/raw-fuzz.ts';
import { createTally, type Tally } from './fuzz/tally.ts';
import type { ChaosPart } from './part.ts';

/** How many of each; the first three are the frames of the promise. */
const COUNTS = {
  full: { events: 200_000, packets: 600_000, raw: 200_000, upgrades: 2_000, requests: 10_000 },
  short: { events: 3_000, packets: 6_000, raw: 2_000, upgrades: 40, requests: 80 },
} as const;
const WORKERS = 8;
/** What the heap may hold more at the end than when it had warmed up, and the process, in megabytes. */
const HEAP_GROWTH_MB = 16;
const RSS_GROWTH_MB = 64;

/**
 * Frames, packets, events and requests that are wrong in every way that came to mind, against the built server,
 * while a call and a waiting room of others go on beside them.
 */
export const frames: ChaosPart = {
  name: 'frames',
  title: 'A million fuzzed frames',
  promise:
    '10^6 fuzzed frames: no crash, no internal error, nobody else’s call ended or signal lost, memory flat, no prototype polluted',
  run: async ({ scale, seed, report }) => {
    const counts = COUNTS[scale];
    const server = await startProbedServer();
    try {
      const clinic = await createClinic(server.url);
      const beside = await startBeside(clinic);
      const failures = new Set<string>();
      const [doctor, admin] = [await clinic.addDoctor(), keptSignedIn(clinic, clinic.admin)];
      const patient = keptSignedIn(clinic, await clinic.addPatient(doctor));
      const person = keptSignedIn(clinic, doctor);
      const people = async (): Promise<Person[]> => [await person(), await patient(), await admin()];
      const memory = watchMemory(server, scale === 'full' ? 5_000 : 500);
      const fates = {
        events: createTally(),
        packets: createTally(),
        raw: createTally(),
        upgrades: createTally(),
        requests: createTally(),
      };

      const { url } = server;
      const startedAt = performance.now();
      const share = (count: number) => Math.ceil(count / WORKERS);
      /** One kind after the other, each by several at once: a flood of one must not hide what another waits for. */
      const byAll = async (kind: number, one: (dice: Dice) => Promise<number>): Promise<number> => {
        const workers = Array.from({ length: WORKERS }, (_, worker) =>
          one(createDice(seed * 1_000 + worker * 10 + kind)),
        );
        return (await Promise.all(workers)).reduce((sum, count) => sum + count, 0);
      };
      const work = async () => {
        const fuzz = (of: Tally) => ({ fates: of, failures });
        const raw = await byAll(1, (dice) =>
          fuzzRawFrames(url, person, share(counts.raw), dice, fuzz(fates.raw)),
        );
        await byAll(2, (dice) => fuzzUpgrades(url, share(counts.upgrades), dice, fuzz(fates.upgrades)));
        const packets = await byAll(3, (dice) =>
          fuzzPackets(url, person, share(counts.packets), dice, fuzz(fates.packets)),
        );
        await byAll(4, (dice) =>
          fuzzHttp(share(counts.requests), dice, { clinic, people, ...fuzz(fates.requests) }),
        );
        const events = await byAll(5, (dice) =>
          fuzzEvents(share(counts.events), dice, {
            clinic,
            beside,
            doctor: person,
            patient,
            ...fuzz(fates.events),
          }),
        );
        return { raw, packets, events };
      };
      const crashed = new Promise<never>((_, reject) => {
        const look = setInterval(() => {
          if (server.exit() === null) return;
          clearInterval(look);
          reject(
            new Error(`the server ended: ${String(server.exit())}\n${server.lines.slice(-5).join('\n')}`),
          );
        }, 200);
        look.unref();
      });
      const sent = await Promise.race([work(), crashed]);
      const seconds = (performance.now() - startedAt) / 1000;
      memory.stop();
      await memory.sample();
      const frameCount = sent.events + sent.packets + sent.raw;

      for (const failure of await beside.end()) failures.add(failure);
      const { pollution } = await server.look();
      if (pollution.length > 0) failures.add(`prototypes have ${pollution.join(', ')}`);
      const metrics = await server.metrics();
      const internal = sumOf(metrics, 'anteroom_refusals_total', ['code="internal"']);
      if (internal > 0) failures.add(`${internal} internal errors`);
      for (const line of server.lines) failures.add(`the log says ${line.slice(0, 400)}`);

      const carriedOut = sumOf(metrics, 'anteroom_events_total') - beside.signals() - beside.messages();
      const refused = sumOf(metrics, 'anteroom_refusals_total', ['source="event"']);
      const kinds = [...metrics.keys()].filter((line) => line.startsWith('anteroom_events_total{')).length;
      // A fuzzer whose frames all die at the first check proves nothing.
      const atLeast = (share: number, of: number, got: number, what: string): void => {
        if (got < share * of) failures.add(`only ${got} of ${of} ${what}: the fuzzer proves little`);
      };
      atLeast(0.4, frameCount, carriedOut + refused, 'frames became events');
      atLeast(0.4, sent.events, fates.events.of('reached the rules'), 'fuzzed events reached the rules');
      atLeast(0.2, sent.events, fates.events.of('bad_request'), 'fuzzed events were refused for their shape');
      atLeast(0.08, sent.events, fates.events.of('done'), 'fuzzed events were carried out');
      // Offer, answer and candidate are one command to the rules, and so are both toggles; a candidate for the room
      // is another.
      const known = Object.keys(clientEvents).length - 2;
      atLeast(scale === 'full' ? 1 : 0.7, known, kinds, 'kinds of events were carried out');
      atLeast(1, frameCount / 1_000, beside.signals(), 'signals per thousand frames passed beside');

      const [first, last] = [memory.settled()[0], memory.samples.at(-1)];
      const heapGrowth = (last?.heapMb ?? 0) - (first?.heapMb ?? 0);
      const rssGrowth = (last?.rssMb ?? 0) - (first?.rssMb ?? 0);
      if (scale === 'full' && (heapGrowth > HEAP_GROWTH_MB || rssGrowth > RSS_GROWTH_MB)) {
        failures.add(`memory grew by ${heapGrowth.toFixed(1)} MB of heap, ${rssGrowth.toFixed(1)} MB in all`);
      }
      for (const [kind, tally] of Object.entries(fates)) report(`${kind}: ${tally.show()}`);

      return {
        measured: {
          'frames sent': frameCount,
          'of them per-event payloads': sent.events,
          'of them packets of engine.io and Socket.IO': sent.packets,
          'of them raw WebSocket frames': sent.raw,
          'upgrades with odd heads': fates.upgrades.total(),
          'HTTP requests': fates.requests.total(),
          'frames per second': Math.round(frameCount / seconds),
          'events that reached the parser': carriedOut + refused,
          'fuzzed events that passed their schema': fates.events.of('reached the rules'),
          'fuzzed events that were carried out': fates.events.of('done'),
          'fuzzed events by what became of them': fates.events.show(),
          'packets by what became of them': fates.packets.show(),
          'raw frames by what became of them': fates.raw.show(),
          'HTTP requests by status': fates.requests.show(),
          'internal errors': internal,
          'signals of the call beside': beside.signals(),
          'messages of the waiting room beside': beside.messages(),
          'heap growth in the second half, MB': heapGrowth,
          'RSS growth in the second half, MB': rssGrowth,
          'RSS slope in the second half, MB per 10^6 frames': round(
            (slopePerHour(memory.settled(), ({ rssMb }) => rssMb) / 3_600) * (seconds / frameCount) * 1e6,
          ),
        },
        failures: [...failures].slice(0, 20),
      };
    } finally {
      await server.dispose();
    }
  },
};

const round = (value: number): number => Math.round(value * 100) / 100;
