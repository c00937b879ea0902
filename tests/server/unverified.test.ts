import { describe, expect, it } from 'vitest';
import { arrangeForeign } from '../support/foreign.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const connect = (
  server: TestServer,
  auth: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) => server.connect(null, { foreign: true, auth, headers });

const outcome = (connecting: Promise<unknown>) =>
  connecting.then(
    () => 'connected',
    (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
  );

describe('a front end that proves nothing', () => {
  it('[D04, S4-A01] is refused, unless the server is told to believe it', async () => {
    const server = await startTestServer();
    expect(await outcome(connect(server))).toBe('Authentication token required');
  });

  it('[D04, S4-A01] of S4 can do nothing before it has said who it is, of an account that there is', async () => {
    const { server, doctor, patient, pair } = await arrangeForeign({ compatUnverified: 'loopback' });
    const socket = await connect(server);
    socket.send('join:chat', pair);
    expect(await socket.hears('error')).toMatchObject({ message: 'Not authenticated' });
    const { id: userId, email } = patient.user;
    for (const claim of [
      { userId: 'nobody', role: 'PATIENT' },
      { userId, role: 'DOCTOR' },
      { userId, role: 'PATIENT', email: doctor.user.email },
      undefined,
    ]) {
      socket.send('authenticate', claim);
      expect(await socket.hears('authenticated')).toEqual({ success: false, error: 'Authentication failed' });
    }
    socket.send('authenticate', { userId, role: 'PATIENT', email });
    // At once, as existing pages do.
    socket.send('join:chat', pair);
    expect(await socket.hears('authenticated')).toEqual({ success: true, userId });
    expect(await socket.hears('chat:joined')).toEqual({ roomId: `chat:${pair.patientId}:${pair.doctorId}` });
  });

  it('[S2-A01] of S2 is believed by its first room, and may enter none but its own', async () => {
    const { server, doctor, patient } = await arrangeForeign({ compatUnverified: 'loopback' });
    const { appointment } = await server.addAppointment(doctor, patient.user.id);
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    const join = async (userId: string, userType: string) => {
      const socket = await connect(server);
      const { roomId } = appointment;
      return socket.emitForAck('join-room', { roomId, userId, userType, userName: 'Somebody' });
    };
    expect(await join(doctor.user.id, 'doctor')).toMatchObject({ ok: true });
    expect(await join(stranger.user.id, 'doctor')).toMatchObject({ ok: false });
    expect(await join('nobody', 'doctor')).toMatchObject({ ok: false });
  });

  it('[S3-A01, D04] of S3 is believed by its handshake, for a relation of its own', async () => {
    const { server, doctor, patient, relationId } = await arrangeForeign({ compatUnverified: 'loopback' });
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    const socket = await connect(server, { relationId, userId: patient.user.id });
    expect(await socket.hears('connected')).toMatchObject({ userId: patient.user.id });
    expect(await outcome(connect(server, { relationId, userId: stranger.user.id }))).toBe('Unauthorized');
    expect(await outcome(connect(server, { relationId, userId: 'nobody' }))).toBe('Authentication failed');
  });

  it('[S0-A03, S0-X02, D04] of S0 is refused without a token, and its link is asked for as ever', async () => {
    const { server, doctor, patient } = await arrangeForeign({ compatUnverified: 'loopback' });
    const { invite } = await server.addAppointment(doctor, patient.user.id);
    expect(await outcome(connect(server, { userType: 'doctor', userId: doctor.user.id }))).toBe(
      'Authentication error: No token provided',
    );
    expect(await outcome(connect(server, { userType: 'patient', consultationToken: 'forged' }))).toBe(
      'Authentication error: Invalid consultation token',
    );
    const consultationToken = invite.invite;
    const guest = await connect(server, { userType: 'patient', consultationToken });
    // Of the visit alone, and as nobody else.
    expect(await guest.emitForAck('authenticate', { userId: doctor.user.id })).toMatchObject({ ok: false });
  });

  it('[D04] may not guess who there is without end', async () => {
    const { server, patient } = await arrangeForeign({
      compatUnverified: 'loopback',
      rateLimits: { 'event-person': { points: 3, seconds: 600 } },
    });
    const claim = async (userId: string) =>
      (await connect(server)).emitForAck('authenticate', { userId, role: 'PATIENT' });
    for (let times = 0; times < 3; times += 1) {
      expect(await claim(`nobody-${times}`)).toMatchObject({ code: 'unauthenticated' });
    }
    expect(await claim(patient.user.id)).toMatchObject({ code: 'rate_limited' });
  });

  it('[D04, S4-F12] is not there if it has gone before it was believed', async () => {
    const { server, patient, doctorSocket, patientSocket } = await arrangeForeign({
      compatUnverified: 'loopback',
    });
    patientSocket.close();
    await doctorSocket.next('user_status_change', ({ isOnline }) => !isOnline);
    const { id: userId, email } = patient.user;
    for (let times = 0; times < 20; times += 1) {
      const socket = await connect(server);
      socket.send('authenticate', { userId, role: 'PATIENT', email });
      socket.close();
    }
    const last = await connect(server);
    last.send('authenticate', { userId, role: 'PATIENT', email });
    await last.hears('authenticated');
    last.close();
    await last.disconnected();
    await doctorSocket.next('user_status_change', ({ isOnline }) => !isOnline);
  });

  it('[D04] is believed from this machine alone, and never by a request', async () => {
    const { server, doctor } = await arrangeForeign({ compatUnverified: 'loopback' });
    expect(await outcome(connect(server, {}, { 'x-forwarded-for': '203.0.113.7' }))).toBe(
      'Authentication token required',
    );
    const { status } = await server.request('GET', `/chat/conversations?userId=${doctor.user.id}`);
    expect(status).toBe(401);
    expect(server.logEvents().some(({ event }) => event === 'unverified-admitted')).toBe(true);
  });
});
