import type { BenchOutcome, BenchPart, BenchRow } from './bench-part.ts';
import { barePair, enterCall, hangUp, times } from './clients.ts';
import { prepareClinic } from './clinic.ts';
import { RAISED_LIMITS, startBare, startOurs } from './processes.ts';
import { signalLoad, type SignalSlice } from './signal-load.ts';
import { alternate } from './slices.ts';
import { compared, median, quantile } from './statistics.ts';

const PAIRS = 8;
const ROUNDS = 12;

const cpuOf = (slices: readonly SignalSlice[]) => slices.map(({ cpuPerRelay }) => cpuPerRelay);
const p50Of = (slices: readonly SignalSlice[]) => slices.map(({ roundTrips }) => quantile(roundTrips, 0.5));
const rateOf = (slices: readonly SignalSlice[]) =>
  Math.round(median(slices.map(({ relaysPerSecond }) => relaysPerSecond)));

const rows = (
  what: string,
  values: { ours: SignalSlice[]; bare: SignalSlice[]; control: SignalSlice[] },
): BenchRow[] => [
  compared(
    { subject: `${what}: server CPU per relay`, unit: 'µs', budget: { most: 1.15 } },
    { ours: cpuOf(values.ours), bare: cpuOf(values.bare), control: cpuOf(values.control) },
  ),
  compared(
    { subject: `${what}: round trip, p50`, unit: 'ms', budget: { most: 1.1 } },
    { ours: p50Of(values.ours), bare: p50Of(values.bare), control: p50Of(values.control) },
  ),
];

const run = async (): Promise<BenchOutcome> => {
  const clinic = await prepareClinic({ doctors: PAIRS, visits: PAIRS });
  const [ours, limited, bare, control] = await Promise.all([
    startOurs(clinic),
    startOurs(clinic, { RATE_LIMITS: RAISED_LIMITS }),
    startBare(),
    startBare(),
  ]);
  const enter = (server: typeof ours) =>
    times(PAIRS, (index) => enterCall(server, clinic, clinic.visits[index]!));
  const pairs = {
    ours: await enter(ours),
    limited: await enter(limited),
    bare: await times(PAIRS, () => barePair(bare)),
    control: await times(PAIRS, () => barePair(control)),
  };
  const load = (acks: boolean) => ({
    ours: signalLoad(ours, pairs.ours, { acks }),
    limited: signalLoad(limited, pairs.limited, { acks }),
    bare: signalLoad(bare, pairs.bare, { acks }),
    control: signalLoad(control, pairs.control, { acks }),
  });
  try {
    const plain = await alternate(load(false), { rounds: ROUNDS });
    const acked = await alternate(load(true), { rounds: ROUNDS });
    return {
      rows: [
        ...rows('Signal', plain),
        ...rows('Signal, with rate limits on', { ...plain, ours: plain.limited }),
        ...rows('Signal with ack', acked),
        ...rows('Signal with ack, with rate limits on', { ...acked, ours: acked.limited }),
      ],
      notes: [
        `${PAIRS} doctors in calls with their patients, each pair one 5 kB offer there and one back, one after the other; ${ROUNDS} rounds of half-second slices of each server.`,
        `Relays per second (without ack; the generator is the busier side): ours ${rateOf(plain.ours)}, bare ${rateOf(plain.bare)}.`,
        'Ours is the built server as `npm run server` starts it: tokens checked, every signal validated and authorised, default log. “With rate limits on” has every limit in force, raised so far that none refuses; the other one has `RATE_LIMITS=off`.',
        'Without ack is what existing front ends send; with ack, which our own client asks for, the bare relay acks, too.',
      ],
    };
  } finally {
    hangUp(Object.values(pairs).flat());
    await Promise.all([ours, limited, bare, control].map((server) => server.stop()));
    clinic.dispose();
  }
};

/** Signal relay against a bare Socket.IO relay. */
export const relay: BenchPart = { name: 'relay', title: 'Signal relay', pinned: true, run };
