import { callRoute, type ChaosClinic, type Person } from './clinic.ts';
import type { Dice } from './dice.ts';
import type { Tally } from './tally.ts';
import { connectWire, type WireClient } from './wire-client.ts';

/** One visit of a clinic's day in fast motion, from the invitation to the goodbye; everything has to work. */

export type Desk = {
  clinic: ChaosClinic;
  /** The doctor, with a token that is good. */
  doctor: () => Promise<Person>;
  /** The doctor's window, which is sometimes opened again. */
  socket: () => WireClient;
};

const OFFER = { type: 'offer', sdp: `v=0\r\n${'a=line:x\r\n'.repeat(300)}` };
const CANDIDATE = {
  candidate: 'candidate:1 1 udp 2122260223 192.0.2.1 54400 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
};
const RESULTS = { camera: true, microphone: true, speakers: true, network: { ms: 20 }, allTestsPassed: true };

type RoomState = { messages: { seq: number; message: string }[] };

/** Joins the waiting room and holds what it is told of the messages against what was said. */
const join = async (client: WireClient, roomId: string, said: readonly string[]): Promise<void> => {
  const { room } = (await client.request('join-waiting-room', { roomId })) as { room: RoomState };
  const heard = room.messages.map(({ message }) => message);
  const inOrder = room.messages.every(({ seq }, index) => seq === index + 1);
  if (!inOrder || heard.join('\n') !== said.join('\n')) {
    throw new Error(`${said.length} messages were said, the room has ${heard.length}, in order: ${inOrder}`);
  }
};

const exchangeSignals = async (from: WireClient, to: WireClient, count: number): Promise<void> => {
  let heard = 0;
  const end = to.hear((event, payload) => {
    if (event !== 'offer' && event !== 'ice-candidate') return;
    if ((payload as { from: string }).from === from.id) heard += 1;
  });
  for (let attempt = 0; attempt < count; attempt += 1) {
    if (attempt % 4 === 0) await from.request('offer', { offer: OFFER, to: to.id, attempt });
    else await from.request('ice-candidate', { candidate: CANDIDATE, to: to.id, attempt });
  }
  await to.ask('settled?', '{}');
  end();
  if (heard !== count) throw new Error(`${heard} of ${count} signals arrived`);
};

/** @throws if anything does not work as it should */
export const liveVisit = async (desk: Desk, dice: Dice, done: Tally): Promise<void> => {
  const { clinic } = desk;
  const { url } = clinic;
  const doctor = await desk.doctor();
  const { visit, patient: invited } = await clinic.addGuest(doctor);
  const { roomId } = visit;
  let patient = invited;
  let socket = await connectWire(url, patient.token, { userType: 'patient' });
  const said: string[] = [];
  const say = async (client: WireClient): Promise<void> => {
    const message = `message ${said.length + 1} ${'x'.repeat(dice.between(0, 200))}`.trim();
    said.push(message);
    await client.request('waiting-room-message', { roomId, message, clientId: `${visit.id}-${said.length}` });
    done.add('messages');
  };

  await join(socket, roomId, said);
  await join(desk.socket(), roomId, said);
  for (let count = dice.between(1, 4); count > 0; count -= 1) await say(socket);
  await socket.request('device-test-results', { roomId, results: RESULTS, keepReady: true });
  await say(desk.socket());
  if (dice.chance(0.4)) {
    // The page is loaded again, or the line was gone; sometimes with a new token.
    if (dice.chance(0.5)) {
      patient = await callRoute(url, 'refresh', { refreshToken: patient.refreshToken });
      done.add('refreshes');
    }
    socket.terminate();
    socket = await connectWire(url, patient.token, { userType: 'patient' });
    await join(socket, roomId, said);
    done.add('reconnects');
  }
  await socket.request('patient-ready', { roomId, ready: true });
  await callRoute(url, 'iceServers', {}, patient.token);
  await callRoute(url, 'listAppointments', {}, dice.chance(0.5) ? patient.token : doctor.token);

  const desktop = desk.socket();
  await desktop.request('start-consultation', { roomId, patientId: visit.patientId });
  await desktop.request('join-room', { roomId });
  await socket.request('join-room', { roomId });
  await socket.request('start-call', { roomId });
  const signals = dice.between(8, 40);
  await Promise.all([exchangeSignals(socket, desktop, signals), exchangeSignals(desktop, socket, signals)]);
  done.add('signals', 2 * signals);
  await socket.request('toggle-video', { roomId, enabled: dice.chance(0.5) });
  await say(socket);
  await desktop.request('end-call', { roomId });
  await desktop.request('leave-room', { roomId });
  await desktop.request('leave-waiting-room', { roomId });
  const { data } = await callRoute(url, 'getPatient', {}, doctor.token, { patientId: visit.patientId });
  const status = data.visits.find(({ id }) => id === visit.id)?.status;
  if (status !== 'ended') throw new Error(`the visit is ${String(status)} after its end`);
  if (dice.chance(0.3)) await callRoute(url, 'logout', {}, patient.token);
  await socket.close();
  done.add('visits');
};
