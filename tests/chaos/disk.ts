import { setTimeout as pause } from 'node:timers/promises';
import { mountSmallDisk } from '../support/small-disk.ts';
import type { ChaosPart } from './part.ts';
import { createRandom } from './random.ts';
import { median, quantile } from './statistics.ts';
import { auditFailures, auditRows } from './support/audit.ts';
import { startCall } from './support/call.ts';
import { setUpClinic } from './support/clinic.ts';
import { hire } from './support/hire.ts';
import { createLedger } from './support/ledger.ts';
import { createServerProcess } from './support/server-process.ts';
import { holdsWithin } from './support/until.ts';

const ROUNDS = { short: 2, full: 20 } as const;

const DISK_BYTES = 64 * 1024 * 1024;
const LIMITS = JSON.stringify({ diskFloorBytes: 512 * 1024, diskCheckMs: 100 });
/** Some times SQLite itself meets the end of the disk, some times the server sees it coming. */
const LEFT_BYTES = [0, 64 * 1024, 256 * 1024] as const;
const PATIENCE_MS = 30_000;
const FACTS_BETWEEN = 20;
const SIGNALS_WHILE_FULL = 20;

const tryDisk = (): string | null => {
  const disk = mountSmallDisk(1024 * 1024);
  if (typeof disk === 'string') return disk;
  disk.remove();
  return null;
};

/** The server's disk runs full under load, and gets room again. */
export const disk: ChaosPart = {
  name: 'disk',
  title: 'A full disk',
  promise:
    'the disk is filled up and freed 20 times under load: nothing acknowledged is lost, the running call goes on, and the clinic recovers alone',
  unable: tryDisk,
  async run({ scale, seed, report }) {
    const rounds = ROUNDS[scale];
    const random = createRandom(seed);
    const small = mountSmallDisk(DISK_BYTES);
    if (typeof small === 'string') throw new Error(small);
    const ledger = createLedger();
    const failures: string[] = [];
    const server = await createServerProcess({ dataDir: small.path, environment: { LIMITS } });
    const recoveries: number[] = [];
    let signalsWhileFull = 0;
    try {
      await server.start();
      const clinic = await setUpClinic(server.url);
      const doctor = await clinic.addDoctor('carol@clinic.example');
      const visit = await clinic.arrange(doctor, 'Patient in the call');
      const call = await startCall(doctor, visit);
      const states: boolean[] = [];
      doctor.socket.on('storage-state', ({ writable }) => states.push(writable));
      const workers = await hire(clinic, server.url, ledger, random);
      const shifts = workers.map((worker) =>
        worker.work().catch((error: unknown) => ledger.fail(`a worker was refused: ${String(error)}`)),
      );
      const factsMore = async (count: number): Promise<boolean> => {
        const before = ledger.total();
        return holdsWithin(PATIENCE_MS, () => ledger.total() >= before + count);
      };
      for (let round = 1; round <= rounds; round += 1) {
        if (!(await factsMore(FACTS_BETWEEN))) failures.push(`round ${round}: nothing is written before`);
        const refusedBefore = ledger.fullRefusals();
        small.fill(random.pick(LEFT_BYTES));
        const isNoticed = () => ledger.fullRefusals() > refusedBefore && states.at(-1) === false;
        if (!(await holdsWithin(PATIENCE_MS, isNoticed))) failures.push(`round ${round}: nobody noticed`);
        const signalsBefore = call.arrived();
        const signalled = () => call.arrived() >= signalsBefore + SIGNALS_WHILE_FULL;
        if (!(await holdsWithin(PATIENCE_MS, signalled))) failures.push(`round ${round}: the call stands`);
        signalsWhileFull += call.arrived() - signalsBefore;
        await pause(random.between(0, 300));
        // Files of the server that grew meanwhile keep what they have.
        small.empty();
        const freedAt = performance.now();
        if (!(await holdsWithin(PATIENCE_MS, () => states.at(-1) === true)) || !(await factsMore(1))) {
          failures.push(`round ${round}: it did not recover`);
        }
        recoveries.push((performance.now() - freedAt) / 1000);
        ledger.check(server.dataDir, `round ${round}`);
        report(`${round} of ${rounds} rounds, ${ledger.total()} facts, ${ledger.fullRefusals()} refused`);
      }
      for (const worker of workers) worker.stop();
      await Promise.all(shifts);
      await call.stop();
      for (const code of new Set(call.refused())) failures.push(`a signal was refused: ${code}`);
      if (doctor.session.state.getState().status !== 'signedIn') failures.push('the doctor was signed out');
      doctor.close();
      visit.patient.close();
      if ((await server.stop()) !== 0) failures.push('the clean end was none');
      ledger.check(server.dataDir, 'the end');
      failures.push(...ledger.failures(), ...auditFailures(server.dataDir));
      return {
        measured: {
          'times the disk was full': rounds,
          'acknowledged facts': ledger.total(),
          'acknowledged facts lost': ledger.failures().length,
          'writes refused as storage_full': ledger.fullRefusals(),
          'signals of the call while the disk was full': signalsWhileFull,
          'from room on the disk to the next acknowledged fact, median in s': median(recoveries),
          'from room on the disk to the next acknowledged fact, slowest in s': quantile(recoveries, 1),
          'audit rows verified': auditRows(server.dataDir),
        },
        failures,
      };
    } finally {
      await server.dispose();
      small.remove();
    }
  },
};
