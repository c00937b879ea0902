import { describe, expect, it } from 'vitest';
import { createTestClock, startTestServer } from '../support/server.ts';

const arrange = async () => {
  const clock = createTestClock();
  const server = await startTestServer({ now: clock.now });
  const doctor = await server.setUp();
  const patient = await server.addPatient(doctor);
  const { appointment, invite } = await server.addAppointment(doctor, patient.id);
  const token = invite.invite;
  const connect = (consultationToken: string) =>
    server.connect(null, { auth: { token: consultationToken, userType: 'patient', consultationToken } });
  const outcome = (consultationToken: string) =>
    connect(consultationToken).then(
      () => 'connected',
      (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
    );
  return { clock, server, doctor, appointment, token, connect, outcome };
};

describe('a patient whose page shows the link with every connection', () => {
  it('[S0-A02, S0-E01] enters the one room of it, as often as the connection is lost', async () => {
    const { appointment, token, connect } = await arrange();
    // More often than an invitation may be opened.
    for (let times = 0; times < 7; times += 1) {
      const socket = await connect(token);
      // Without the appointment, as such pages do.
      const { room } = await socket.request('join-waiting-room', { roomId: appointment.roomId });
      expect(room.appointment.id).toBe(appointment.id);
      socket.close();
    }
  });

  it('[S0-A02] enters no other room', async () => {
    const { server, doctor, token, connect } = await arrange();
    const other = await server.addPatient(doctor, 'Quinn Beta');
    const { appointment } = await server.addAppointment(doctor, other.id);
    const socket = await connect(token);
    expect(await socket.refusal('join-waiting-room', { roomId: appointment.roomId })).toMatchObject({
      code: 'forbidden',
    });
  });

  it('[S0-A02, S0-A03] is refused with another link, and when it is over', async () => {
    const { clock, token, outcome } = await arrange();
    expect(await outcome('forged')).toBe('Authentication error: Invalid consultation token');
    clock.advance(365 * 24 * 3_600_000);
    expect(await outcome(token)).toBe('Authentication error: Consultation has expired');
  });

  it('is told when the link is shown on another device, which has the place then', async () => {
    const { appointment, token, connect } = await arrange();
    const first = await connect(token);
    const second = await connect(token);
    expect(await first.next('session-ended')).toMatchObject({ reason: 'opened_elsewhere' });
    expect(await first.disconnected()).toBe('io server disconnect');
    await second.request('join-waiting-room', { roomId: appointment.roomId });
  });

  it('gives the place up to another device that opens the link', async () => {
    const { server, token, connect } = await arrange();
    const socket = await connect(token);
    await server.openInvite(token);
    expect(await socket.next('session-ended')).toMatchObject({ reason: 'opened_elsewhere' });
  });
});
