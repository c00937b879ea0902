import { setTimeout as pause } from 'node:timers/promises';
import type { ChaosPart } from './part.ts';
import { createRandom } from './random.ts';
import { median, quantile } from './statistics.ts';
import { auditFailures } from './support/audit.ts';
import { setUpClinic, type Visit } from './support/clinic.ts';
import { isInSync, type Person } from './support/person.ts';
import { createServerProcess } from './support/server-process.ts';
import { holdsWithin } from './support/until.ts';

/** `awayMs`: how long the server is not there, in turns; machines start again, too. */
const SCALES = {
  short: { clients: 30, restarts: 2, awayMs: [0] },
  full: { clients: 500, restarts: 20, awayMs: [0, 0, 5_000, 5_000, 15_000, 15_000] },
} as const;

const IN_SYNC_MS = 30_000;
const GIVE_UP_MS = 90_000;
const LAG_TARGET_MS = 200;
/** Longer than an access token lives: whoever lost a server that ran for long has to renew it first. */
const AGE_MS = 11 * 60_000;
/** As many rooms as a doctor's dashboard enters in a large clinic. */
const PATIENTS_PER_DOCTOR = 99;
const AT_ONCE = 10;

/** Runs the tasks a few at a time, as many people would come over a morning. */
const inTurns = async <T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]> => {
  const results: T[] = [];
  const waiting = [...tasks.entries()];
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      results[task[0]] = await task[1]();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
};

/** What this client knows of its own place. */
const arrivalOf = ({ patient, roomId, patientId }: Visit): string | undefined =>
  patient.rooms.state.getState().rooms[roomId]?.room?.patients.find(({ userId }) => userId === patientId)
    ?.joinedAt;

/** When each client was in sync again, once it had been cut off; milliseconds of this process. */
const watchReturns = (clients: readonly { person: Person; roomId: string }[]) => {
  const returnedAt = new Map<Person, number>();
  for (const { person, roomId } of clients) {
    const look = () => {
      if (!isInSync(person, roomId)) returnedAt.delete(person);
      else if (!returnedAt.has(person)) returnedAt.set(person, performance.now());
    };
    person.rooms.state.subscribe(look);
    person.socket.state.subscribe(look);
    look();
  }
  return returnedAt;
};

/** Many clients of ours at a server that is ended and started, cleanly and not. */
export const restarts: ChaosPart = {
  name: 'restarts',
  title: 'Restarts with everyone coming back',
  promise:
    '500 clients through 20 restarts, half of them by kill -9: all are back in their places and in sync within 30 s of the server being ready',
  async run({ scale, seed, report }) {
    const { clients: count, restarts: rounds, awayMs } = SCALES[scale];
    const random = createRandom(seed);
    const failures: string[] = [];
    // With the limits as they are: to the server, all of them are one address, as behind the router of a company.
    const server = await createServerProcess({ environment: { RATE_LIMITS: '{}' } });
    const people: Person[] = [];
    try {
      await server.start();
      const clinic = await setUpClinic(server.url);
      const doctors = [clinic.admin];
      const patientCount = count - Math.ceil(count / (PATIENTS_PER_DOCTOR + 1));
      while (doctors.length + patientCount < count) {
        doctors.push(await clinic.addDoctor(`doctor${doctors.length}@clinic.example`));
      }
      const visits = await inTurns(
        Array.from({ length: patientCount }, (_, index) => async () => {
          const doctor = doctors[index % doctors.length] ?? clinic.admin;
          const visit = await clinic.arrange(doctor, `Patient ${index}`);
          doctor.rooms.enter(visit.roomId);
          visit.patient.rooms.enter(visit.roomId);
          return { doctor, visit };
        }),
      );
      const clients = [
        ...visits.map(({ visit }) => ({ person: visit.patient, roomId: visit.roomId })),
        ...visits.map(({ doctor, visit }) => ({ person: doctor, roomId: visit.roomId })),
      ];
      people.push(...new Set(clients.map(({ person }) => person)));
      const allInSync = () => clients.every(({ person, roomId }) => isInSync(person, roomId));
      if (!(await holdsWithin(GIVE_UP_MS, allInSync))) throw new Error('not all came in before the restarts');
      const arrivals = visits.map(({ visit }) => arrivalOf(visit));
      report(`${people.length} clients are in, ${clients.length} rooms are shown`);

      const returns: number[] = [];
      const readyMs: number[] = [];
      const lags: number[] = [];
      let renewed = 0;
      for (let round = 1; round <= rounds; round += 1) {
        const returnedAt = watchReturns(
          visits.map(({ visit }) => ({ person: visit.patient, roomId: visit.roomId })),
        );
        const tokens = people.map((person) => person.refreshToken());
        // Messages on their way, so that there is something to come back for.
        for (const { visit } of visits) {
          if (random.next() < 0.1) visit.patient.outbox.send(visit.roomId, `in round ${round}`);
        }
        const goneAt = performance.now();
        if (round % 2 === 1) {
          const code = await server.stop();
          if (code !== 0) failures.push(`restart ${round}: SIGTERM ended with ${String(code)}`);
        } else {
          await server.kill();
        }
        const gone = () => clients.every(({ person }) => person.socket.state.getState().status !== 'online');
        if (!(await holdsWithin(GIVE_UP_MS, gone)))
          failures.push(`restart ${round}: somebody noticed nothing`);
        for (const person of people) person.age(AGE_MS);
        await pause(awayMs[(round - 1) % awayMs.length]);
        const startedAt = performance.now();
        await server.start();
        const readyAt = performance.now();
        readyMs.push(readyAt - startedAt);
        const back = await holdsWithin(
          GIVE_UP_MS,
          () => allInSync() && people.every(({ outbox }) => outbox.state.getState().entries.length === 0),
        );
        const tookMs = performance.now() - readyAt;
        renewed += people.filter((person, index) => person.refreshToken() !== tokens[index]).length;
        if (!back || tookMs > IN_SYNC_MS) {
          failures.push(`restart ${round}: all were in sync after ${(tookMs / 1000).toFixed(1)} s only`);
        }
        for (const at of returnedAt.values()) returns.push(Math.max(0, at - readyAt));
        const moved = visits.filter(({ visit }, index) => arrivalOf(visit) !== arrivals[index]).length;
        if (moved > 0) failures.push(`restart ${round}: ${moved} places were lost`);
        // The probe writes each half second.
        await pause(600);
        lags.push(...(await server.lag()).map(({ p99 }) => p99));
        report(
          `restart ${round} of ${rounds} (${round % 2 === 1 ? 'SIGTERM' : 'kill -9'}, away for ${((readyAt - goneAt) / 1000).toFixed(1)} s): all in sync after ${(tookMs / 1000).toFixed(1)} s`,
        );
      }
      const signedOut = people.filter(({ session }) => session.state.getState().status !== 'signedIn').length;
      if (signedOut > 0) failures.push(`${signedOut} people were signed out`);
      failures.push(...auditFailures(server.dataDir));
      const lag = quantile(lags, 0.99);
      return {
        measured: {
          clients: people.length,
          'rooms shown by them': clients.length,
          restarts: rounds,
          'in sync after the server was ready, median in s': median(returns) / 1000,
          'in sync after the server was ready, p99 in s': quantile(returns, 0.99) / 1000,
          'in sync after the server was ready, slowest in s': quantile(returns, 1) / 1000,
          'sessions renewed on the way': renewed,
          'start of the server, median in s': median(readyMs) / 1000,
          'event-loop lag of the server meanwhile, p99 in ms': lag,
          'event-loop lag under 200 ms': lag < LAG_TARGET_MS ? 'yes' : 'no',
        },
        failures,
      };
    } finally {
      for (const person of people) person.close();
      await server.dispose();
    }
  },
};
