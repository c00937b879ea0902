import { describe, expect, it } from 'vitest';
import { createTestClock, startTestServer } from '../support/server.ts';
import { PLACE_KEPT_MS } from '../../server/domain/waiting-room.ts';

describe('leaving a waiting room', () => {
  it('[S0-E03] [S0-E15] tells the doctor that the patient has left and gives the place up', async () => {
    const server = await startTestServer();
    const { roomId, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    await patientSocket.request('leave-waiting-room', { roomId });
    expect(await doctorSocket.next('patient-left-waiting-room')).toMatchObject({
      roomId,
      patientId: patientUser.id,
      remainingPatients: 0,
      reason: 'left',
    });
    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.patients).toEqual([]);
    expect(room.appointment.status).toBe('scheduled');
  });

  it('[S0-E03] is refused quietly, without an error event, outside of the room', async () => {
    const server = await startTestServer();
    const { patient, roomId } = await server.arrangeVisit();
    const socket = await server.connect(patient, { auth: { userType: 'patient' } });
    expect(await socket.refusal('leave-waiting-room', { roomId })).toMatchObject({ code: 'not_in_room' });
    await socket.settled();
    expect(socket.countOf('error')).toBe(0);
  });

  it('[S0-E11] tells the patient when the doctor leaves and when the doctor’s connection is gone', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientSocket, doctorSocket } = await server.arrangeWaiting();
    await doctorSocket.request('leave-waiting-room', { roomId });
    expect(await patientSocket.next('doctor-left-waiting-room')).toEqual({ roomId });
    const again = await server.connect(doctor, { auth: { userType: 'doctor' } });
    await again.request('join-waiting-room', { roomId });
    again.close();
    expect(await patientSocket.next('doctor-left-waiting-room')).toEqual({ roomId });
  });

  it('[S0-E11] [S0-M05] the doctor is there as long as one of several connections is', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const second = await server.connect(doctor);
    await second.request('join-waiting-room', { roomId });
    doctorSocket.close();
    await second.request('waiting-room-message', { roomId, message: 'still here' });
    await patientSocket.next('waiting-room-message');
    expect(patientSocket.countOf('doctor-left-waiting-room')).toBe(0);
  });

  it('[S0-E15] [S0-E18] [S0-F04] a lost connection shows at once, in every joined room, and the place stays', async () => {
    const server = await startTestServer();
    const doctor = await server.setUp();
    const patientUser = await server.addPatient(doctor, 'Pat Alpha', {
      email: 'pat@example.org',
      password: 'correct horse battery',
    });
    const first = await server.addAppointment(doctor, patientUser.id);
    const second = await server.addAppointment(doctor, patientUser.id);
    const patient = await server.login('pat@example.org');
    const doctorSocket = await server.connect(doctor);
    const patientSocket = await server.connect(patient);
    const rooms = [first.appointment.roomId, second.appointment.roomId];
    for (const roomId of rooms) {
      await doctorSocket.request('join-waiting-room', { roomId });
      await patientSocket.request('join-waiting-room', { roomId });
    }
    await patientSocket.request('patient-ready', { roomId: rooms[0] ?? '', ready: true });
    patientSocket.close();
    for (const roomId of rooms) {
      const left = await doctorSocket.next(
        'patient-left-waiting-room',
        (payload) => payload.roomId === roomId,
      );
      expect(left).toMatchObject({ patientId: patientUser.id, remainingPatients: 0, reason: 'disconnected' });
    }
    const { room } = await doctorSocket.request('join-waiting-room', { roomId: rooms[0] ?? '' });
    expect(room.patients).toMatchObject([{ ready: true, connected: false, socketId: '' }]);
    expect(room.patients[0]?.awaySince).not.toBeNull();

    const back = await server.connect(patient);
    const returned = await back.request('join-waiting-room', { roomId: rooms[0] ?? '' });
    expect(returned.room.patients).toMatchObject([{ ready: true, connected: true }]);
    expect(returned.room.position).toBe(1);
  });

  it('[S0-X06] gives the place up after 30 minutes without a connection, and not before', async () => {
    const clock = createTestClock();
    const server = await startTestServer({ now: clock.now });
    const { roomId, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    patientSocket.close();
    await doctorSocket.next('patient-left-waiting-room');
    clock.advance(PLACE_KEPT_MS - 5_000);
    await server.server.tick();
    expect((await doctorSocket.request('join-waiting-room', { roomId })).room.patients).toHaveLength(1);
    clock.advance(10_000);
    await server.server.tick();
    expect(await doctorSocket.next('patient-left-waiting-room')).toMatchObject({
      patientId: patientUser.id,
      reason: 'expired',
    });
    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.patients).toEqual([]);
    expect(room.appointment.status).toBe('scheduled');
  });

  it('leaving after admission keeps the admission: some pages leave the room as they enter the call', async () => {
    const server = await startTestServer();
    const { roomId, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await patientSocket.request('leave-waiting-room', { roomId });
    await patientSocket.request('join-room', { roomId });
  });
});
