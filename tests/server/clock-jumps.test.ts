import { describe, expect, it } from 'vitest';
import type { SessionAnswer } from '../../server/protocol/index.ts';
import { createSettableClock, startTestServer } from '../support/server.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const arrange = async () => {
  const clock = createSettableClock();
  const clinic = await startTestServer({ now: clock.now, elapsed: clock.elapsed });
  return { clock, clinic };
};

/** A visit whose patient was there and lost the connection. */
const arrangeAway = async () => {
  const { clock, clinic } = await arrange();
  const waiting = await clinic.arrangeWaiting();
  waiting.patientSocket.close();
  await waiting.doctorSocket.next('patient-left-waiting-room', ({ reason }) => reason === 'disconnected');
  // Behind the write of the absence.
  await waiting.doctorSocket.settled();
  const places = async () => {
    const { room } = await waiting.doctorSocket.request('join-waiting-room', { roomId: waiting.roomId });
    return room.patients;
  };
  return { clock, clinic, ...waiting, places };
};

describe('a clock that is set while the server runs', () => {
  it.each([DAY, -DAY])('gives up no place of who is away, by %i ms', async (jump) => {
    const { clock, clinic, places } = await arrangeAway();
    clock.pass(5 * MINUTE);
    clock.set(jump);
    await clinic.server.tick();
    expect(await places()).toMatchObject([{ connected: false }]);
    clock.pass(20 * MINUTE);
    clock.set(-jump);
    await clinic.server.tick();
    expect(await places()).toHaveLength(1);
    clock.pass(6 * MINUTE);
    await clinic.server.tick();
    expect(await places()).toEqual([]);
  });

  it('shows since when somebody is away by the clock as it is now', async () => {
    const { clock, clinic, places } = await arrangeAway();
    clock.pass(5 * MINUTE);
    clock.set(DAY);
    await clinic.server.tick();
    const [patient] = await places();
    const awayMinutes = (clock.now() - Date.parse(patient?.awaySince ?? '')) / MINUTE;
    expect(awayMinutes).toBeGreaterThanOrEqual(5);
    expect(awayMinutes).toBeLessThan(6);
  });

  it('gives places up in time although the clock stands still', async () => {
    const { clock, clinic, places } = await arrangeAway();
    for (let minute = 0; minute < 31; minute += 1) {
      clock.pass(MINUTE);
      clock.set(-MINUTE);
      await clinic.server.tick();
    }
    expect(await places()).toEqual([]);
  });

  it('keeps the order of arrival when the clock goes back between two arrivals', async () => {
    const { clock, clinic } = await arrange();
    const doctor = await clinic.setUp();
    const positions = [];
    for (const name of ['Pat Alpha', 'Sam Beta', 'Zoe Gamma']) {
      const { id } = await clinic.addPatient(doctor, name);
      const { appointment, invite } = await clinic.addAppointment(doctor, id);
      const socket = await clinic.connect(await clinic.openInvite(invite.invite));
      const { room } = await socket.request('join-waiting-room', { roomId: appointment.roomId });
      positions.push(room.position);
      clock.set(-10 * MINUTE);
    }
    expect(positions).toEqual([1, 2, 3]);
  });

  it.each([DAY, -DAY])('answers a refresh again whose answer was lost, by %i ms', async (jump) => {
    const { clock, clinic } = await arrange();
    const doctor = await clinic.setUp();
    const refresh = () =>
      clinic.request<SessionAnswer>('POST', '/auth/refresh', { refreshToken: doctor.refreshToken });
    const lost = await refresh();
    clock.set(jump);
    clock.pass(20_000);
    const again = await refresh();
    expect([again.status, again.body.refreshToken]).toEqual([200, lost.body.refreshToken]);
    clock.pass(20_000);
    expect((await refresh()).status).toBe(401);
  });

  it('signs nobody out: a token of before is renewed, one of a day ahead goes on', async () => {
    const { clock, clinic } = await arrange();
    const doctor = await clinic.setUp();
    clock.set(DAY);
    expect((await clinic.request('GET', '/api/doctors', undefined, doctor.bearer)).body).toMatchObject({
      code: 'token_expired',
    });
    const renewed = await clinic.request<SessionAnswer>('POST', '/auth/refresh', {
      refreshToken: doctor.refreshToken,
    });
    expect(renewed.status).toBe(200);
    clock.set(-DAY);
    const bearer = { authorization: `Bearer ${renewed.body.token}` };
    expect((await clinic.request('GET', '/api/doctors', undefined, bearer)).status).toBe(200);
    const next = await clinic.request('POST', '/auth/refresh', { refreshToken: renewed.body.refreshToken });
    expect(next.status).toBe(200);
  });

  it('keeps the places of closed visits that may be opened again', async () => {
    const { clock, clinic } = await arrange();
    const { doctor, appointment } = await clinic.arrangeWaiting();
    const path = `/api/appointments/${appointment.id}`;
    await clinic.request('POST', `${path}/close`, { outcome: 'cancelled' }, doctor.bearer);
    clock.set(DAY + MINUTE);
    await clinic.server.tick();
    clock.set(-DAY - MINUTE);
    const { body } = await clinic.request('POST', `${path}/reopen`, {}, doctor.bearer);
    expect(body).toMatchObject({ data: { appointment: { status: 'waiting' } } });
  });
});
