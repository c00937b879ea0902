import { setTimeout as pause } from 'node:timers/promises';
import { databaseKeyFrom } from '../../server/protocol/recovery-key.ts';
import type { ChaosPart } from './part.ts';
import { createRandom, type Random } from './random.ts';
import { auditFailures, auditRows } from './support/audit.ts';
import { setUpClinic } from './support/clinic.ts';
import { createLedger } from './support/ledger.ts';
import { hire } from './support/hire.ts';
import { createServerProcess } from './support/server-process.ts';
import { holdsWithin } from './support/until.ts';
import { median, quantile } from './statistics.ts';

const FULL = { kills: 300, startKills: 30, migrationKills: 20, auditEvery: 25 } as const;

type Kind = {
  /** What encrypts the database; null keeps it in plain text. */
  databaseKey: string | null;
  short: { kills: number; startKills: number; migrationKills: number; auditEvery: number };
};

/** A life is at least so many facts long: a slow machine must not make empty lives. */
const FACTS_PER_LIFE = 40;
const LOAD_TIMEOUT_MS = 30_000;

const environmentOf = (databaseKey: string | null) =>
  databaseKey === null ? {} : { environment: { DATABASE_KEY: databaseKey } };

/** A new data folder whose server is killed while it makes its database, until it may finish. */
const killDuringFirstStarts = async (
  kills: number,
  random: Random,
  databaseKey: string | null,
): Promise<string[]> => {
  const server = await createServerProcess(environmentOf(databaseKey));
  try {
    for (let kill = 0; kill < kills; kill += 1) await server.killWhileStarting(random.between(20, 900));
    await server.start();
    const clinic = await setUpClinic(server.url);
    clinic.admin.close();
    return auditFailures(server.dataDir, databaseKey);
  } catch (error) {
    return [`after kills during the first start: ${String(error)}`];
  } finally {
    await server.dispose();
  }
};

/** The built server is killed under load, again and again, and must have kept what it acknowledged. */
const createKill = (
  { databaseKey, short }: Kind,
  words: Pick<ChaosPart, 'name' | 'title' | 'promise'>,
): ChaosPart => ({
  ...words,
  async run({ scale, seed, report }) {
    const { kills, startKills, migrationKills, auditEvery } = scale === 'short' ? short : FULL;
    const random = createRandom(seed);
    const ledger = createLedger(databaseKey);
    const server = await createServerProcess(environmentOf(databaseKey));
    const failures = await killDuringFirstStarts(migrationKills, random, databaseKey);
    const startMs: number[] = [];
    const start = async () => {
      const startedAt = performance.now();
      await server.start();
      startMs.push(performance.now() - startedAt);
    };
    const startedAt = performance.now();
    let done = 0;
    try {
      await start();
      const workers = await hire(await setUpClinic(server.url), server.url, ledger, random);
      let startKillsLeft = startKills;
      for (let round = 1; round <= kills; round += 1) {
        const before = ledger.total();
        const shifts = workers.map((worker) =>
          worker.work().catch((error: unknown) => ledger.fail(`life ${round}: ${String(error)}`)),
        );
        const flows = () => ledger.total() >= before + FACTS_PER_LIFE;
        if (!(await holdsWithin(LOAD_TIMEOUT_MS, flows)))
          ledger.fail(`life ${round}: nothing was acknowledged`);
        await pause(random.between(0, 400));
        await server.kill();
        for (const worker of workers) worker.stop();
        await Promise.all(shifts);
        if (startKillsLeft > 0 && round % Math.floor(kills / startKills) === 0) {
          startKillsLeft -= 1;
          await server.killWhileStarting(random.between(20, 900));
        }
        await start();
        done = round;
        ledger.check(server.dataDir, `kill ${round}`);
        if (round % auditEvery === 0) {
          failures.push(...auditFailures(server.dataDir, databaseKey));
          report(`${round} of ${kills} kills, ${ledger.total()} facts, ${ledger.failures().length} failures`);
        }
        if (ledger.failures().length > 20) break;
      }
      failures.push(...auditFailures(server.dataDir, databaseKey), ...ledger.failures());
      if ((await server.stop()) !== 0) failures.push('the clean end after all kills was none');
      return {
        measured: {
          kills: done,
          'kills while starting': startKills,
          'kills while the first database was made': migrationKills,
          'acknowledged facts': ledger.total(),
          ...Object.fromEntries(Object.entries(ledger.counts()).map(([name, n]) => [`of these ${name}`, n])),
          'acknowledged facts lost': ledger.failures().length,
          'audit rows verified': auditRows(server.dataDir, databaseKey),
          'start of the server, median in ms': Math.round(median(startMs)),
          'start of the server, p99 in ms': Math.round(quantile(startMs, 0.99)),
          'seconds a kill': (performance.now() - startedAt) / 1000 / done,
        },
        failures,
      };
    } finally {
      await server.dispose();
    }
  },
});

export const kill = createKill(
  { databaseKey: null, short: { kills: 5, startKills: 1, migrationKills: 1, auditEvery: 5 } },
  {
    name: 'kill',
    title: 'Kill -9 under load',
    promise:
      '300 kills of the server while people write: no acknowledged fact is lost, doubled or out of order, every session goes on, and the audit chain verifies',
  },
);

/** With a key as the desktop app makes them. */
export const killEncrypted = createKill(
  {
    databaseKey: databaseKeyFrom(new Uint8Array(32).fill(0xa5)),
    short: { kills: 2, startKills: 1, migrationKills: 0, auditEvery: 2 },
  },
  {
    name: 'kill-encrypted',
    title: 'Kill -9 under load, encrypted',
    promise: 'the same 300 kills of a server whose database is encrypted: nothing acknowledged is lost',
  },
);
