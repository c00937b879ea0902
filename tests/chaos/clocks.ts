import { setTimeout as pause } from 'node:timers/promises';
import type { ChaosPart } from './part.ts';
import { createRandom, shuffled, type Random } from './random.ts';
import { auditFailures, auditRows } from './support/audit.ts';
import { startCall } from './support/call.ts';
import { setUpClinic, type Visit } from './support/clinic.ts';
import { createFakeClock, noFakeClock, type FakeClock } from './support/fake-clock.ts';
import { isInSync, type Person } from './support/person.ts';
import { createServerProcess } from './support/server-process.ts';
import { holdsWithin } from './support/until.ts';

/** Longer than between two looks of the server at what has expired. */
const SCALES = {
  short: { settings: 4, holdMs: 0 },
  full: { settings: 14, holdMs: 33_000 },
} as const;

const PATIENCE_MS = 30_000;
const DAY_MS = 24 * 3_600_000;

/** What is done to the clock, by name. */
const SETTINGS: Record<string, (clock: FakeClock, random: Random) => void> = {
  'a day ahead': (clock) => clock.set(DAY_MS),
  'a day back': (clock) => clock.set(-DAY_MS),
  'standing still': (clock) => clock.freeze(0),
  'true again': (clock) => clock.set(0),
  'some seconds back': (clock, random) => clock.set(-1000 * random.between(1, 30)),
  'some minutes ahead': (clock, random) => clock.set(60_000 * random.between(1, 30)),
  'standing still a day ahead': (clock) => clock.freeze(DAY_MS),
};

const messagesOf = (person: Person, roomId: string) =>
  person.rooms.state.getState().rooms[roomId]?.room?.messages ?? [];

/** The server's clock is set while a visit runs and others wait. */
export const clocks: ChaosPart = {
  name: 'clocks',
  title: 'A clock that jumps',
  promise:
    'the clock of the server jumps by a day ahead and back, stands still and steps back while a visit runs: messages keep their order, places stay, queues go by arrival, nobody is signed out, and the audit chain verifies',
  unable: noFakeClock,
  async run({ scale, seed, report }) {
    const { settings, holdMs } = SCALES[scale];
    const random = createRandom(seed);
    const failures: string[] = [];
    const clock = createFakeClock();
    const server = await createServerProcess({ environment: clock.environment });
    const people: Person[] = [];
    try {
      await server.start();
      const clinic = await setUpClinic(server.url);
      const doctor = clinic.admin;
      const inCall = await clinic.arrange(doctor, 'Patient in the call');
      const away = await clinic.arrange(doctor, 'Patient who is away');
      // Opened before anything happens to the clock; each comes in at another time of it.
      const comers: Visit[] = [];
      for (let index = 0; index < settings; index += 1) {
        comers.push(await clinic.arrange(doctor, `Patient ${index}`));
      }
      people.push(doctor, inCall.patient, ...comers.map(({ patient }) => patient));
      const call = await startCall(doctor, inCall);
      away.patient.rooms.enter(away.roomId);
      if (!(await holdsWithin(PATIENCE_MS, () => isInSync(away.patient, away.roomId)))) {
        throw new Error('a patient did not come in');
      }
      away.patient.close();
      doctor.rooms.enter(away.roomId);

      const order: string[] = [];
      const next: string[] = [];
      let written = 0;
      for (let round = 0; round < settings; round += 1) {
        if (next.length === 0) next.push(...shuffled(Object.keys(SETTINGS), random));
        const name = next.pop() ?? 'true again';
        SETTINGS[name]?.(clock, random);
        const say = (what: string) => failures.push(`${name}: ${what}`);

        for (const writer of [doctor, inCall.patient]) {
          writer.outbox.send(inCall.roomId, `message ${(written += 1)}`);
        }
        const sent = () =>
          [doctor, inCall.patient].every(
            (person) =>
              person.outbox.state.getState().entries.length === 0 &&
              messagesOf(person, inCall.roomId).length === written,
          );
        if (!(await holdsWithin(PATIENCE_MS, sent))) say('messages did not arrive');
        const comer = comers[round];
        if (comer !== undefined) {
          comer.patient.rooms.enter(comer.roomId);
          order.push(comer.roomId);
          const isIn = () => isInSync(comer.patient, comer.roomId);
          if (!(await holdsWithin(PATIENCE_MS, isIn))) say('a patient did not come in');
          const room = comer.patient.rooms.state.getState().rooms[comer.roomId]?.room;
          // Behind those who came before, and behind the one who is away.
          if (room?.position !== order.length + 1)
            say(`the one who came last is at ${String(room?.position)}`);
        }
        const signalsBefore = call.arrived();
        await pause(holdMs);
        if (!(await holdsWithin(PATIENCE_MS, () => call.arrived() > signalsBefore + 2)))
          say('the call stands');
        // With whatever token they have; one that has expired is renewed on the way.
        for (const person of people) {
          await person.rest.call('listAppointments', {}).catch((error: unknown) => say(String(error)));
          if (person.session.state.getState().status !== 'signedIn') say('somebody was signed out');
        }
        report(`${name}: ${failures.length} failures so far`);
      }
      clock.set(0);
      await call.stop();
      for (const code of new Set(call.refused())) failures.push(`a signal was refused: ${code}`);
      const seqs = messagesOf(doctor, inCall.roomId).map(({ seq, message }) => `${seq} ${message}`);
      if (seqs.some((line, index) => !line.startsWith(`${index + 1} `)))
        failures.push('the sequence has gaps');
      doctor.rooms.refresh(away.roomId);
      for (const { roomId } of comers) doctor.rooms.enter(roomId);
      const rooms = [away.roomId, ...order];
      const entries = () =>
        rooms.map((roomId) => doctor.rooms.state.getState().rooms[roomId]?.room?.patients[0]);
      if (!(await holdsWithin(PATIENCE_MS, () => entries().every((entry) => entry !== undefined)))) {
        failures.push('places were lost');
      }
      const numbers = entries().map((entry) => entry?.queueOrder ?? Number.NaN);
      if (numbers.some((number, index) => index > 0 && !(number > (numbers[index - 1] ?? 0)))) {
        failures.push('the queue does not go by arrival');
      }
      failures.push(...auditFailures(server.dataDir));
      return {
        measured: {
          'times the clock was set': settings,
          'seconds that each setting lasted': holdMs / 1000,
          'messages written': written,
          'signals of the call': call.arrived(),
          'people who waited': rooms.length,
          'people signed out': people.filter(({ session }) => session.state.getState().status !== 'signedIn')
            .length,
          'audit rows verified': auditRows(server.dataDir),
        },
        failures,
      };
    } finally {
      for (const person of people) person.close();
      await server.dispose();
      clock.remove();
    }
  },
};
