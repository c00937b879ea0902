import type { BenchOutcome, BenchPart, BenchRow } from './bench-part.ts';
import { chatLoad, enterRoom, type ChatSlice, type Room } from './chat-load.ts';
import { hangUp, times } from './clients.ts';
import { prepareClinic } from './clinic.ts';
import { startBare, startOneCommit, startOurs, type ServerProcess } from './processes.ts';
import { alternate } from './slices.ts';
import { slowFsync } from './slow-fsync.ts';
import { compared } from './statistics.ts';

const ROOMS = 64;
const DEPTH = 2;
const ROUNDS = 10;
const FSYNC_MS = 5;

const rates = (slices: readonly ChatSlice[]) => slices.map(({ messagesPerSecond }) => messagesPerSecond);
const costs = (slices: readonly ChatSlice[]) => slices.map(({ cpuPerMessage }) => cpuPerMessage);

const run = async (): Promise<BenchOutcome> => {
  const clinic = await prepareClinic({ doctors: ROOMS, visits: ROOMS });
  const slow = slowFsync(FSYNC_MS);
  const servers: ServerProcess[] = [];
  const entered: Room[] = [];
  const load = async (start: Promise<ServerProcess>, isOurs: boolean) => {
    const server = await start;
    servers.push(server);
    const rooms = await times(ROOMS, (index) =>
      enterRoom(server, clinic.visits[index]!, isOurs ? clinic.token : null),
    );
    entered.push(...rooms);
    return chatLoad(server, rooms, DEPTH);
  };
  try {
    const plain = await alternate(
      {
        ours: await load(startOurs(clinic), true),
        bare: await load(startBare(), false),
        control: await load(startBare(), false),
      },
      { rounds: ROUNDS },
    );
    const rows: BenchRow[] = [
      compared(
        { subject: 'Durable chat message: rate', unit: '/s', budget: { least: 0.4 } },
        { ours: rates(plain.ours), bare: rates(plain.bare), control: rates(plain.control) },
      ),
      compared(
        { subject: 'Durable chat message: server CPU', unit: 'µs', budget: { most: 2.1 } },
        { ours: costs(plain.ours), bare: costs(plain.bare), control: costs(plain.control) },
      ),
    ];
    if ('environment' in slow) {
      const { environment } = slow;
      const commits = await alternate(
        {
          ours: await load(startOurs(clinic, environment), true),
          bare: await load(startOneCommit(clinic, { ...environment, LOG_LEVEL: 'info' }), true),
        },
        { rounds: ROUNDS / 2 },
      );
      rows.push(
        compared(
          {
            subject: `Durable chat against one commit per message, ${FSYNC_MS} ms per fsync: rate`,
            unit: '/s',
            budget: { least: 4 },
          },
          { ours: rates(commits.ours), bare: rates(commits.bare), control: null },
        ),
      );
    }
    return {
      rows,
      notes: [
        `${ROOMS} rooms with doctor and patient, ${DEPTH} messages of 170 characters of each under way; ours stores each durably (synchronous=FULL) and numbers it before it delivers and acks, the bare relay delivers and acks.`,
        'Messages are not indexed for search.',
        `One commit per message is ours with a store that is given the next message when the last one is on disk.`,
      ],
    };
  } finally {
    for (const { sender, listener } of entered) hangUp([{ caller: sender, callee: listener }]);
    await Promise.all(servers.map((server) => server.stop()));
    clinic.dispose();
  }
};

/** Durable chat against a relay that stores nothing. */
export const chat: BenchPart = { name: 'chat', title: 'Durable chat', pinned: true, run };
