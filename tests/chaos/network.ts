import { setTimeout as pause } from 'node:timers/promises';
import type { WaitingMessage } from '../../server/protocol/index.ts';
import { codeOf } from '../../src-renderer/api/api-error.ts';
import type { ChaosPart } from './part.ts';
import { createRandom, shuffled, type Random } from './random.ts';
import { auditFailures } from './support/audit.ts';
import { setUpClinic } from './support/clinic.ts';
import { isInSync, type Person } from './support/person.ts';
import { createServerProcess } from './support/server-process.ts';
import { holdsWithin } from './support/until.ts';
import { createTcpProxy, type Direction, type TcpProxy } from './tcp-proxy.ts';

const SCALES = {
  short: { rounds: 8, roundMs: 250, everyMs: 40, settleMs: 20_000 },
  full: { rounds: 200, roundMs: 1_500, everyMs: 60, settleMs: 60_000 },
} as const;

/** What happens to the line in one round, by name. */
const TROUBLES: Record<string, (proxy: TcpProxy, random: Random) => void> = {
  latency: (proxy, random) => {
    const latencyMs = random.between(20, 400);
    for (const direction of ['up', 'down'] as const) proxy.set(direction, { latencyMs, jitterMs: latencyMs });
  },
  bandwidth: (proxy, random) => proxy.set(side(random), { bytesPerSecond: random.between(500, 8_000) }),
  slicing: (proxy, random) =>
    proxy.set(side(random), { sliceBytes: random.between(1, 40), sliceDelayMs: random.between(0, 5) }),
  stall: (proxy, random) => proxy.set(side(random), { stalled: true }),
  'slow close': (proxy, random) => {
    proxy.set(side(random), { slowCloseMs: random.between(100, 2_000) });
    if (random.next() < 0.3) proxy.reset();
  },
  reset: (proxy) => void proxy.reset(),
  down: (proxy) => proxy.goDown(),
  none: (proxy) => proxy.heal(),
};

const side = (random: Random): Direction => random.pick(['up', 'down']);

/** What is wrong with a room's messages, for those who wrote these texts. */
const messageFailures = (
  who: string,
  messages: readonly WaitingMessage[],
  written: ReadonlyMap<string, readonly string[]>,
): string[] => {
  const failures: string[] = [];
  if (messages.some(({ seq }, index) => seq !== index + 1)) failures.push(`${who}: the sequence has gaps`);
  const clientIds = messages.map(({ clientId }) => clientId);
  if (new Set(clientIds).size !== clientIds.length) failures.push(`${who}: a message is there twice`);
  for (const [userId, texts] of written) {
    const stored = messages.filter((message) => message.userId === userId).map(({ message }) => message);
    const firstWrong = texts.findIndex((text, index) => stored[index] !== text);
    if (firstWrong !== -1 || stored.length !== texts.length) {
      failures.push(
        `${who}: of ${texts.length} messages of one person ${stored.length} are there, wrong from ${firstWrong}`,
      );
    }
  }
  return failures;
};

/** Our own client of a patient and a doctor, each behind a line that goes bad in every way, at random. */
export const network: ChaosPart = {
  name: 'network',
  title: 'A line that goes bad',
  promise:
    'while latency, bandwidth, slicing, stalls, resets and cuts change at random, each message arrives exactly once and in order, both sides come to the same room, and nobody is signed out',
  async run({ scale, seed, report }) {
    const { rounds, roundMs, everyMs, settleMs } = SCALES[scale];
    const random = createRandom(seed);
    const failures: string[] = [];
    const counts = new Map<string, number>();
    const server = await createServerProcess();
    const proxies: TcpProxy[] = [];
    const people: Person[] = [];
    try {
      await server.start();
      const clinic = await setUpClinic(server.url);
      const [doctorLine, patientLine] = [
        await createTcpProxy(server.url, random),
        await createTcpProxy(server.url, random),
      ] as const;
      proxies.push(doctorLine, patientLine);
      const { admin: doctor } = clinic;
      doctor.goTo(doctorLine.url);
      const { patient, roomId, patientId } = await clinic.arrange(doctor, 'Pat Example', patientLine.url);
      people.push(doctor, patient);
      for (const person of people) person.rooms.enter(roomId);
      const doctorId = doctor.session.state.getState();
      if (doctorId.status !== 'signedIn') throw new Error('the doctor is not signed in');
      const written = new Map<string, string[]>([
        [doctorId.user.id, []],
        [patientId, []],
      ]);
      if (!(await holdsWithin(settleMs, () => people.every((person) => isInSync(person, roomId))))) {
        throw new Error('nobody came in before the trouble began');
      }

      let reconnections = 0;
      for (const person of people) {
        person.socket.state.subscribe(({ status }, before) => {
          if (status === 'online' && before.status !== 'online') reconnections += 1;
        });
      }
      let settingReady = false;
      /** As the button does: one at a time, and the room is asked for again when the answer was lost. */
      const setReady = async (ready: boolean): Promise<void> => {
        if (settingReady) return;
        settingReady = true;
        try {
          await patient.socket.request('patient-ready', { roomId, ready });
          const payload = { roomId, patientId, ready, timestamp: new Date().toISOString() };
          patient.rooms.apply({ name: 'patient-ready-status-changed', payload });
        } catch (error) {
          if (codeOf(error) === 'timeout') patient.rooms.refresh(roomId);
        } finally {
          settingReady = false;
        }
      };
      const write = () => {
        const writer = random.pick(people);
        const texts = written.get(writer === doctor ? doctorId.user.id : patientId) ?? [];
        const text = `${'x'.repeat(random.between(0, 200))} message ${texts.length + 1}`.trim();
        texts.push(text);
        writer.outbox.send(roomId, text);
        // The patient's ready flag goes back and forth, so that there is state to converge, too.
        if (writer === patient && random.next() < 0.3) void setReady(random.next() < 0.5);
      };
      const next: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const proxy = random.pick([doctorLine, patientLine]);
        // Each of them once before any comes again.
        if (next.length === 0) next.push(...shuffled(Object.keys(TROUBLES), random));
        const name = next.pop() ?? 'none';
        counts.set(name, (counts.get(name) ?? 0) + 1);
        TROUBLES[name]?.(proxy, random);
        for (let ms = 0; ms < roundMs; ms += everyMs) {
          write();
          await pause(everyMs);
        }
        proxy.goUp();
        if (random.next() < 0.5) proxy.heal();
        if ((round + 1) % 20 === 0) report(`${round + 1} of ${rounds} rounds`);
      }
      for (const proxy of proxies) {
        proxy.goUp();
        proxy.heal();
      }

      const total = [...written.values()].flat().length;
      const settledAt = performance.now();
      const settled = await holdsWithin(settleMs, () =>
        people.every(
          (person) =>
            isInSync(person, roomId) &&
            person.outbox.state.getState().entries.length === 0 &&
            person.rooms.state.getState().rooms[roomId]?.room?.messages.length === total,
        ),
      );
      const settleSeconds = (performance.now() - settledAt) / 1000;
      const roomOf = (person: Person) => person.rooms.state.getState().rooms[roomId]?.room;
      if (!settled) {
        failures.push(
          `${settleMs / 1000} s after the line was good again, not all was there: ${people
            .map(
              (person) =>
                `${person.socket.state.getState().status}, ${person.outbox.state.getState().entries.length} waiting, ${roomOf(person)?.messages.length ?? 0} of ${total}`,
            )
            .join('; ')}`,
        );
      }
      // What the patient's last flag was is told by an event of its own: both must know the same in the end.
      const flags = () => people.map((person) => roomOf(person)?.patients[0]?.ready);
      if (!(await holdsWithin(15_000, () => !settingReady && flags()[0] === flags()[1]))) {
        failures.push(`the two sides disagree whether the patient is ready: ${flags().join(', ')}`);
      }
      failures.push(
        ...messageFailures('doctor', roomOf(doctor)?.messages ?? [], written),
        ...messageFailures('patient', roomOf(patient)?.messages ?? [], written),
        ...auditFailures(server.dataDir),
      );
      for (const person of people) {
        if (person.session.state.getState().status !== 'signedIn') failures.push('somebody was signed out');
        if (person.socket.invalidEvents() > 0) failures.push('a client received what the contract forbids');
      }
      return {
        measured: {
          'messages written': total,
          reconnections,
          'seconds until all was in sync again': settleSeconds,
          ...Object.fromEntries([...counts].sort().map(([name, count]) => [`rounds of ${name}`, count])),
        },
        failures,
      };
    } finally {
      for (const person of people) person.close();
      for (const proxy of proxies) await proxy.close();
      await server.dispose();
    }
  },
};
