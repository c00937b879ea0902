import type { BenchOutcome, BenchPart } from './bench-part.ts';
import { startChatStream } from './chat-stream.ts';
import { enterCall, hangUp, times } from './clients.ts';
import { prepareClinic } from './clinic.ts';
import { startOurs } from './processes.ts';
import { signalLoad, type SignalSlice } from './signal-load.ts';
import { alternate } from './slices.ts';
import { slowFsync } from './slow-fsync.ts';
import { compared, median, quantile } from './statistics.ts';

const FSYNC_MS = 5;
const MESSAGES_PER_SECOND = 500;
const ROOMS = 20;
const CALLS = 4;
const ROUNDS = 16;
const SIGNAL_EVERY_MS = 5;
/** Twice the usual: a hundredth of the signals of a slice must be more than a few. */
const SLICE_MS = 1_000;

const run = async (): Promise<BenchOutcome> => {
  const slow = slowFsync(FSYNC_MS);
  if ('reason' in slow) return { rows: [], notes: [], skipped: slow.reason };
  const clinic = await prepareClinic({ doctors: ROOMS + CALLS, visits: ROOMS + CALLS });
  const server = await startOurs(clinic, slow.environment);
  const pairs = await times(CALLS, (index) => enterCall(server, clinic, clinic.visits[index]!));
  const chat = await startChatStream(server, clinic, clinic.visits.slice(CALLS, CALLS + ROOMS));
  const signals = signalLoad(server, pairs, { acks: false, everyMs: SIGNAL_EVERY_MS });
  const rates: number[] = [];
  const besideChat = async (milliseconds: number): Promise<SignalSlice> => {
    const begun = performance.now();
    const { result, acked } = await chat.during(MESSAGES_PER_SECOND, () => signals(milliseconds));
    rates.push(acked / ((performance.now() - begun) / 1000));
    return result;
  };
  try {
    const values = await alternate(
      { ours: besideChat, bare: signals, control: signals },
      { rounds: ROUNDS, sliceMs: SLICE_MS },
    );
    const at = (part: number) => {
      const of = (slices: readonly SignalSlice[]) =>
        slices.map(({ roundTrips }) => quantile(roundTrips, part));
      return { ours: of(values.ours), bare: of(values.bare), control: of(values.control) };
    };
    const subject = `Signals beside ${MESSAGES_PER_SECOND} durable messages/s, against no chat: round trip`;
    return {
      rows: [
        compared({ subject: `${subject}, p50`, unit: 'ms', budget: { most: 1.1 } }, at(0.5)),
        compared({ subject: `${subject}, p99`, unit: 'ms', budget: { most: 1.5 } }, at(0.99)),
      ],
      notes: [
        `One server on a disk whose every sync takes ${FSYNC_MS} ms more (LD_PRELOAD); ${CALLS} calls with a 5 kB offer there and back every ${SIGNAL_EVERY_MS} ms each, in slices with and without chat in ${ROOMS} other rooms. Here “bare” is ours without chat.`,
        `Messages acked per second in the slices with chat: ${Math.round(median(rates))}.`,
      ],
    };
  } finally {
    hangUp(pairs);
    chat.stop();
    await server.stop();
    clinic.dispose();
  }
};

/** Signalling beside a durable write load, against signalling alone. */
export const durable: BenchPart = {
  name: 'durable',
  title: 'Signalling beside durable chat',
  pinned: true,
  run,
};
