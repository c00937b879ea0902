import { describe, expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

describe('call rooms made by REST', () => {
  it('[S2-F12] [S2-F13] a room that the doctor made admits both parties, under the appointment’s id', async () => {
    const server = await startTestServer();
    const { doctor, patient, patientUser, appointment } = await server.arrangeVisit();
    const body = await server.expectStatus(
      200,
      server.request<{ roomId: string }>(
        'POST',
        '/api/rooms/create',
        { appointmentId: appointment.id, doctorId: doctor.user.id, patientId: patientUser.id },
        doctor.bearer,
      ),
    );
    expect(body.roomId).toBe(appointment.id);
    const doctorSocket = await server.connect(doctor);
    const patientSocket = await server.connect(patient);
    await doctorSocket.request('join-room', { roomId: body.roomId });
    const { participants } = await patientSocket.request('join-room', { roomId: body.roomId });
    expect(participants).toHaveLength(1);
    const { room } = (
      await server.request<{ room: { participants: unknown[] } }>(
        'GET',
        `/api/rooms/${body.roomId}`,
        undefined,
        patient.bearer,
      )
    ).body;
    expect(room.participants).toHaveLength(2);
  });

  it('a visit whose two parties meet in a room that the doctor made is in call, without an admission', async () => {
    const server = await startTestServer();
    const { doctor, patientUser, appointment, roomId, patientSocket, doctorSocket } =
      await server.arrangeWaiting();
    const ids = { appointmentId: appointment.id, doctorId: doctor.user.id, patientId: patientUser.id };
    await server.expectStatus(200, server.request('POST', '/api/rooms/create', ids, doctor.bearer));
    await doctorSocket.request('join-room', { roomId: appointment.id });
    expect((await doctorSocket.request('join-waiting-room', { roomId })).room.appointment.status).toBe(
      'waiting',
    );
    await patientSocket.request('join-room', { roomId: appointment.id });
    const { appointment: running } = await doctorSocket.next(
      'appointment-updated',
      (updated) => updated.appointment.status === 'inCall',
    );
    expect(running).toMatchObject({ id: appointment.id });
    expect(running.startedAt).not.toBeNull();
  });

  it('[S0-I02] closing the visit by REST ends its calls for everyone who is in them', async () => {
    const server = await startTestServer();
    const { doctor, patientUser, appointment, roomId, patientSocket, doctorSocket } =
      await server.arrangeCall();
    const ids = { appointmentId: appointment.id, doctorId: doctor.user.id, patientId: patientUser.id };
    await server.expectStatus(200, server.request('POST', '/api/rooms/create', ids, doctor.bearer));
    await patientSocket.request('join-room', { roomId: appointment.id });
    await server.expectStatus(
      200,
      server.request(
        'POST',
        `/api/appointments/${appointment.id}/close`,
        { outcome: 'ended' },
        doctor.bearer,
      ),
    );
    expect(await patientSocket.next('call-ended', (ended) => ended.roomId === roomId)).toMatchObject({
      from: doctorSocket.id,
      fromUser: { userId: doctor.user.id, userType: 'doctor', roomId },
    });
    await doctorSocket.next('call-ended', (ended) => ended.roomId === roomId);
    // The doctor is not in this one.
    expect(await patientSocket.next('call-ended', (ended) => ended.roomId === appointment.id)).toMatchObject({
      from: doctor.user.id,
      fromUser: { userId: doctor.user.id, userName: 'Ada One' },
    });
    expect(await patientSocket.refusal('join-room', { roomId })).toMatchObject({ code: 'visit_over' });
  });

  it('a waiting patient cannot make a way past the waiting room', async () => {
    const server = await startTestServer();
    const { doctor, patient, patientUser, appointment } = await server.arrangeWaiting();
    const body = { doctorId: doctor.user.id, patientId: patientUser.id };
    const own = await server.request(
      'POST',
      '/api/rooms/create',
      { ...body, appointmentId: appointment.id },
      patient.bearer,
    );
    expect(own.status).toBe(200);
    const socket = await server.connect(patient);
    expect(await socket.refusal('join-room', { roomId: appointment.id })).toMatchObject({
      code: 'not_admitted',
    });
    expect((await server.request('POST', '/api/rooms/create', body, patient.bearer)).status).toBe(403);
    expect(await socket.refusal('join-room', { roomId: 'made-up' })).toMatchObject({ code: 'forbidden' });
    await server.expectStatus(
      200,
      server.request('POST', '/api/rooms/create', { ...body, appointmentId: appointment.id }, doctor.bearer),
    );
    await socket.request('join-room', { roomId: appointment.id });
  });

  it('[S2-X05] a room that nobody is in opens for no third person, also after a restart', async () => {
    const first = await startTestServer();
    const { doctor, patientUser, appointment } = await first.arrangeVisit();
    const bob = await first.addDoctor(doctor, 'bob@clinic.example');
    const ids = { appointmentId: appointment.id, doctorId: doctor.user.id, patientId: patientUser.id };
    await first.expectStatus(200, first.request('POST', '/api/rooms/create', ids, doctor.bearer));
    await first.server.stop();
    // Who is in a call is in memory alone: now nothing but the stored room says whose it is.
    const second = await startTestServer({ dataDir: first.dataDir });
    const stranger = await second.connect(bob);
    expect(await stranger.refusal('join-room', { roomId: appointment.id })).toMatchObject({
      code: 'forbidden',
    });
  });
});
