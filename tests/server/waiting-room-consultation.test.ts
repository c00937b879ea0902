import { describe, expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

describe('starting a consultation', () => {
  it('[S0-E05] [S0-E12] [S0-F09] [S0-F14] [S0-G04] tells the chosen patient and admits to the call', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    expect(await patientSocket.next('consultation-starting')).toEqual({ roomId, doctorId: doctor.user.id });
    const changed = await patientSocket.next(
      'appointment-updated',
      (p) => p.appointment.status === 'admitted',
    );
    expect(changed.appointment.invitation).toBeUndefined();
    await patientSocket.request('join-room', { roomId });
  });

  it('[S0-E12] only the patient’s sockets hear of it', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const other = await server.addAppointment(doctor, (await server.addPatient(doctor, 'Sam Beta')).id);
    const otherSocket = await server.connect(await server.openInvite(other.invite.invite));
    await otherSocket.request('join-waiting-room', { roomId: other.appointment.roomId });
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await patientSocket.next('consultation-starting');
    await otherSocket.settled();
    await doctorSocket.settled();
    expect(otherSocket.countOf('consultation-starting')).toBe(0);
    expect(doctorSocket.countOf('consultation-starting')).toBe(0);
    expect(await otherSocket.next('queue-position')).toMatchObject({ position: 1 });
  });

  it('[S0-E05] may be repeated, and reaches a patient who was away when it came', async () => {
    const server = await startTestServer();
    const { roomId, patient, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    patientSocket.close();
    await doctorSocket.next('patient-left-waiting-room');
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    const back = await server.connect(patient);
    const { room } = await back.request('join-waiting-room', { roomId });
    expect(room.appointment.status).toBe('admitted');
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await back.next('consultation-starting');
  });

  it('[S0-E04] the doctor’s own entry tells the patient and makes the consultation active', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    await doctorSocket.request('doctor-join-consultation', { roomId, patientId: patientUser.id });
    expect(await patientSocket.next('doctor-joining-consultation')).toEqual({
      roomId,
      doctorId: doctor.user.id,
    });
    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.appointment.status).toBe('inCall');
  });

  it('[S0-E04] [S0-E05] [S0-E19] an absent or wrong patient is an error in the documented words', async () => {
    const server = await startTestServer();
    const { doctor, patientUser, roomId } = await server.arrangeVisit();
    const socket = await server.connect(doctor, { auth: { userType: 'doctor' } });
    await socket.request('join-waiting-room', { roomId });
    for (const event of ['start-consultation', 'doctor-join-consultation'] as const) {
      socket.send(event, { roomId, patientId: patientUser.id });
      expect(await socket.next('error')).toMatchObject({ message: 'Patient not found' });
      socket.send(event, { roomId, patientId: 'someone-else' });
      expect(await socket.next('error')).toMatchObject({ message: 'Patient not found' });
      socket.send(event, { roomId: 'no-such-room', patientId: patientUser.id });
      expect(await socket.next('error')).toMatchObject({ message: 'Waiting room not found' });
    }
  });

  it('[S0-E05] [S0-X02] a patient cannot admit anyone, and another doctor cannot either', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientUser, patientSocket } = await server.arrangeWaiting();
    const payload = { roomId, patientId: patientUser.id };
    expect(await patientSocket.refusal('start-consultation', payload)).toMatchObject({ code: 'forbidden' });
    const bob = await server.connect(await server.addDoctor(doctor, 'bob@clinic.example'));
    expect(await bob.refusal('start-consultation', payload)).toMatchObject({ code: 'forbidden' });
    expect(await patientSocket.refusal('join-room', { roomId })).toMatchObject({ code: 'not_admitted' });
  });

  it('after the visit nobody waits, and the room cannot be entered again by the patient', async () => {
    const server = await startTestServer();
    const { roomId, patient, patientUser, patientSocket, doctorSocket } = await server.arrangeCall();
    await doctorSocket.request('end-call', { roomId });
    await patientSocket.next('appointment-updated', (payload) => payload.appointment.status === 'ended');
    expect(await patientSocket.refusal('join-waiting-room', { roomId })).toMatchObject({
      code: 'visit_over',
    });
    expect(await patientSocket.refusal('join-room', { roomId })).toMatchObject({ code: 'visit_over' });
    expect(
      await doctorSocket.refusal('start-consultation', { roomId, patientId: patientUser.id }),
    ).toMatchObject({
      code: 'visit_over',
    });
    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.patients).toEqual([]);
    expect(patient.roomId).toBe(roomId);
  });
});
