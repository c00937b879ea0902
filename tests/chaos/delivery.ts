import Database from 'better-sqlite3';
import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { applyKey, databaseFileIn } from '../../server/storage/sqlite/database.ts';
import { bundleDevice } from './delivery/bundle-device.ts';
import { textOf } from './delivery/device-protocol.ts';
import { createDevice, type Device } from './delivery/device.ts';
import { checkDelivery, type Log, type LogEntry } from './delivery/history.ts';
import type { ChaosPart } from './part.ts';
import { createRandom, shuffled, type Random } from './random.ts';
import { auditFailures } from './support/audit.ts';
import { PASSWORD, setUpClinic } from './support/clinic.ts';
import { createPerson, type Person } from './support/person.ts';
import { createServerProcess, type ServerProcess } from './support/server-process.ts';
import { holdsWithin } from './support/until.ts';
import { createTcpProxy, type Direction, type TcpProxy } from './tcp-proxy.ts';

/**
 * `troubles`: so many at least; what is written is spread over them. Without, they go on until all is written.
 * Milliseconds: how long a trouble lasts and what is between two, at most.
 */
const SCALES = {
  short: { messages: 2_000, troubles: 7, troubleMs: 250, betweenMs: 150, settleMs: 60_000 },
  full: { messages: 100_000, troubles: null, troubleMs: 1_500, betweenMs: 1_500, settleMs: 240_000 },
} as const;

const PATIENT_EMAIL = 'pat@clinic.example';

type Scene = { server: ServerProcess; devices: readonly Device[]; random: Random; troubleMs: number };

const DIRECTIONS: readonly Direction[] = ['up', 'down'];

const onLine = async (
  { devices, random, troubleMs }: Scene,
  hurt: (line: TcpProxy) => void,
): Promise<void> => {
  const { line } = random.pick(devices);
  hurt(line);
  await pause(random.between(50, troubleMs));
  line.goUp();
  line.heal();
};

/** What happens, by name; it is over when the promise resolves. */
const TROUBLES: Record<string, (scene: Scene) => Promise<void>> = {
  'cut lines': (scene) => onLine(scene, (line) => void line.reset()),
  'lines that were down': (scene) => onLine(scene, (line) => line.goDown()),
  'slow lines': (scene) =>
    onLine(scene, (line) => {
      const latencyMs = scene.random.between(5, 150);
      for (const direction of DIRECTIONS) line.set(direction, { latencyMs, jitterMs: latencyMs });
    }),
  // One side believes that all is well; what it sends, or is sent, is gone with the line.
  'half-open lines': async (scene) => {
    const direction = scene.random.pick(DIRECTIONS);
    const cut = scene.random.next() < 0.7;
    await onLine(scene, (line) => {
      line.set(direction, { stalled: true });
      if (cut) setTimeout(() => line.reset(), scene.random.between(20, 50));
    });
  },
  'kills of the server': async ({ server }) => {
    await server.kill();
    await server.start();
  },
  'kills of a device': async ({ devices, random, troubleMs }) => {
    const device = random.pick(devices);
    await device.kill();
    await pause(random.between(0, troubleMs));
    device.start();
  },
  'kills of server and device': async ({ server, devices, random }) => {
    const device = random.pick(devices);
    await Promise.all([server.kill(), device.kill()]);
    device.start();
    await server.start();
  },
};

const tokenOf = (person: Person): string => {
  const token = person.refreshToken();
  if (token === null) throw new Error('somebody is not signed in');
  return token;
};

const idOf = ({ session }: Person): string => {
  const current = session.state.getState();
  if (current.status !== 'signedIn') throw new Error('somebody is not signed in');
  return current.user.id;
};

/** What the server has in its file, with the check marks that follow from its receipts. */
const readServerLog = (dataDir: string): { log: Log; relations: number } => {
  const db = new Database(databaseFileIn(dataDir), { readonly: true });
  applyKey(db, null);
  try {
    type Row = Omit<LogEntry, 'isDeleted' | 'status'> & {
      deletedAt: number | null;
      delivered: number;
      read: number;
    };
    const reached = (kind: string) =>
      `coalesce((SELECT seq FROM reached WHERE reached.scope_id = relation_id AND reached.kind = '${kind}'
         AND reached.reader_id <> sender_id), 0)`;
    const entries = db
      .prepare<[], Row>(
        `WITH reached AS MATERIALIZED (
           SELECT scope_id, reader_id, kind, max(seq) AS seq FROM receipts GROUP BY scope_id, reader_id, kind)
         SELECT seq, client_id AS clientId, text, deleted_at AS deletedAt, ${reached('delivered')} AS delivered,
           ${reached('read')} AS read
         FROM messages ORDER BY relation_id, seq`,
      )
      .all()
      .map(({ seq, clientId, text, deletedAt, delivered, read }): LogEntry => ({
        seq,
        clientId,
        text,
        isDeleted: deletedAt !== null,
        status: seq <= read ? 'read' : seq <= delivered ? 'delivered' : 'sent',
      }));
    const relations = db
      .prepare<[], number>('SELECT count(DISTINCT relation_id) FROM messages')
      .pluck()
      .get();
    return { log: { of: 'server', entries }, relations: relations ?? 0 };
  } finally {
    db.close();
  }
};

/** Sets the clinic up and signs its two people in, the doctor on two devices. */
const arrange = async (server: ServerProcess, program: string, folder: string, random: Random) => {
  const clinic = await setUpClinic(server.url);
  const { admin: doctor } = clinic;
  const account = { fullname: 'Pat Example', email: PATIENT_EMAIL, password: PASSWORD };
  await doctor.rest.call('createPatient', { body: account });
  const signIn = async (email: string): Promise<Person> => {
    const person = createPerson(server.url);
    await person.session.signIn({ email, password: PASSWORD });
    return person;
  };
  const patient = await signIn(PATIENT_EMAIL);
  const [patientId, doctorId] = [idOf(patient), idOf(doctor)];
  const people = [
    { device: 'patient', person: patient, otherId: doctorId },
    { device: 'doctor', person: doctor, otherId: patientId },
    { device: 'doctor-phone', person: await signIn('ada@clinic.example'), otherId: patientId },
  ];
  const devices: Device[] = [];
  for (const { device, person, otherId } of people) {
    person.close();
    devices.push(
      createDevice({
        device,
        program,
        otherId,
        folder: join(folder, device),
        line: await createTcpProxy(server.url, random),
        refreshToken: tokenOf(person),
        seed: () => random.between(0, 2 ** 31 - 1),
      }),
    );
  }
  return devices;
};

const describe = (device: Device): string => {
  const state = device.state();
  return state === null
    ? `${device.name} says nothing`
    : `${device.name} ${JSON.stringify({ ...state, type: undefined })}`;
};

/** Two people on three devices, with the product's own outbox and conversation, while everything breaks. */
export const delivery: ChaosPart = {
  name: 'delivery',
  title: 'Messages through everything',
  promise:
    '100,000 messages of a patient and a doctor on two devices, while lines are cut, slow and half-open and server and devices are killed with -9: none that was acknowledged is lost, none is doubled, each device’s are in their order, numbers have no gaps, deletions are everywhere, and all sides agree on what was read',
  limit:
    'The devices are processes with the product’s session, connection, outbox and conversation over a journal of their own; the encrypted store of the desktop app and its windows are not part of it.',
  async run({ scale, seed, minutes, report }) {
    const { messages, troubles, troubleMs, betweenMs, settleMs } = SCALES[scale];
    const random = createRandom(seed);
    const failures: string[] = [];
    const counts = new Map<string, number>();
    const folder = await mkdtemp(join(tmpdir(), 'anteroom-delivery-'));
    const server = await createServerProcess();
    const program = await bundleDevice();
    let devices: Device[] = [];
    const startedAt = performance.now();
    const deadline = minutes === undefined ? Infinity : startedAt + minutes * 60_000;
    try {
      await server.start();
      devices = await arrange(server, program.file, folder, random);
      const scene: Scene = { server, devices, random, troubleMs };
      for (const device of devices) device.start();
      const greeted = () => devices.every((device) => device.state()?.fresh === true);
      if (!(await holdsWithin(settleMs, greeted)))
        throw new Error('not all devices came in before the trouble');

      // The last one writes what is left over.
      const share = (index: number, part: number): number => {
        const all = Math.floor(messages / devices.length);
        const own = index === devices.length - 1 ? messages - all * (devices.length - 1) : all;
        return Math.ceil(own * Math.min(1, part));
      };
      const written = (): number => devices.reduce((sum, device) => sum + (device.state()?.written ?? 0), 0);
      const handedOver = (): boolean =>
        devices.every((device, index) => {
          const state = device.state();
          return state !== null && state.waiting === 0 && state.written >= share(index, 1);
        });
      const next: string[] = [];
      const isOver = (round: number): boolean =>
        troubles === null ? handedOver() || performance.now() >= deadline : round > troubles;
      for (let round = 1; !isOver(round); round += 1) {
        devices.forEach((device, index) =>
          device.allow(share(index, troubles === null ? 1 : round / troubles)),
        );
        await pause(random.between(20, betweenMs));
        // Each of them once before any comes again.
        if (next.length === 0) next.push(...shuffled(Object.keys(TROUBLES), random));
        const name = next.pop() ?? '';
        await TROUBLES[name]?.(scene);
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (round % 20 === 0) report(`${round} troubles, about ${written()} messages written`);
        if (devices.some((device) => device.crashes().length > 0) || !server.lives()) break;
      }

      const troubledMs = performance.now() - startedAt;
      if (deadline === Infinity) await holdsWithin(settleMs, handedOver);
      for (const device of devices) device.settle();
      const total = (): number =>
        devices.reduce((sum, device) => sum + (device.state()?.written ?? Number.NaN), 0);
      const isSettled = (): boolean =>
        devices.every((device) => {
          const state = device.state();
          return (
            state !== null &&
            state.waiting === 0 &&
            state.fresh &&
            state.unmarked === 0 &&
            state.lastSeq === total()
          );
        });
      const settledAt = performance.now();
      if (!(await holdsWithin(settleMs, isSettled))) {
        failures.push(`after ${settleMs / 1000} s without trouble: ${devices.map(describe).join('; ')}`);
      }
      const settleSeconds = (performance.now() - settledAt) / 1000;
      const deviceLogs: Log[] = [];
      for (const device of devices) {
        await device
          .log(settleMs)
          .then((log) => deviceLogs.push(log))
          .catch((error: unknown) => failures.push(String(error)));
        const state = device.state();
        if (state?.signedIn === false) failures.push(`${device.name} was signed out`);
        if ((state?.failed ?? 0) > 0) failures.push(`${device.name} has messages that were refused`);
        if ((state?.invalidEvents ?? 0) > 0)
          failures.push(`${device.name} received what the contract forbids`);
        failures.push(...device.crashes());
      }
      const { log, relations } = readServerLog(server.dataDir);
      if (relations !== 1) failures.push(`the messages are in ${relations} conversations`);
      const histories = devices.map((device) => device.history());
      const verdict = checkDelivery({ devices: histories, logs: [log, ...deviceLogs], textOf });
      failures.push(...verdict.failures, ...auditFailures(server.dataDir));
      const sum = (of: (history: (typeof histories)[number]) => number) =>
        histories.reduce((all, history) => all + of(history), 0);
      const writtenInAll = sum((history) => history.written.length);
      if (deadline === Infinity && writtenInAll !== messages) {
        failures.push(`${writtenInAll} of ${messages} messages were written`);
      }
      return {
        measured: {
          'messages written': writtenInAll,
          ...(deadline !== Infinity && {
            'messages of the promise for which there was no time': Math.max(0, messages - writtenInAll),
          }),
          'messages in the server’s log': log.entries.length,
          'acknowledged to the devices': sum(({ acked }) => acked.length),
          'messages taken back': sum(({ deletions }) => deletions.filter(({ acked }) => acked).length),
          ...Object.fromEntries(counts),
          ...verdict.counts,
          'messages a second while all that went on': writtenInAll / (troubledMs / 1000),
          'until all agreed, in s': settleSeconds,
        },
        failures,
      };
    } finally {
      for (const device of devices) {
        await device.kill();
        await device.line.close();
      }
      await server.dispose();
      await program.remove();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
