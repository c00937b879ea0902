import type { BenchOutcome, BenchPart } from './bench-part.ts';
import { connected, createClient, type Client } from './clients.ts';
import { prepareClinic, type Clinic } from './clinic.ts';
import { startBare, startOurs, type ServerProcess } from './processes.ts';
import { compared } from './statistics.ts';

const CLIENTS = 2_000;
const DOCTORS = 40;
const ROUNDS = 3;
const AT_A_TIME = 50;

type PerClient = { rss: number; heap: number };

const connectAll = async (server: ServerProcess, tokens: readonly (string | null)[]): Promise<Client[]> => {
  const clients: Client[] = [];
  for (let first = 0; first < tokens.length; first += AT_A_TIME) {
    const group = tokens.slice(first, first + AT_A_TIME).map((token) => createClient(server, token));
    clients.push(...(await Promise.all(group.map(connected))));
  }
  return clients;
};

/**
 * Kilobytes of each client of a fresh server. A first quarter of them warms it up and leaves again, so that code and
 * arenas that any number of clients needs are not counted as theirs.
 */
const measureServer = async (
  start: () => Promise<ServerProcess>,
  tokens: readonly (string | null)[],
): Promise<PerClient> => {
  const server = await start();
  try {
    for (const client of await connectAll(server, tokens.slice(0, CLIENTS / 4))) client.disconnect();
    const before = await server.memory();
    const clients = await connectAll(server, tokens);
    const after = await server.memory();
    for (const client of clients) client.disconnect();
    const perClient = (bytes: number) => bytes / 1024 / tokens.length;
    return { rss: perClient(after.rss - before.rss), heap: perClient(after.heap - before.heap) };
  } finally {
    await server.stop();
  }
};

const run = async (): Promise<BenchOutcome> => {
  const clinic: Clinic = await prepareClinic({ doctors: DOCTORS, visits: CLIENTS });
  try {
    const ours: PerClient[] = [];
    const bare: PerClient[] = [];
    const control: PerClient[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const tokens = clinic.visits.map(({ patient }) => clinic.token(patient));
      ours.push(await measureServer(() => startOurs(clinic), tokens));
      bare.push(await measureServer(startBare, tokens));
      control.push(await measureServer(startBare, tokens));
    }
    const row = (name: string, key: keyof PerClient, budget: { most: number } | null) =>
      compared(
        { subject: `Memory per idle client: ${name}`, unit: 'kB', budget },
        {
          ours: ours.map((value) => value[key]),
          bare: bare.map((value) => value[key]),
          control: control.map((value) => value[key]),
        },
      );
    return {
      rows: [
        row('heap and external, after collection', 'heap', { most: 1.25 }),
        row('resident, after collection', 'rss', { most: 1.25 }),
      ],
      notes: [
        `${CLIENTS} authenticated clients that have connected and say nothing, on fresh servers; ${ROUNDS} rounds. Both sides drop the request of the handshake and have per-message-deflate off.`,
        'The heap is exact; resident memory comes in the steps of the allocator.',
      ],
    };
  } finally {
    clinic.dispose();
  }
};

/** Memory of idle clients against bare Socket.IO's. */
export const memory: BenchPart = { name: 'memory', title: 'Memory of idle clients', pinned: true, run };
