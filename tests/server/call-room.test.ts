import { describe, expect, it } from 'vitest';
import { falseClaims } from '../support/database.ts';
import { startTestServer } from '../support/server.ts';

describe('call rooms', () => {
  it('[S2-E01] [S2-E10] [S2-M02] the joiner learns who is there, oldest first and without itself', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    const first = await doctorSocket.request('join-room', {
      roomId,
      userId: doctor.user.id,
      userType: 'doctor',
      userName: 'Ada One',
    });
    expect(first).toMatchObject({ roomId, participants: [] });
    expect(await doctorSocket.next('room-joined')).toEqual({ roomId, participants: [] });
    await patientSocket.request('join-room', { roomId });
    const joined = await patientSocket.next('room-joined');
    expect(joined.participants).toEqual([
      {
        socketId: doctorSocket.id,
        userId: doctor.user.id,
        userType: 'doctor',
        userName: 'Ada One',
        joinedAt: expect.any(String) as string,
        audioEnabled: true,
        videoEnabled: true,
      },
    ]);
  });

  it('[S2-E11] [S2-F06] [S2-F02] those who are there learn who joined', async () => {
    const server = await startTestServer();
    const { roomId, patientUser, patientSocket, doctorSocket } = await server.arrangeCall();
    expect(await doctorSocket.next('user-joined')).toEqual({
      socketId: patientSocket.id,
      userId: patientUser.id,
      userType: 'patient',
      userName: 'Pat Alpha',
      roomId,
    });
    expect(patientSocket.countOf('user-joined')).toBe(0);
  });

  it('[S2-E01] a repeated join doubles nobody', async () => {
    const server = await startTestServer();
    const { roomId, patientSocket, doctorSocket } = await server.arrangeCall();
    await doctorSocket.next('user-joined');
    const again = await patientSocket.request('join-room', { roomId });
    expect(again.participants).toHaveLength(1);
    const seen = await doctorSocket.request('join-room', { roomId });
    expect(seen.participants).toHaveLength(1);
    expect(doctorSocket.countOf('user-joined')).toBe(0);
  });

  it('[S2-E01] [S2-A01] identity comes from the token: claims in the payload are ignored', async () => {
    const server = await startTestServer();
    const { roomId, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await doctorSocket.request('join-room', { roomId });
    await patientSocket.request('join-room', {
      roomId,
      userId: 'somebody-else',
      userType: 'doctor',
      userName: 'Dr Evil',
    });
    expect(await doctorSocket.next('user-joined')).toMatchObject({
      userId: patientUser.id,
      userType: 'patient',
      userName: 'Pat Alpha',
    });
    expect(server.logEvents()).toContainEqual(
      expect.objectContaining({ event: 'identity-claim-ignored', userId: patientUser.id }),
    );
    await patientSocket.request('join-room', { roomId, userId: 'a-third' });
    // Once a connection, whatever it goes on to state.
    expect(falseClaims(server.dataDir)).toEqual([
      { actorId: patientUser.id, detail: '{"event":"join-room"}' },
    ]);
  });

  it('[S0-I03] a newer connection of the same person takes the place of the older one', async () => {
    const server = await startTestServer();
    const { roomId, patient, patientSocket, doctorSocket } = await server.arrangeCall();
    const reloaded = await server.connect(patient);
    const { participants } = await reloaded.request('join-room', { roomId });
    expect(participants.map((participant) => participant.socketId)).toEqual([doctorSocket.id]);
    expect(await doctorSocket.next('user-left')).toMatchObject({ socketId: patientSocket.id });
    expect(await doctorSocket.next('user-joined', (user) => user.socketId === reloaded.id)).toBeDefined();
    expect(await patientSocket.next('user-left')).toMatchObject({ socketId: patientSocket.id });
    expect(
      await doctorSocket.refusal('offer', { offer: { type: 'offer', sdp: 'v=0' }, to: patientSocket.id }),
    ).toMatchObject({ code: 'peer_not_in_room' });
  });

  it('[S2-E05] [S2-E16] [S2-F05] announces the call to the others, not to the sender', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientSocket, doctorSocket } = await server.arrangeCall();
    await doctorSocket.request('start-call', { roomId });
    expect(await patientSocket.next('call-started')).toEqual({
      from: doctorSocket.id,
      fromUser: {
        userId: doctor.user.id,
        userType: 'doctor',
        userName: 'Ada One',
        roomId,
        socketId: doctorSocket.id,
      },
      roomId,
    });
    await doctorSocket.settled();
    expect(doctorSocket.countOf('call-started')).toBe(0);
  });

  it('[S2-E06] [S2-E17] ends the call for the others; the sender stays in the room', async () => {
    const server = await startTestServer();
    const { roomId, patientSocket, doctorSocket } = await server.arrangeCall();
    await doctorSocket.request('end-call', { roomId });
    expect(await patientSocket.next('call-ended')).toMatchObject({
      from: doctorSocket.id,
      fromUser: { userType: 'doctor', roomId },
    });
    await patientSocket.request('toggle-audio', { roomId, enabled: false });
    expect(await doctorSocket.next('peer-toggle-audio')).toMatchObject({ enabled: false });
  });

  it('a patient who hangs up may come back until the doctor closes the visit', async () => {
    const server = await startTestServer();
    const { roomId, patientSocket, doctorSocket } = await server.arrangeCall();
    await patientSocket.request('end-call', { roomId });
    await doctorSocket.next('call-ended');
    expect(
      await doctorSocket.next('appointment-updated', (payload) => payload.appointment.status === 'admitted'),
    ).toBeDefined();
    await patientSocket.request('leave-room', { roomId });
    await patientSocket.request('join-room', { roomId });
    await doctorSocket.request('end-call', { roomId });
    expect(await patientSocket.refusal('join-room', { roomId })).toMatchObject({ code: 'visit_over' });
  });

  it('[S2-E07] [S2-E08] [S2-E18] [S2-E19] [S2-F07] tells the others of switched cameras and microphones', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientSocket, doctorSocket } = await server.arrangeCall();
    await patientSocket.request('toggle-video', { roomId, enabled: false });
    expect(await doctorSocket.next('peer-toggle-video')).toEqual({
      from: patientSocket.id,
      enabled: false,
      roomId,
    });
    await patientSocket.request('toggle-video', { roomId, enabled: true });
    await doctorSocket.next('peer-toggle-video', ({ enabled }) => enabled);
    await patientSocket.request('toggle-video', { roomId, enabled: false, reason: 'network' });
    expect(await doctorSocket.next('peer-toggle-video', ({ reason }) => reason !== undefined)).toEqual({
      from: patientSocket.id,
      enabled: false,
      roomId,
      reason: 'network',
    });
    await patientSocket.request('toggle-audio', { roomId, enabled: false });
    expect(await doctorSocket.next('peer-toggle-audio')).toEqual({
      from: patientSocket.id,
      enabled: false,
      roomId,
    });
    await patientSocket.request('toggle-audio', { roomId, enabled: true });
    expect(await doctorSocket.next('peer-toggle-audio')).toMatchObject({ enabled: true });
    const late = await server.connect(doctor);
    const { participants } = await late.request('join-room', { roomId });
    expect(participants).toMatchObject([{ videoEnabled: false, videoPaused: true, audioEnabled: true }]);
  });

  it('[S2-E09] [S2-E12] [S2-F08] leaving tells the others, and the empty room is gone', async () => {
    const server = await startTestServer();
    const { roomId, patientUser, patientSocket, doctorSocket } = await server.arrangeCall();
    await patientSocket.request('leave-room', { roomId });
    expect(await doctorSocket.next('user-left')).toEqual({
      socketId: patientSocket.id,
      user: {
        userId: patientUser.id,
        userType: 'patient',
        userName: 'Pat Alpha',
        roomId,
        socketId: patientSocket.id,
      },
    });
    expect((await server.request<{ activeRooms: number }>('GET', '/health')).body.activeRooms).toBe(1);
    await doctorSocket.request('leave-room', { roomId });
    expect((await server.request<{ activeRooms: number }>('GET', '/health')).body).toMatchObject({
      activeRooms: 0,
      activeUsers: 0,
    });
  });

  it('[S2-E20] [S2-E12] [S2-F16] a lost connection is a departure', async () => {
    const server = await startTestServer();
    const { roomId, patientUser, patientSocket, doctorSocket } = await server.arrangeCall();
    const patientSocketId = patientSocket.id;
    patientSocket.close();
    expect(await doctorSocket.next('user-left')).toMatchObject({
      socketId: patientSocketId,
      user: { userId: patientUser.id },
    });
    const { participants } = await doctorSocket.request('join-room', { roomId });
    expect(participants).toEqual([]);
  });

  it('[S0-I02] the visit is in call while both are there, for the doctor’s and the patient’s screens', async () => {
    const server = await startTestServer();
    const { patientSocket, doctorSocket } = await server.arrangeCall();
    for (const socket of [patientSocket, doctorSocket]) {
      const { appointment } = await socket.next(
        'appointment-updated',
        (payload) => payload.appointment.status === 'inCall',
      );
      expect(appointment.startedAt).not.toBeNull();
    }
  });

  it('[S2-X05] [S2-X02] who is no party, or has not been admitted, cannot enter', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientSocket } = await server.arrangeWaiting();
    expect(await patientSocket.refusal('join-room', { roomId })).toMatchObject({ code: 'not_admitted' });
    const bob = await server.connect(await server.addDoctor(doctor, 'bob@clinic.example'));
    expect(await bob.refusal('join-room', { roomId })).toMatchObject({ code: 'forbidden' });
    for (const event of ['start-call', 'end-call', 'leave-room']) {
      expect(await bob.refusal(event, { roomId })).toMatchObject({ code: 'not_in_room' });
    }
    expect(await bob.refusal('toggle-video', { roomId, enabled: false })).toMatchObject({
      code: 'not_in_room',
    });
  });

  it('[S2-E20] a call client hears of refusals by the error event; a waiting-room page does not', async () => {
    const server = await startTestServer();
    const { roomId, doctor } = await server.arrangeWaiting();
    const call = await server.connect(doctor);
    call.send('end-call', { roomId });
    expect(await call.next('error')).toMatchObject({ code: 'not_in_room', message: 'join the room first' });
    const page = await server.connect(doctor, { auth: { userType: 'doctor' } });
    page.send('end-call', { roomId });
    await page.settled();
    expect(page.countOf('error')).toBe(0);
  });

  it('[S2-F01, S2-M01, D10, S1-Z05] two related people may open a room by joining it; others may not (D10)', async () => {
    const server = await startTestServer();
    const admin = await server.setUp();
    const account = { email: 'pat@example.org', password: 'correct horse battery' };
    const patientUser = await server.addPatient(admin, 'Pat Alpha', account);
    const doctorSocket = await server.connect(admin);
    const patientSocket = await server.connect(await server.login(account.email));
    await patientSocket.request('join-room', { roomId: 'our-room' });
    const { participants } = await doctorSocket.request('join-room', { roomId: 'our-room' });
    expect(participants).toMatchObject([{ userId: patientUser.id }]);
    const bob = await server.connect(await server.addDoctor(admin, 'bob@clinic.example'));
    expect(await bob.refusal('join-room', { roomId: 'our-room' })).toMatchObject({ code: 'forbidden' });
    await bob.request('join-room', { roomId: 'bobs-room' });
    expect(await patientSocket.refusal('join-room', { roomId: 'bobs-room' })).toMatchObject({
      code: 'forbidden',
    });
  });

  it('[S2-X05] of two strangers who name the same room at the same moment, one is refused', async () => {
    const server = await startTestServer();
    const admin = await server.setUp();
    const account = { email: 'pat@example.org', password: 'correct horse battery' };
    await server.addPatient(admin, 'Pat Alpha', account);
    const bob = await server.connect(await server.addDoctor(admin, 'bob@clinic.example'));
    const pat = await server.connect(await server.login(account.email));
    for (let round = 0; round < 20; round += 1) {
      const roomId = `room-${round}`;
      const answers = await Promise.all(
        [bob, pat].map((socket) => socket.emitForAck('join-room', { roomId }) as Promise<{ ok: boolean }>),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    }
  });

  it('a socket id or an internal name as room id overhears nothing', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientSocket, doctorSocket } = await server.arrangeCall();
    const bob = await server.connect(await server.addDoctor(doctor, 'bob@clinic.example'));
    const names = [
      patientSocket.id,
      doctorSocket.id,
      `user:${doctor.user.id}`,
      `wr:${roomId}`,
      `call:${roomId}`,
    ];
    for (const name of names) await bob.request('join-room', { roomId: name });
    await patientSocket.request('waiting-room-message', { roomId, message: 'private' });
    await patientSocket.request('toggle-audio', { roomId, enabled: false });
    await patientSocket.request('offer', { offer: { type: 'offer', sdp: 'v=0' }, to: doctorSocket.id });
    await doctorSocket.next('offer');
    await bob.settled();
    expect(bob.pending().filter((event) => event !== 'room-joined')).toEqual([]);
  });

  it('[S2-X05] the session of an invitation opens no room by naming it', async () => {
    const server = await startTestServer();
    const { patientSocket } = await server.arrangeWaiting();
    expect(await patientSocket.refusal('join-room', { roomId: 'a-room-of-my-own' })).toMatchObject({
      code: 'forbidden',
    });
  });
});
