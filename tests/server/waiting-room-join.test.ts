import { describe, expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

describe('joining a waiting room', () => {
  it('[S0-E01] [S0-E09] [S0-M04] [S0-G01] gives the patient the room, the appointment and the history', async () => {
    const server = await startTestServer();
    const { patient, patientUser, appointment, roomId } = await server.arrangeVisit();
    const socket = await server.connect(patient, { auth: { userType: 'patient' } });
    const { room } = await socket.request('join-waiting-room', { roomId, appointmentId: appointment.id });
    expect(room).toMatchObject({ roomId, doctorOnline: false, position: 1, messages: [] });
    expect(room.appointment).toMatchObject({ id: appointment.id, status: 'waiting' });
    expect(room.patients).toMatchObject([
      {
        userId: patientUser.id,
        ready: false,
        deviceTestCompleted: false,
        connected: true,
        isConsultationLink: true,
      },
    ]);
    const joined = await socket.next('waiting-room-joined');
    expect(joined).toMatchObject({ roomId, waitingPatients: 1, doctorOnline: false, messages: [] });
    expect(joined.appointment.id).toBe(appointment.id);
    await socket.request('waiting-room-message', { roomId, message: 'Good morning' });
    const again = await server.connect(patient, { auth: { userType: 'patient' } });
    const second = await again.request('join-waiting-room', { roomId });
    expect(second.room.messages).toMatchObject([{ message: 'Good morning', userType: 'patient', seq: 1 }]);
  });

  it('tells the new state of the visit to the others, not to who comes', async () => {
    const server = await startTestServer();
    const { doctor, patient, roomId } = await server.arrangeVisit();
    const doctorSocket = await server.connect(doctor);
    const elsewhere = await server.connect(patient);
    const here = await server.connect(patient);
    await here.request('join-waiting-room', { roomId });
    for (const socket of [doctorSocket, elsewhere]) {
      const { appointment } = await socket.next('appointment-updated');
      expect(appointment).toMatchObject({ roomId, status: 'waiting' });
    }
    await here.settled();
    expect(here.countOf('appointment-updated')).toBe(0);
    expect(here.countOf('waiting-room-joined')).toBe(1);
  });

  it('[S0-E01] works without an acknowledgement and without the appointment id', async () => {
    const server = await startTestServer();
    const { patient, roomId } = await server.arrangeVisit();
    const socket = await server.connect(patient, { auth: { userType: 'patient' } });
    socket.send('join-waiting-room', { roomId });
    expect(await socket.next('waiting-room-joined')).toMatchObject({ roomId, waitingPatients: 1 });
  });

  it('[S0-E01] [S0-M01] [S0-M02] a repeated join replaces the entry and keeps the place', async () => {
    const server = await startTestServer();
    const { roomId, patient, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const before = await patientSocket.request('join-waiting-room', { roomId });
    const other = await server.connect(patient, { auth: { userType: 'patient' } });
    const { room } = await other.request('join-waiting-room', { roomId });
    expect(room.patients).toHaveLength(1);
    expect(room.patients[0]?.joinedAt).toBe(before.room.patients[0]?.joinedAt);
    expect(room.patients[0]?.socketId).toBe(other.id);
    await doctorSocket.settled();
    expect(doctorSocket.countOf('patient-joined-waiting-room')).toBe(1);
  });

  it('[S0-E14] [S0-F02] [S0-F10] [S0-N02] tells the doctor of the room that the patient has come', async () => {
    const server = await startTestServer();
    const { doctor, patient, patientUser, appointment, roomId } = await server.arrangeVisit();
    const doctorSocket = await server.connect(doctor, { auth: { userType: 'doctor' } });
    await doctorSocket.request('join-waiting-room', { roomId });
    const patientSocket = await server.connect(patient, { auth: { userType: 'patient' } });
    await patientSocket.request('join-waiting-room', { roomId });
    const told = await doctorSocket.next('patient-joined-waiting-room');
    expect(told).toMatchObject({
      roomId,
      patient: {
        userId: patientUser.id,
        socketId: patientSocket.id,
        ready: false,
        deviceTestCompleted: false,
        deviceTestResults: null,
        isConsultationLink: true,
      },
      appointment: { id: appointment.id, roomId },
    });
    expect(new Date(told.timestamp).getTime()).toBeGreaterThan(0);
    expect(new Date(told.patient.joinedAt).getTime()).toBeGreaterThan(0);
  });

  it('[S0-E02] [S0-E10] [S0-M03] tells everyone in the room that the doctor has come', async () => {
    const server = await startTestServer();
    const { doctor, patient, patientUser, roomId } = await server.arrangeVisit();
    const patientSocket = await server.connect(patient, { auth: { userType: 'patient' } });
    await patientSocket.request('join-waiting-room', { roomId });
    const doctorSocket = await server.connect(doctor, { auth: { userType: 'doctor' } });
    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.doctorOnline).toBe(true);
    for (const socket of [patientSocket, doctorSocket]) {
      const told = await socket.next('doctor-joined-waiting-room');
      expect(told).toMatchObject({ roomId, doctor: { userId: doctor.user.id, socketId: doctorSocket.id } });
      expect(told.waitingPatients).toMatchObject([{ userId: patientUser.id, socketId: patientSocket.id }]);
    }
  });

  it('[S0-E02] [S0-F15] one doctor’s socket is in many rooms, and repeated joins tell nobody anything', async () => {
    const server = await startTestServer();
    const { doctor, patient, patientUser, roomId } = await server.arrangeVisit();
    const second = await server.addAppointment(doctor, patientUser.id);
    const third = await server.addAppointment(doctor, (await server.addPatient(doctor, 'Sam Beta')).id);
    const patientSocket = await server.connect(patient, { auth: { userType: 'patient' } });
    await patientSocket.request('join-waiting-room', { roomId });
    const doctorSocket = await server.connect(doctor, { auth: { userType: 'doctor' } });
    const rooms = [roomId, second.appointment.roomId, third.appointment.roomId];
    for (const each of rooms) await doctorSocket.request('join-waiting-room', { roomId: each });
    await patientSocket.next('doctor-joined-waiting-room');
    for (let round = 0; round < 3; round += 1) {
      for (const each of rooms) await doctorSocket.request('join-waiting-room', { roomId: each });
    }
    await patientSocket.settled();
    expect(patientSocket.countOf('doctor-joined-waiting-room')).toBe(0);
    await doctorSocket.settled();
    expect(doctorSocket.countOf('patient-joined-waiting-room')).toBe(1);
    await doctorSocket.request('waiting-room-message', {
      roomId: second.appointment.roomId,
      message: 'to two',
    });
    await doctorSocket.request('waiting-room-message', { roomId, message: 'to one' });
    expect(await patientSocket.next('waiting-room-message')).toMatchObject({ roomId, message: 'to one' });
  });

  it('[S0-E14, S0-E16, S0-E17, S0-F03, D07] replays the present state of those who wait to a doctor who joins (D07)', async () => {
    const server = await startTestServer();
    const { doctor, patient, patientUser, roomId } = await server.arrangeVisit();
    const gone = await server.addAppointment(doctor, (await server.addPatient(doctor, 'Zoe Gone')).id);
    const patientSocket = await server.connect(patient, { auth: { userType: 'patient' } });
    await patientSocket.request('join-waiting-room', { roomId });
    await patientSocket.request('device-test-results', {
      roomId,
      results: { camera: true, allTestsPassed: true },
    });
    const left = await server.connect(await server.openInvite(gone.invite.invite), {
      auth: { userType: 'patient' },
    });
    await left.request('join-waiting-room', { roomId: gone.appointment.roomId });
    await left.request('leave-waiting-room', { roomId: gone.appointment.roomId });

    const doctorSocket = await server.connect(doctor, { auth: { userType: 'doctor' } });
    await doctorSocket.request('join-waiting-room', { roomId });
    await doctorSocket.request('join-waiting-room', { roomId: gone.appointment.roomId });
    expect(doctorSocket.pending().filter((event) => event.startsWith('patient-'))).toEqual([
      'patient-joined-waiting-room',
      'patient-device-test-completed',
      'patient-ready-status-changed',
    ]);
    expect(await doctorSocket.next('patient-joined-waiting-room')).toMatchObject({
      patient: { userId: patientUser.id },
    });
    expect(await doctorSocket.next('patient-device-test-completed')).toMatchObject({
      results: { camera: true },
      ready: true,
    });
  });

  it('[S0-F03] tells each patient the own place in the queue of the doctor, in order of arrival', async () => {
    const server = await startTestServer();
    const { doctor, patient, roomId } = await server.arrangeVisit();
    const second = await server.addAppointment(doctor, (await server.addPatient(doctor, 'Sam Beta')).id);
    const first = await server.connect(patient);
    expect((await first.request('join-waiting-room', { roomId })).room.position).toBe(1);
    const next = await server.connect(await server.openInvite(second.invite.invite));
    const { room } = await next.request('join-waiting-room', { roomId: second.appointment.roomId });
    expect(room.position).toBe(2);
    await first.request('leave-waiting-room', { roomId });
    expect(await next.next('queue-position')).toMatchObject({
      roomId: second.appointment.roomId,
      position: 1,
    });
  });

  it('[S0-X04] [S0-X05] [S0-E19] refuses unknown rooms, rooms of others and a wrong appointment', async () => {
    const server = await startTestServer();
    const { doctor, patient, roomId } = await server.arrangeVisit();
    const foreign = await server.addAppointment(doctor, (await server.addPatient(doctor, 'Sam Beta')).id);
    const socket = await server.connect(patient, { auth: { userType: 'patient' } });
    expect(await socket.refusal('join-waiting-room', { roomId: 'no-such-room' })).toMatchObject({
      code: 'not_found',
      message: 'Waiting room not found',
    });
    expect(await socket.next('error')).toEqual({ message: 'Waiting room not found', code: 'not_found' });
    expect(await socket.refusal('join-waiting-room', { roomId: foreign.appointment.roomId })).toMatchObject({
      code: 'forbidden',
    });
    expect(
      await socket.refusal('join-waiting-room', { roomId, appointmentId: foreign.appointment.id }),
    ).toMatchObject({ code: 'not_found', message: 'Appointment not found' });
    const stranger = await server.connect(await server.addDoctor(doctor, 'bob@clinic.example'));
    expect(await stranger.refusal('join-waiting-room', { roomId })).toMatchObject({ code: 'forbidden' });
  });
});
