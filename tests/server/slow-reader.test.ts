import { describe, expect, it } from 'vitest';
import { metric } from '../support/metric.ts';
import { rawRequest } from '../support/raw-request.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const SDP = 'x'.repeat(45_000);

/** A call whose patient speaks by hand and stops reading, with more on the way than the system's buffers take. */
const arrangeStoppedReader = async (limits: { queueMessages?: number; queueBytes?: number }) => {
  const server = await startTestServer({ limits, rateLimits: 'off' });
  const visit = await server.arrangeVisit();
  const { doctor, patient, patientUser, roomId } = visit;
  const doctorSocket = await server.connect(doctor, { auth: { userType: 'doctor' } });
  await doctorSocket.request('join-waiting-room', { roomId });
  const raw = await openRawSocket(server.url);
  const to = await raw.enter({ token: patient.token, userType: 'patient' });
  await raw.request('join-waiting-room', { roomId });
  await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
  await raw.request('join-room', { roomId });
  await doctorSocket.request('join-room', { roomId });
  raw.socket.pause();
  const signal = () => doctorSocket.emitForAck('offer', { offer: { type: 'offer', sdp: SDP }, to });
  return { ...visit, server, doctorSocket, raw, to, signal };
};

const overruns = (server: TestServer) => server.logEvents().filter(({ event }) => event === 'socket-overrun');

/** Signals until the server has had enough of the one who does not read. */
const flood = async (server: TestServer, signal: () => Promise<unknown>): Promise<void> => {
  for (let count = 0; count < 1_500 && overruns(server).length === 0; count += 1) await signal();
};

describe('a socket that does not read', () => {
  it.each([
    ['messages', { queueMessages: 8, queueBytes: 1e9 }],
    ['bytes', { queueMessages: 1e9, queueBytes: 500_000 }],
  ])('is ended once too many %s wait for it; its person comes back to everything', async (_, limits) => {
    const { server, doctorSocket, raw, to, signal, patient, roomId } = await arrangeStoppedReader(limits);
    await flood(server, signal);
    await doctorSocket.request('waiting-room-message', { roomId, message: 'Are you there?' });

    expect(await doctorSocket.next('user-left')).toMatchObject({ socketId: to });
    expect(overruns(server)).toHaveLength(1);
    expect(await metric(server, 'anteroom_overruns_total')).toBe(1);
    expect(await signal()).toMatchObject({ ok: false, code: 'peer_not_in_room' });
    raw.socket.resume();
    await raw.closed;

    const again = await server.connect(patient, { auth: { userType: 'patient' } });
    const { room } = await again.request('join-waiting-room', { roomId });
    expect(room.messages.map(({ message }) => message)).toEqual(['Are you there?']);
    expect((await again.request('join-room', { roomId })).participants).toHaveLength(1);
    expect(overruns(server)).toHaveLength(1);
  });

  it('is told why, if it reads again before the end, and not what was dropped', async () => {
    const { server, raw, signal } = await arrangeStoppedReader({ queueMessages: 8 });
    let sent = 0;
    await flood(server, () => {
      sent += 1;
      return signal();
    });
    raw.socket.resume();
    expect(await raw.next('42["resync"')).toBe('42["resync",{"reason":"slow"}]');
    await raw.closed;
    expect(raw.frames.filter((frame) => frame.startsWith('42["offer"')).length).toBeLessThan(sent);
  });

  it('is ended when it polls and does not come back', async () => {
    const server = await startTestServer({ limits: { queueMessages: 4 } });
    const { doctor, patient, roomId } = await server.arrangeVisit();
    const doctorSocket = await server.connect(doctor, { auth: { userType: 'doctor' } });
    await doctorSocket.request('join-waiting-room', { roomId });
    const polling = '/socket.io/?EIO=4&transport=polling';
    const { body } = await rawRequest(server.url, { path: polling });
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    const path = `${polling}&sid=${sid}`;
    const post = (packet: string) => rawRequest(server.url, { method: 'POST', path, body: packet });
    await post(`40${JSON.stringify({ token: patient.token, userType: 'patient' })}`);
    await rawRequest(server.url, { path });
    await post(`42["join-waiting-room",{"roomId":"${roomId}"}]`);
    await doctorSocket.next('patient-joined-waiting-room');

    for (let count = 0; count < 8; count += 1) {
      await doctorSocket.request('waiting-room-message', { roomId, message: `message ${count}` });
    }
    expect(await doctorSocket.next('patient-left-waiting-room')).toMatchObject({ reason: 'disconnected' });
    expect(overruns(server)).toHaveLength(1);
    expect((await rawRequest(server.url, { path })).status).toBe(400);
  });
});

describe('a socket that reads', () => {
  it('is not ended by a burst of many times the cap', async () => {
    const server = await startTestServer({ limits: { queueMessages: 4 }, rateLimits: 'off' });
    const { doctorSocket, patientSocket } = await server.arrangeCall();
    const burst = Array.from({ length: 500 }, () =>
      doctorSocket.emitForAck('offer', { offer: { type: 'offer', sdp: 'v=0' }, to: patientSocket.id }),
    );
    await Promise.all(burst);
    await patientSocket.settled();
    expect(patientSocket.countOf('offer')).toBe(500);
    expect(overruns(server)).toEqual([]);
  });

  it('is not ended by the others who do not', async () => {
    const { server, doctorSocket, signal, roomId } = await arrangeStoppedReader({ queueMessages: 8 });
    await flood(server, signal);
    await doctorSocket.next('user-left');
    await doctorSocket.request('waiting-room-message', { roomId, message: 'still here' });
    expect(doctorSocket.socket.connected).toBe(true);
  });
});
