import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWaitEstimate } from '../../server/domain/expected-wait.ts';
import type { DoctorPace } from '../../server/domain/records.ts';
import { createTestClock, startTestServer, type Person, type TestServer } from '../support/server.ts';

const NOW = Date.UTC(2025, 0, 6, 9);
const MINUTE = 60_000;

const visit = (durationMinutes: number, tookMinutes: number) => ({
  durationMinutes,
  startedAt: NOW,
  endedAt: NOW + tookMinutes * MINUTE,
});

const IDLE: DoctorPace = { recent: [], running: null };

const minutes = fc.integer({ min: 5, max: 240 });
const paces: fc.Arbitrary<DoctorPace> = fc.record({
  recent: fc.array(
    fc.tuple(minutes, fc.integer({ min: 0, max: 2_000 })).map(([planned, took]) => visit(planned, took)),
    { maxLength: 20 },
  ),
  running: fc.option(
    fc.record({
      durationMinutes: minutes,
      startedAt: fc.option(fc.integer({ min: NOW - 24 * 60 * MINUTE, max: NOW + MINUTE })),
    }),
  ),
});
const queues = fc.array(minutes, { maxLength: 30 });

const along = (pace: DoctorPace, planned: readonly number[]) => {
  const estimate = createWaitEstimate(pace, NOW);
  let sum = 0;
  return [...planned, 0].map((own, visits) => {
    const wait = estimate({ visits, minutes: sum });
    sum += own;
    return wait;
  });
};

describe('the expected wait', () => {
  it('is a range in whole steps, and never longer than four hours', () => {
    fc.assert(
      fc.property(paces, queues, (pace, planned) => {
        for (const { fromMinutes, toMinutes } of along(pace, planned)) {
          expect(fromMinutes).toBeGreaterThanOrEqual(0);
          expect(toMinutes - fromMinutes).toBeGreaterThanOrEqual(5);
          expect(toMinutes).toBeLessThanOrEqual(240);
          expect([fromMinutes % 5, toMinutes % 5]).toEqual([0, 0]);
        }
      }),
    );
  });

  it('is never shorter for who stands further back', () => {
    fc.assert(
      fc.property(paces, queues, (pace, planned) => {
        const waits = along(pace, planned);
        for (const [index, wait] of waits.slice(1).entries()) {
          expect(wait.fromMinutes).toBeGreaterThanOrEqual(waits[index]?.fromMinutes ?? 0);
          expect(wait.toMinutes).toBeGreaterThanOrEqual(waits[index]?.toMinutes ?? 0);
        }
      }),
    );
  });

  it('gets no longer while the visit before goes on', () => {
    fc.assert(
      fc.property(minutes, fc.nat(300), fc.nat(300), (durationMinutes, first, more) => {
        const after = (elapsed: number) =>
          createWaitEstimate(
            { recent: [], running: { durationMinutes, startedAt: NOW - elapsed * MINUTE } },
            NOW,
          )({ visits: 0, minutes: 0 });
        expect(after(first + more).toMinutes).toBeLessThanOrEqual(after(first).toMinutes);
        expect(after(first + more).fromMinutes).toBeLessThanOrEqual(after(first).fromMinutes);
      }),
    );
  });

  it('follows the doctor’s own pace, once there are enough visits to tell it', () => {
    const ahead = { visits: 2, minutes: 40 };
    const usual = createWaitEstimate(IDLE, NOW)(ahead);
    const four = Array.from({ length: 4 }, () => visit(20, 40));
    expect(createWaitEstimate({ recent: four, running: null }, NOW)(ahead)).toEqual(usual);
    const slow = createWaitEstimate({ recent: [...four, visit(20, 40)], running: null }, NOW)(ahead);
    expect(usual).toEqual({ fromMinutes: 20, toMinutes: 75 });
    expect(slow).toEqual({ fromMinutes: 60, toMinutes: 105 });
  });

  it('is a few minutes for the next one, and at least the overrun of a visit that does not end', () => {
    const next = { visits: 0, minutes: 0 };
    expect(createWaitEstimate(IDLE, NOW)(next)).toEqual({ fromMinutes: 0, toMinutes: 5 });
    const endless = { durationMinutes: 20, startedAt: NOW - 90 * MINUTE };
    expect(createWaitEstimate({ recent: [], running: endless }, NOW)(next)).toEqual({
      fromMinutes: 0,
      toMinutes: 15,
    });
  });
});

describe('what a waiting patient is told', () => {
  const arriveAs = async (clinic: TestServer, doctor: Person, name: string, startsAt?: Date) => {
    const { id } = await clinic.addPatient(doctor, name);
    const { appointment, invite } = await clinic.addAppointment(doctor, id, startsAt);
    const socket = await clinic.connect(await clinic.openInvite(invite.invite));
    const { room } = await socket.request('join-waiting-room', { roomId: appointment.roomId });
    return { socket, room, appointment };
  };

  it('comes with the place, and again when the queue moves', async () => {
    const clock = createTestClock();
    const clinic = await startTestServer({ now: clock.now });
    const { doctor, doctorSocket, roomId, patientUser } = await clinic.arrangeWaiting();
    const second = await arriveAs(clinic, doctor, 'Sam Beta');
    const third = await arriveAs(clinic, doctor, 'Kim Gamma');
    expect(second.room).toMatchObject({ position: 2, expectedWait: { fromMinutes: 10, toMinutes: 35 } });
    expect(third.room).toMatchObject({ position: 3, expectedWait: { fromMinutes: 20, toMinutes: 75 } });

    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    expect(await second.socket.next('queue-position')).toMatchObject({
      position: 1,
      expectedWait: { fromMinutes: 10, toMinutes: 30 },
    });
    await doctorSocket.request('doctor-join-consultation', { roomId, patientId: patientUser.id });
    clock.advance(12 * MINUTE);
    await doctorSocket.request('join-room', { roomId });
    await doctorSocket.request('end-call', { roomId });
    expect(
      await third.socket.next('queue-position', ({ expectedWait }) => expectedWait?.fromMinutes === 10),
    ).toMatchObject({ position: 2, expectedWait: { fromMinutes: 10, toMinutes: 35 } });
    await doctorSocket.settled();
    const { room } = await doctorSocket.request('join-waiting-room', { roomId: second.appointment.roomId });
    expect(room.expectedWait).toBeNull();
  });

  it('is nothing for who comes long before the own time', async () => {
    const clinic = await startTestServer();
    const doctor = await clinic.setUp();
    const early = await arriveAs(clinic, doctor, 'Sam Beta', new Date(Date.now() + 90 * MINUTE));
    expect(early.room).toMatchObject({ position: 1, expectedWait: null });
  });
});
