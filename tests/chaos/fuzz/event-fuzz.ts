import fc from 'fast-check';
import { chatMessageSchema, conversationIdOf } from '../../../server/protocol/index.ts';
import { callRoute, type ChaosClinic, type Person, type Visit } from './clinic.ts';
import type { Dice } from './dice.ts';
import { textLike } from './arbitraries.ts';
import { makeEventFrames, type EventFrame } from './event-frames.ts';
import type { Beside } from './beside.ts';
import type { Tally } from './tally.ts';
import { connectWire, openWire, type WireClient } from './wire-client.ts';

/** Events of one socket that are on their way at once; the server bears more. */
const WINDOW = 64;
const FRAMES_PER_VISIT = 500;

export type EventFuzz = {
  clinic: ChaosClinic;
  beside: Beside;
  /** Those who send, one the patient of the other. */
  doctor: () => Promise<Person>;
  patient: () => Promise<Person>;
  /** What became of the frames: `done`, a code of refusal, or how the socket closed. */
  fates: Tally;
  failures: Set<string>;
};

/** The server said of each frame's shape what the contract says, and answered every one. */
const judge = (
  { event, payload, wellFormed }: EventFrame,
  answer: Awaited<ReturnType<WireClient['ask']>>,
  { fates, failures }: EventFuzz,
): void => {
  if (answer === null) {
    fates.add('socket closed');
    return;
  }
  const code = answer.ok ? 'done' : answer.code;
  fates.add(code);
  if (wellFormed) fates.add('reached the rules');
  const shown = `${event} ${payload.slice(0, 200)}`;
  if (code === 'internal' || code.startsWith('storage_')) failures.add(`${code} for ${shown}`);
  if (wellFormed && code === 'bad_request') failures.add(`well-formed, but refused: ${shown}`);
  if (!wellFormed && code !== 'bad_request' && code !== 'too_large') {
    failures.add(`malformed, but ${code}: ${shown}`);
  }
};

const sendAll = async (
  client: WireClient,
  frames: readonly EventFrame[],
  fuzz: EventFuzz,
): Promise<number> => {
  const { failures } = fuzz;
  let sent = 0;
  for (let start = 0; start < frames.length && !client.isClosed(); start += WINDOW) {
    const window = frames.slice(start, start + WINDOW);
    sent += window.length;
    const answers = window.map(async (frame) => {
      judge(frame, await client.ask(frame.event, frame.payload, frame.more), fuzz);
    });
    const late = new Promise<'late'>((resolve) => {
      setTimeout(() => resolve('late'), 20_000).unref();
    });
    if ((await Promise.race([Promise.all(answers), late])) === 'late') {
      failures.add(`no answer within 20 s to some of ${window.map(({ event }) => event).join(', ')}`);
      client.terminate();
    }
  }
  return sent;
};

/** Without a token, nothing is heard: the server closes. */
const sendUnknown = async (frames: readonly EventFrame[], { clinic, fates, failures }: EventFuzz) => {
  const socket = await openWire(clinic.url);
  let isAnswered = false;
  socket.on('message', (data: Buffer) => {
    isAnswered ||= data.toString().startsWith('43');
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const { event, payload } of frames) socket.send(`421["${event}",${payload}]`);
  await closed;
  fates.add('without a token: closed', frames.length);
  if (isAnswered) failures.add('an event without a token was answered');
};

/** A visit of a doctor and a patient who send so many fuzzed events, from whatever state it is in. */
const fuzzVisit = async (
  doctor: Person,
  patient: Person,
  count: number,
  dice: Dice,
  fuzz: EventFuzz,
): Promise<number> => {
  const { clinic, beside } = fuzz;
  const visit = await clinic.addVisit(doctor, patient);
  const clients = [await connectWire(clinic.url, doctor.token), await connectWire(clinic.url, patient.token)];
  const [doctorClient, patientClient] = clients as [WireClient, WireClient];
  const { roomId } = visit;
  if (dice.chance(0.9)) {
    for (const client of clients) await client.request('join-waiting-room', { roomId });
    if (dice.chance(0.8)) {
      await doctorClient.request('start-consultation', { roomId, patientId: patient.user.id });
      for (const client of clients) await client.request('join-room', { roomId });
    }
  }
  const said = await doctorClient.request('send_message', {
    receiverId: patient.user.id,
    content: 'Before the noise',
  });
  const { id: messageId } = chatMessageSchema.parse(said['message']);
  const room = mostly(roomId, [visit.id, ...beside.rooms.flatMap(({ id, roomId: other }) => [id, other])]);
  const frames = (peerId: string, own: number) =>
    makeEventFrames(
      own,
      {
        roomId: room,
        // With nobody else of this doctor in the queue, the end of it is the only place to go.
        before: fc.option(room, { nil: null }),
        appointmentId: mostly(
          visit.id,
          beside.rooms.map(({ id }) => id),
        ),
        patientId: mostly(patient.user.id, beside.people),
        conversationId: mostly(conversationIdOf(doctor.user.id, patient.user.id), beside.people),
        messageId: mostly(messageId, beside.people),
        to: mostly(peerId, [doctorClient.id, patientClient.id, ...beside.sockets]),
      },
      dice,
    );
  const half = Math.ceil(count / 2);
  const anonymous = dice.chance(0.1) ? frames(doctorClient.id, 4) : [];
  const [byDoctor, byPatient] = await Promise.all([
    sendAll(doctorClient, frames(patientClient.id, half), fuzz),
    sendAll(patientClient, frames(doctorClient.id, half), fuzz),
  ]);
  if (anonymous.length > 0) await sendUnknown(anonymous, fuzz);
  await Promise.all(clients.map((client) => client.close()));
  await closeVisit(clinic, doctor, visit);
  return byDoctor + byPatient + anonymous.length;
};

const mostly = (right: string, wrong: readonly string[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(right) },
    { weight: 2, arbitrary: fc.constantFrom(...wrong) },
    { weight: 1, arbitrary: textLike(/^[\x21-\x7e]{1,128}$/) },
  );

const closeVisit = (clinic: ChaosClinic, doctor: Person, visit: Visit) =>
  callRoute(clinic.url, 'closeAppointment', { outcome: 'ended' }, doctor.token, {
    appointmentId: visit.id,
  }).catch(() => undefined);

/** @returns how many frames were sent */
export const fuzzEvents = async (count: number, dice: Dice, fuzz: EventFuzz): Promise<number> => {
  let sent = 0;
  while (sent < count) {
    const own = Math.min(FRAMES_PER_VISIT, count - sent);
    sent += await fuzzVisit(await fuzz.doctor(), await fuzz.patient(), own, dice, fuzz);
  }
  return sent;
};
