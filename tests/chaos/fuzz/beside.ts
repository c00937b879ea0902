import { callRoute, type ChaosClinic, type Person, type Visit } from './clinic.ts';
import { connectWire } from './wire-client.ts';

/**
 * A call with its signalling and a waiting room with its messages, of people who have nothing to do with what
 * happens beside them. Whatever goes wrong for them is a broken promise.
 */
export type Beside = Awaited<ReturnType<typeof startBeside>>;

const EVERY_MS = 20;
const OFFER = { type: 'offer', sdp: `v=0\r\n${'a=x\r\n'.repeat(400)}` };

/** What the two in the call may hear; everything else came from a stranger, or is the end. */
const EXPECTED: ReadonlySet<string> = new Set([
  'room-joined',
  'user-joined',
  'offer',
  'appointment-updated',
  'waiting-room-joined',
  'patient-joined-waiting-room',
  'doctor-joined-waiting-room',
  'waiting-room-message',
  'queue-position',
  'queue-order',
  'consultation-starting',
  // Every doctor of the clinic is told, whoever's it is, and has it in the list of notifications.
  'emergency:alert',
  'emergency:acknowledged',
  'emergency:resolved',
]);

export const startBeside = async (clinic: ChaosClinic) => {
  const { url } = clinic;
  const failures = new Set<string>();
  const doctor = await clinic.addDoctor();
  const { visit: callVisit, patient: called } = await clinic.addGuest(doctor);
  const { visit: waitVisit, patient: waits } = await clinic.addGuest(doctor);
  const own = new Set([called.user.id, waits.user.id]);
  const connect = async (person: Person, name: string) => {
    const client = await connectWire(url, person.token);
    client.hear((event, payload) => {
      const isOwnPresence = event === 'user_status_change' && own.has((payload as { userId: string }).userId);
      const isEmergency =
        event === 'notification' && (payload as { kind: string }).kind === 'emergency' && person === doctor;
      if (!EXPECTED.has(event) && !isOwnPresence && !isEmergency)
        failures.add(`${name} in the visit beside heard ${event}`);
    });
    void client.gone.then((code) => {
      if (!ended) failures.add(`${name} in the visit beside was disconnected (${code})`);
    });
    return client;
  };
  let ended = false;
  const doctorClient = await connect(doctor, 'the doctor');
  const calledClient = await connect(called, 'the patient');
  const waitsClient = await connect(waits, 'the patient who waits');
  for (const client of [doctorClient, calledClient]) {
    await client.request('join-waiting-room', { roomId: callVisit.roomId });
  }
  for (const client of [doctorClient, waitsClient]) {
    await client.request('join-waiting-room', { roomId: waitVisit.roomId });
  }
  await doctorClient.request('start-consultation', { roomId: callVisit.roomId, patientId: called.user.id });
  await doctorClient.request('join-room', { roomId: callVisit.roomId });
  await calledClient.request('join-room', { roomId: callVisit.roomId });

  const toPatient = { from: doctorClient, to: calledClient, sent: 0, heard: 0 };
  const toDoctor = { from: calledClient, to: doctorClient, sent: 0, heard: 0 };
  const sides = [toPatient, toDoctor];
  for (const side of sides) {
    side.to.hear((event, payload) => {
      if (event !== 'offer') return;
      const { from, attempt } = payload as { from: string; attempt: number };
      if (from !== side.from.id) failures.add('a signal of a stranger came into the call beside');
      else if (attempt !== side.heard) failures.add('signals of the call beside were lost or changed places');
      side.heard = attempt + 1;
    });
  }
  let messages = 0;
  let heardMessages = 0;
  doctorClient.hear((event, payload) => {
    if (event !== 'waiting-room-message') return;
    heardMessages += 1;
    if ((payload as { seq: number }).seq !== heardMessages) {
      failures.add('messages of the waiting room beside were lost, doubled, or changed places');
    }
  });
  const ask = (client: typeof doctorClient, event: string, payload: object): void => {
    void client.ask(event, JSON.stringify(payload)).then((answer) => {
      if (answer?.ok === false) failures.add(`${event} beside was refused: ${answer.code}`);
    });
  };
  let rounds = 0;
  const timer = setInterval(() => {
    for (const side of sides) {
      ask(side.from, 'offer', { offer: OFFER, to: side.to.id, attempt: side.sent });
      side.sent += 1;
    }
    rounds += 1;
    if (rounds % 10 === 0) {
      messages += 1;
      ask(waitsClient, 'waiting-room-message', { roomId: waitVisit.roomId, message: `message ${messages}` });
    }
  }, EVERY_MS);

  return {
    doctor,
    /** Ids that nobody else may do anything with. */
    rooms: [callVisit, waitVisit] as readonly Visit[],
    sockets: [doctorClient.id, calledClient.id, waitsClient.id] as readonly string[],
    people: [doctor.user.id, called.user.id, waits.user.id] as readonly string[],
    signals: () => toPatient.heard + toDoctor.heard,
    messages: () => heardMessages,
    /** Ends it, after all that was sent has arrived. @returns what went wrong */
    end: async (): Promise<string[]> => {
      clearInterval(timer);
      for (const client of [doctorClient, calledClient, waitsClient]) {
        if (client.isClosed()) continue;
        // Through the queue of the connection: what was sent before is done, and its facts are on their way.
        await client.ask('leave-room', '{"roomId":"nowhere"}');
      }
      for (const client of [doctorClient, calledClient])
        if (!client.isClosed()) await client.ask('settled?', '{}');
      const { data } = await callRoute(url, 'listAppointments', {}, doctor.token);
      const visit = data.appointments.find(({ id }) => id === callVisit.id);
      if (visit?.status !== 'inCall') failures.add(`the call beside is ${String(visit?.status)}`);
      for (const side of sides) {
        if (side.heard !== side.sent) failures.add(`${side.heard} of ${side.sent} signals beside arrived`);
      }
      if (heardMessages !== messages) failures.add(`${heardMessages} of ${messages} messages beside arrived`);
      ended = true;
      for (const client of [doctorClient, calledClient, waitsClient]) client.terminate();
      return [...failures];
    },
  };
};
