import type { BenchOutcome, BenchPart } from './bench-part.ts';
import { enterCall, hangUp } from './clients.ts';
import { prepareClinic, type Clinic } from './clinic.ts';
import { startBare, startOurs, type ServerProcess } from './processes.ts';
import { signalLoad } from './signal-load.ts';
import { compared, quantile } from './statistics.ts';
import { storm, type Newcomer, type Storm } from './storm-load.ts';

const CLIENTS = 2_000;
const DOCTORS = 40;
const ROUNDS = 3;
/** What clients of ours spread over after three failed attempts (src-renderer/api/backoff.ts). */
const SPREAD_MS = 4_000;
const SIGNAL_EVERY_MS = 10;

const newcomersOf = (clinic: Clinic): Newcomer[] =>
  clinic.visits.slice(0, CLIENTS).map(({ patient, roomId }) => ({ token: clinic.token(patient), roomId }));

/** Each storm meets a server that has just started, as after a restart. */
const fresh = async (start: () => Promise<ServerProcess>, newcomers: readonly Newcomer[]): Promise<Storm> => {
  const server = await start();
  try {
    return await storm(server, newcomers);
  } finally {
    await server.stop();
  }
};

/** Round trips of a running call while everyone else comes back. */
const callDuring = async (clinic: Clinic, spreadMs: number): Promise<number[]> => {
  const server = await startOurs(clinic);
  const pair = await enterCall(server, clinic, clinic.visits.at(-1)!);
  try {
    const newcomers = newcomersOf(clinic);
    const slice = signalLoad(server, [pair], { acks: false, everyMs: SIGNAL_EVERY_MS });
    await slice(200);
    let over = false;
    const storming = storm(server, newcomers, spreadMs).finally(() => {
      over = true;
    });
    const roundTrips: number[] = [];
    while (!over) roundTrips.push(...(await slice(50)).roundTrips);
    await storming;
    return roundTrips;
  } finally {
    hangUp([pair]);
    await server.stop();
  }
};

const run = async (): Promise<BenchOutcome> => {
  // One more, whose call runs meanwhile.
  const clinic = await prepareClinic({ doctors: DOCTORS, visits: CLIENTS + 1 });
  try {
    const ours: Storm[] = [];
    const bare: Storm[] = [];
    const control: Storm[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const newcomers = newcomersOf(clinic);
      ours.push(await fresh(() => startOurs(clinic), newcomers));
      bare.push(await fresh(startBare, newcomers));
      control.push(await fresh(startBare, newcomers));
    }
    const atOnce = await callDuring(clinic, 0);
    const spread = await callDuring(clinic, SPREAD_MS);
    const seconds = (storms: Storm[]) => storms.map(({ milliseconds }) => milliseconds / 1000);
    const cpu = (storms: Storm[]) => storms.map(({ cpuPerClient }) => cpuPerClient);
    const during = (part: number, name: string) =>
      compared(
        {
          subject: `A running call's signals meanwhile, ${name}: with jitter against all at once`,
          unit: 'ms',
          budget: null,
        },
        { ours: [quantile(spread, part)], bare: [quantile(atOnce, part)], control: null },
      );
    return {
      rows: [
        compared(
          {
            subject: `${CLIENTS} clients connect and join at once: all in, with state`,
            unit: 's',
            budget: { most: 1.3 },
          },
          { ours: seconds(ours), bare: seconds(bare), control: seconds(control) },
        ),
        compared(
          { subject: 'The same: server CPU per client', unit: 'µs', budget: null },
          { ours: cpu(ours), bare: cpu(bare), control: cpu(control) },
        ),
        during(0.5, 'p50'),
        during(0.99, 'p99'),
        during(1, 'longest'),
      ],
      notes: [
        `${CLIENTS} patients of ${DOCTORS} doctors with the tokens of their invitations, each storm against a server that has just started; ${ROUNDS} rounds. Ours answers each join with the state of its room after the place is on disk and in the audit log; the bare server joins a room and acks.`,
        `With jitter, each client waits for a random part of ${SPREAD_MS / 1000} s before it connects, as our client's third attempt does; a call sends a signal every ${SIGNAL_EVERY_MS} ms meanwhile. These rows compare ours with ours.`,
      ],
    };
  } finally {
    clinic.dispose();
  }
};

/** A storm of reconnections against the bare server's. */
export const stormPart: BenchPart = { name: 'storm', title: 'Storm of joins', pinned: true, run };
