import { describe, expect, it } from 'vitest';
import type { QueuePlace } from '../../../server/domain/records.ts';
import type { CurrentStore } from '../store-suite.ts';
import {
  append,
  arrive,
  audit,
  auditRows,
  createDoctor,
  createVisit,
  HOUR,
  message,
  MINUTE,
  moveTo,
  T0,
  type Visit,
  inRoom,
} from '../support/fixtures.ts';

const place = ({ appointment, patient }: Visit, joinedAt: number): QueuePlace => ({
  roomId: appointment.roomId,
  patientId: patient.id,
  joinedAt,
  startsAt: appointment.startsAt,
  durationMinutes: appointment.durationMinutes,
});

const who = ({ appointment, patient }: Visit): { roomId: string; patientId: string } => ({
  roomId: appointment.roomId,
  patientId: patient.id,
});

export const describeWaitingRoom = (current: CurrentStore): void => {
  describe('waiting room', () => {
    it('makes the entry and begins the waiting on the first arrival', async () => {
      const visit = await createVisit(current.store);
      const rows = await auditRows(current.store);
      const entry = {
        ...who(visit),
        fullname: visit.patient.fullname,
        joinedAt: T0,
        ready: false,
        deviceTestCompleted: false,
        deviceTestResults: null,
        viaInvitation: true,
        awaySince: null,
        acknowledgedAt: null,
        acknowledgedBy: null,
        heldAt: null,
        queueOrder: T0,
        reorderReason: null,
        callBack: false,
      };
      expect(await arrive(current.store, visit)).toEqual({
        outcome: 'arrived',
        room: { appointment: { ...visit.appointment, status: 'waiting' }, entries: [entry], messages: [] },
        ahead: { visits: 0, minutes: 0 },
      });
      expect(await auditRows(current.store)).toBe(rows + 1);
    });

    it('changes nothing when a patient who is there arrives again', async () => {
      const visit = await createVisit(current.store);
      const first = await arrive(current.store, visit);
      const rows = await auditRows(current.store);
      expect(await arrive(current.store, visit, T0 + MINUTE)).toEqual({ ...first, outcome: 'present' });
      expect(await auditRows(current.store)).toBe(rows);
    });

    it('keeps place, ready, results and history when a patient comes back, also after a restart', async () => {
      const visit = await createVisit(current.store);
      await arrive(current.store, visit);
      const results = { camera: 'ok', network: { rtt: 20 }, allTestsPassed: true };
      await current.store.saveDeviceResults({ ...who(visit), results, ready: true, at: T0 });
      const sent = inRoom(await append(current.store, message(visit.appointment.roomId, visit.patient)));
      await current.store.markAway({ ...who(visit), at: T0 + MINUTE });
      await current.reopen();
      expect(await arrive(current.store, visit, T0 + 2 * MINUTE)).toMatchObject({
        outcome: 'returned',
        room: {
          appointment: { status: 'waiting' },
          entries: [
            {
              joinedAt: T0,
              ready: true,
              deviceTestCompleted: true,
              deviceTestResults: results,
              awaySince: null,
            },
          ],
          messages: [sent],
        },
        ahead: { visits: 0, minutes: 0 },
      });
    });

    it('has the messages of the visit with the signs that they were answered with', async () => {
      const visit = await createVisit(current.store);
      const { roomId } = visit.appointment;
      await arrive(current.store, visit);
      const sent = inRoom(await append(current.store, message(roomId, visit.patient)));
      const { conversationId, seq } = sent;
      const personId = visit.patient.id;
      const reaction = { conversationId, seq, personId, visitOnly: roomId, emoji: '👍', at: T0 };
      expect(await current.store.reactToMessage(reaction)).toMatchObject({ outcome: 'changed' });
      const room = await current.store.getWaitingRoom(roomId);
      expect(room?.messages).toEqual([{ ...sent, reactions: [{ personId, emoji: '👍' }] }]);
    });

    it.each(['ended', 'cancelled', 'missed'] as const)(
      'lets nobody in after the visit was %s',
      async (final) => {
        const visit = await createVisit(current.store);
        await moveTo(current.store, visit.appointment, final);
        expect(await arrive(current.store, visit)).toEqual({ outcome: 'over' });
        const room = await current.store.getWaitingRoom(visit.appointment.roomId);
        expect(room?.entries).toEqual([]);
      },
    );

    it('does not know a room that does not exist, nor one of another patient', async () => {
      const visit = await createVisit(current.store);
      const other = await createVisit(current.store);
      expect(await arrive(current.store, { ...visit, patient: other.patient })).toEqual({
        outcome: 'unknown',
      });
      expect(await current.store.getWaitingRoom(visit.appointment.roomId)).toMatchObject({
        appointment: { status: 'scheduled' },
        entries: [],
      });
      expect(await current.store.getWaitingRoom('nowhere')).toBeNull();
    });

    it.each(['admitted', 'inCall'] as const)(
      'makes an entry for a patient whose visit was %s before the first arrival',
      async (status) => {
        const visit = await createVisit(current.store);
        await moveTo(current.store, visit.appointment, status);
        expect(await arrive(current.store, visit)).toMatchObject({
          outcome: 'arrived',
          room: { appointment: { status }, entries: [{ patientId: visit.patient.id }] },
          ahead: null,
        });
      },
    );

    it('has one queue over all rooms of a doctor, in order of arrival', async () => {
      const doctor = await createDoctor(current.store);
      const visits = await Promise.all(
        Array.from({ length: 4 }, () => createVisit(current.store, { doctor })),
      );
      const elsewhere = await createVisit(current.store);
      const [first, second, third, fourth] = visits as [Visit, Visit, Visit, Visit];
      await arrive(current.store, elsewhere, T0);
      await arrive(current.store, first, T0 + 1);
      await arrive(current.store, second, T0 + 2);
      await arrive(current.store, fourth, T0 + 5);
      const last = await arrive(current.store, third, T0 + 5);
      const early = await arrive(current.store, first, T0 + 1);
      const expected = [
        place(first, T0 + 1),
        place(second, T0 + 2),
        place(fourth, T0 + 5),
        place(third, T0 + 5),
      ];
      const minutes = 3 * second.appointment.durationMinutes;
      expect(last).toMatchObject({ ahead: { visits: 3, minutes } });
      expect(early).toMatchObject({ ahead: { visits: 0, minutes: 0 } });
      expect(await current.store.getQueue(doctor.id)).toEqual(expected);
      await current.reopen();
      expect(await current.store.getQueue(doctor.id)).toEqual(expected);
    });

    it('puts who comes later behind although the clock went back', async () => {
      const doctor = await createDoctor(current.store);
      const early = await createVisit(current.store, { doctor });
      const late = await createVisit(current.store, { doctor });
      const last = await createVisit(current.store, { doctor });
      await arrive(current.store, early, T0 + HOUR);
      await arrive(current.store, late, T0);
      await arrive(current.store, last, T0 + MINUTE);
      const expected = [place(early, T0 + HOUR), place(late, T0), place(last, T0 + MINUTE)];
      expect(await current.store.getQueue(doctor.id)).toEqual(expected);
    });

    it('moves absences along with the clock', async () => {
      const away = await createVisit(current.store);
      const there = await createVisit(current.store);
      for (const visit of [away, there]) await arrive(current.store, visit);
      await current.store.markAway({ ...who(away), at: T0 });
      await current.store.movePeriods({ by: HOUR, recentSince: T0 });
      const since = async ({ appointment }: Visit) =>
        (await current.store.getWaitingRoom(appointment.roomId))?.entries[0]?.awaySince;
      expect([await since(away), await since(there)]).toEqual([T0 + HOUR, null]);
    });

    it('leaves those who were admitted out of the queue, and takes them back into their place', async () => {
      const doctor = await createDoctor(current.store);
      const first = await createVisit(current.store, { doctor });
      const second = await createVisit(current.store, { doctor });
      await arrive(current.store, first, T0);
      await arrive(current.store, second, T0 + 1);
      await moveTo(current.store, first.appointment, 'admitted');
      expect(await current.store.getQueue(doctor.id)).toEqual([place(second, T0 + 1)]);
      await moveTo(current.store, first.appointment, 'waiting');
      expect(await current.store.getQueue(doctor.id)).toEqual([place(first, T0), place(second, T0 + 1)]);
    });

    it('marks a patient away since the connection was lost first', async () => {
      const visit = await createVisit(current.store);
      expect(await current.store.markAway({ ...who(visit), at: T0 })).toBeNull();
      await arrive(current.store, visit);
      expect(await current.store.markAway({ ...who(visit), at: T0 + 1 })).toMatchObject({
        awaySince: T0 + 1,
      });
      expect(await current.store.comeBack(who(visit))).toMatchObject({ awaySince: null });
      await current.store.markAway({ ...who(visit), at: T0 + 1 });
      expect(await current.store.markAway({ ...who(visit), at: T0 + 9 })).toMatchObject({
        awaySince: T0 + 1,
      });
      expect(await current.store.getQueue(visit.doctor.id)).toHaveLength(1);
    });

    it('gives the place up when a patient who waits leaves', async () => {
      const visit = await createVisit(current.store);
      await arrive(current.store, visit);
      const rows = await auditRows(current.store);
      expect(await current.store.leave({ ...who(visit), audit: audit() })).toMatchObject({
        id: visit.appointment.id,
        status: 'scheduled',
      });
      expect(await current.store.getQueue(visit.doctor.id)).toEqual([]);
      expect(await current.store.leave({ ...who(visit), audit: audit() })).toBeNull();
      expect(await auditRows(current.store)).toBe(rows + 1);
      expect(await arrive(current.store, visit, T0 + MINUTE)).toMatchObject({
        outcome: 'arrived',
        room: { appointment: { status: 'waiting' }, entries: [{ joinedAt: T0 + MINUTE, ready: false }] },
      });
    });

    it.each(['admitted', 'inCall'] as const)(
      'does not take back what the doctor decided when a patient who is %s leaves the waiting room',
      async (status) => {
        const visit = await createVisit(current.store);
        await arrive(current.store, visit);
        await moveTo(current.store, visit.appointment, status);
        expect(await current.store.leave({ ...who(visit), audit: audit() })).toMatchObject({ status });
        expect(await current.store.getWaitingRoom(visit.appointment.roomId)).toMatchObject({
          appointment: { status },
          entries: [],
        });
      },
    );

    it('stores the ready flag and the device results of those who are there', async () => {
      const visit = await createVisit(current.store);
      const results = { camera: false, microphone: { label: 'Headset' }, extra: [1, 'two', null] };
      expect(await current.store.setReady({ ...who(visit), ready: true })).toBeNull();
      expect(
        await current.store.saveDeviceResults({ ...who(visit), results, ready: true, at: T0 }),
      ).toBeNull();
      await arrive(current.store, visit);
      expect(await current.store.setReady({ ...who(visit), ready: true })).toMatchObject({
        ready: true,
        deviceTestCompleted: false,
      });
      expect(
        await current.store.saveDeviceResults({ ...who(visit), results, ready: false, at: T0 }),
      ).toMatchObject({
        ready: false,
        deviceTestCompleted: true,
        deviceTestResults: results,
      });
    });

    it('marks everyone away after a start, but nobody anew who was', async () => {
      const first = await createVisit(current.store);
      const second = await createVisit(current.store);
      await arrive(current.store, first);
      await arrive(current.store, second);
      await current.store.markAway({ ...who(first), at: T0 + 1 });
      await current.store.markAllAway(T0 + 5);
      for (const [visit, awaySince] of [
        [first, T0 + 1],
        [second, T0 + 5],
      ] as const) {
        expect(await current.store.getWaitingRoom(visit.appointment.roomId)).toMatchObject({
          entries: [{ awaySince }],
        });
      }
    });

    it('remembers who took notice of an arrival first, and when', async () => {
      const visit = await createVisit(current.store);
      const by = visit.doctor.id;
      const notice = (at: number) =>
        current.store.acknowledgeArrival({ ...who(visit), by, at, audit: audit('noticed') });
      expect(await notice(T0)).toBeNull();
      await arrive(current.store, visit);
      const rows = await auditRows(current.store);
      const entry = { acknowledgedAt: T0 + 1, acknowledgedBy: by };
      expect(await notice(T0 + 1)).toMatchObject({ outcome: 'acknowledged', entry });
      expect(await notice(T0 + 2)).toMatchObject({ outcome: 'known', entry });
      expect(await auditRows(current.store)).toBe(rows + 1);
    });

    it('keeps a changed order, with the reason where a place changed, and puts who comes later behind', async () => {
      const doctor = await createDoctor(current.store);
      const [a, b, c, late] = await Promise.all(
        [1, 2, 3, 4].map(() => createVisit(current.store, { doctor })),
      );
      if (a === undefined || b === undefined || c === undefined || late === undefined) throw new Error();
      await arrive(current.store, a, T0);
      await arrive(current.store, b, T0);
      await arrive(current.store, c, T0 + 2);
      const rooms = async () => (await current.store.getQueue(doctor.id)).map(({ roomId }) => roomId);
      const move = (visit: Visit, before: string | null) =>
        current.store.reorderQueue({
          doctorId: doctor.id,
          roomId: visit.appointment.roomId,
          before,
          reason: 'urgent',
          audit: audit('waiting-room.reordered'),
        });
      expect(await move(late, null)).toBeNull();
      expect(await move(c, 'nowhere')).toBeNull();
      expect((await move(b, a.appointment.roomId))?.map(({ moved }) => moved)).toEqual([true, true, false]);
      const changed = [b, a, c].map(({ appointment }) => appointment.roomId);
      expect(await rooms()).toEqual(changed);
      await current.reopen();
      await arrive(current.store, late, T0 + 10);
      expect(await rooms()).toEqual([...changed, late.appointment.roomId]);
      expect(await arrive(current.store, a, T0 + 11)).toMatchObject({ ahead: { visits: 1 } });
      expect(await current.store.getWaitingRoom(a.appointment.roomId)).toMatchObject({
        entries: [{ joinedAt: T0, reorderReason: 'urgent' }],
      });
      expect(await current.store.getWaitingRoom(c.appointment.roomId)).toMatchObject({
        entries: [{ reorderReason: null }],
      });
    });

    it('keeps the place of one who wants to be called back for longer', async () => {
      const visit = await createVisit(current.store);
      await arrive(current.store, visit);
      expect(await current.store.setCallBack({ ...who(visit), wanted: true })).toMatchObject({
        callBack: true,
      });
      await current.store.markAway({ ...who(visit), at: T0 + 1 });
      const expire = (beforeWithCallBack: number) =>
        current.store.expireAway({
          before: T0 + MINUTE,
          beforeWithCallBack,
          audit: { at: T0, actorId: null, action: 'waiting-room.expired', detail: {} },
        });
      expect(await expire(T0)).toEqual([]);
      expect(await expire(T0 + 2)).toHaveLength(1);
    });

    it('takes one who was admitted back to the place in the queue', async () => {
      const doctor = await createDoctor(current.store);
      const first = await createVisit(current.store, { doctor });
      const second = await createVisit(current.store, { doctor });
      await arrive(current.store, first, T0);
      await arrive(current.store, second, T0 + 1);
      const appointmentId = first.appointment.id;
      const hold = () =>
        current.store.returnToWaiting({ appointmentId, at: T0 + 9, audit: audit('consultation.held') });
      expect(await hold()).toBeNull();
      await moveTo(current.store, first.appointment, 'admitted');
      expect(await hold()).toMatchObject({ status: 'waiting' });
      expect(await current.store.getQueue(doctor.id)).toEqual([place(first, T0), place(second, T0 + 1)]);
      expect(await current.store.getWaitingRoom(first.appointment.roomId)).toMatchObject({
        entries: [{ joinedAt: T0, heldAt: T0 + 9, awaySince: null }],
      });
    });

    it('gives up the places of those who were away too long, and only those', async () => {
      const doctor = await createDoctor(current.store);
      const visits: Record<string, Visit> = {};
      for (const name of ['waiting', 'admitted', 'inCall', 'recent', 'present']) {
        const visit = await createVisit(current.store, { doctor });
        await arrive(current.store, visit);
        visits[name] = visit;
      }
      const { waiting, admitted, inCall, recent, present } = visits as Record<string, Visit> & {
        [K in 'waiting' | 'admitted' | 'inCall' | 'recent' | 'present']: Visit;
      };
      await moveTo(current.store, admitted.appointment, 'admitted');
      await moveTo(current.store, inCall.appointment, 'inCall');
      for (const visit of [waiting, admitted, inCall]) {
        await current.store.markAway({ ...who(visit), at: T0 + 1 });
      }
      await current.store.markAway({ ...who(recent), at: T0 + 2 });

      const expired = await current.store.expireAway({
        before: T0 + 2,
        beforeWithCallBack: T0,
        audit: { at: T0 + 30 * MINUTE, actorId: null, action: 'waiting-room.expired', detail: {} },
      });
      expect(expired.map(({ patientId }) => patientId)).toEqual([waiting.patient.id, admitted.patient.id]);
      expect(expired.map(({ appointment }) => appointment.status)).toEqual(['scheduled', 'scheduled']);
      expect(await current.store.getQueue(doctor.id)).toEqual([place(recent, T0), place(present, T0)]);
      expect(await current.store.getWaitingRoom(inCall.appointment.roomId)).toMatchObject({
        appointment: { status: 'inCall' },
        entries: [{ awaySince: T0 + 1 }],
      });
      expect(
        await current.store.expireAway({
          before: T0 + 2,
          beforeWithCallBack: T0,
          audit: { at: T0 + 31 * MINUTE, actorId: null, action: 'waiting-room.expired', detail: {} },
        }),
      ).toEqual([]);
    });
  });
};
