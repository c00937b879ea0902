import { postgresPrograms } from '../support/postgres-programs.ts';
import { hasRedis, NO_REDIS, startRedis } from '../support/redis.ts';
import type { BenchOutcome, BenchPart, BenchRow } from './bench-part.ts';
import { chatLoad, enterRoom, type Room } from './chat-load.ts';
import { enterCall, hangUp, times, type Pair } from './clients.ts';
import { startClinicPostgres } from './clinic-postgres.ts';
import type { Clinic } from './clinic.ts';
import { messageTimes } from './message-times.ts';
import { startOurs, type ServerProcess } from './processes.ts';
import { signalLoad } from './signal-load.ts';
import { alternate, type Variant } from './slices.ts';
import { compared, median, quantile } from './statistics.ts';

const CALLS = 8;
const ROOMS = 64;
const DEPTH = 2;
const CALM_CALLS = 4;
const CALM_ROOMS = 4;
const CALM_EVERY_MS = 20;
const ROUNDS = 8;

/** People at the servers of a clinic: all doctors at the first one, all patients at the last one. */
type Site = { all: Pick<ServerProcess, 'cpu'>; pairs: Pair[]; rooms: Room[] };

const enter = async (
  clinic: Clinic,
  servers: readonly [ServerProcess, ...ServerProcess[]],
): Promise<Site> => {
  const [doctors] = servers;
  const patients = servers.at(-1);
  const visits = clinic.visits.slice(CALLS);
  return {
    all: {
      cpu: async () =>
        (await Promise.all(servers.map((server) => server.cpu()))).reduce((sum, cpu) => sum + cpu, 0),
    },
    pairs: await times(CALLS, (index) => enterCall(doctors, clinic, clinic.visits[index]!, patients)),
    rooms: await times(ROOMS, (index) => enterRoom(doctors, visits[index]!, clinic.token, patients)),
  };
};

type Sites = { two: Site; one: Site; control: Site };

/** Measures the same with each of them. */
const measure = async <R>(sites: Sites, load: (site: Site) => Variant<R>) => {
  const { two, one, control } = await alternate(
    { two: load(sites.two), one: load(sites.one), control: load(sites.control) },
    { rounds: ROUNDS },
  );
  return {
    two,
    one,
    row: (what: Pick<BenchRow, 'subject' | 'unit' | 'budget'>, valueOf: (slice: R) => number): BenchRow =>
      compared(what, { ours: two.map(valueOf), bare: one.map(valueOf), control: control.map(valueOf) }),
  };
};

const rows = async (sites: Sites): Promise<{ rows: BenchRow[]; rates: string }> => {
  const calm = await measure(sites, ({ all, pairs }) =>
    signalLoad(all, pairs.slice(0, CALM_CALLS), { acks: true, everyMs: CALM_EVERY_MS }),
  );
  const signals = await measure(sites, ({ all, pairs }) => signalLoad(all, pairs, { acks: true }));
  const messages = await measure(sites, ({ rooms }) => messageTimes(rooms.slice(0, CALM_ROOMS)));
  const chat = await measure(sites, ({ all, rooms }) => chatLoad(all, rooms, DEPTH));
  const perSecond = (slices: readonly { relaysPerSecond: number }[]) =>
    Math.round(median(slices.map(({ relaysPerSecond }) => relaysPerSecond)));
  return {
    rows: [
      calm.row(
        { subject: 'Signal from node to node: round trip, p50', unit: 'ms', budget: null },
        ({ roundTrips }) => quantile(roundTrips, 0.5),
      ),
      signals.row(
        {
          subject: 'Signal from node to node: CPU of all nodes, per signal',
          unit: 'µs',
          budget: null,
        },
        ({ cpuPerRelay }) => cpuPerRelay,
      ),
      messages.row(
        { subject: 'Durable message from node to node: until its ack, p50', unit: 'ms', budget: null },
        ({ acks }) => quantile(acks, 0.5),
      ),
      messages.row(
        { subject: 'The same: until the other person has it, p50', unit: 'ms', budget: null },
        ({ arrivals }) => quantile(arrivals, 0.5),
      ),
      chat.row(
        { subject: 'Durable messages: CPU of all nodes, per message', unit: 'µs', budget: null },
        ({ cpuPerMessage }) => cpuPerMessage,
      ),
      chat.row(
        { subject: 'Durable messages: rate', unit: '/s', budget: null },
        ({ messagesPerSecond }) => messagesPerSecond,
      ),
    ],
    rates: `Signals per second under full load: two nodes ${perSecond(signals.two)}, one ${perSecond(signals.one)}.`,
  };
};

const run = async (): Promise<BenchOutcome> => {
  const missing =
    postgresPrograms === null
      ? 'PostgreSQL is not installed (Debian: apt-get install postgresql)'
      : hasRedis()
        ? null
        : NO_REDIS;
  if (missing !== null) return { rows: [], notes: [], skipped: missing };
  const undo: (() => Promise<void> | void)[] = [];
  try {
    const postgres = await startClinicPostgres();
    undo.push(() => postgres.stop());
    const redis = await startRedis();
    undo.push(() => redis.stop());
    const { clinic, copy } = await postgres.prepare({ doctors: CALLS + ROOMS, visits: CALLS + ROOMS });
    undo.push(() => clinic.dispose());
    const start = async (environment: Record<string, string>): Promise<ServerProcess> => {
      const server = await startOurs(clinic, environment);
      undo.push(() => server.stop());
      return server;
    };
    const entered = async (...servers: [ServerProcess, ...ServerProcess[]]): Promise<Site> => {
      const site = await enter(clinic, servers);
      undo.push(() => {
        hangUp([
          ...site.pairs,
          ...site.rooms.map(({ sender, listener }) => ({ caller: sender, callee: listener })),
        ]);
      });
      return site;
    };
    const both = { DATABASE_URL: await copy(), REDIS_URL: redis.url };
    const { rows: measured, rates } = await rows({
      two: await entered(await start(both), await start(both)),
      one: await entered(await start({ DATABASE_URL: await copy() })),
      control: await entered(await start({ DATABASE_URL: await copy() })),
    });
    return {
      rows: measured,
      notes: [
        `“Ours” is two servers of one clinic, which hear of each other through Redis, with all doctors at one and all patients at the other; “Bare” and “Control” are one server each, without Redis, with both. Each clinic has its database in one PostgreSQL, which writes through to the disk. ${ROUNDS} rounds.`,
        `Round trip: ${CALM_CALLS} calls, a 5 kB offer there and back every ${CALM_EVERY_MS} ms. Until the ack, and until the other person has it: ${CALM_ROOMS} rooms, one message after the other. The rest is under full load: ${CALLS} calls; ${ROOMS} rooms with ${DEPTH} messages of each under way. Signals ask for an ack, as those of our client do.`,
        'All nodes share one core, PostgreSQL and Redis the generator’s: the rate is what a second node costs on the same machine, not what a second machine gives. “CPU of all nodes” is without PostgreSQL and Redis.',
        rates,
        'Nobody has set a budget for this. A signal is worked on by two nodes and carried between them by a third process; of a message, the larger part is the store’s, and done once.',
      ],
    };
  } finally {
    for (const step of undo.toReversed()) await step();
  }
};

/** Two servers of a clinic against one. */
export const nodes: BenchPart = { name: 'nodes', title: 'Two nodes against one', pinned: true, run };
