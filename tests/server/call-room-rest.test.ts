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
});
