import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import {
  append,
  arrive,
  audit,
  auditRows,
  createPatient,
  createVisit,
  message,
  T0,
  type Visit,
} from '../support/fixtures.ts';

const pairOf = ({ patient, doctor }: Visit) => ({ patientId: patient.id, doctorId: doctor.id });

export const describeRelations = (current: CurrentStore): void => {
  const say = async (visit: Visit, text: string) =>
    (await append(current.store, message('', visit.patient, { to: pairOf(visit), text }))).message;

  describe('reactions', () => {
    const react = (
      { conversationId, seq }: { conversationId: string; seq: number },
      personId: string,
      emoji: string | null,
      visitOnly: string | null = null,
    ) => current.store.reactToMessage({ conversationId, seq, personId, visitOnly, emoji, at: T0 });

    it('are one for a person and a message, numbered by their changes, read with their messages', async () => {
      const visit = await createVisit(current.store);
      const { patient, doctor } = visit;
      const [one, two] = [await say(visit, 'one'), await say(visit, 'two')];
      expect(await react(one, doctor.id, '👍')).toMatchObject({
        outcome: 'changed',
        change: { seq: 1, personId: doctor.id, emoji: '👍', number: 1 },
      });
      expect(await react(one, doctor.id, '👍')).toEqual({ outcome: 'same' });
      expect(await react(one, patient.id, null)).toEqual({ outcome: 'same' });
      await react(two, patient.id, '✅');
      await react(one, doctor.id, '🙏');
      for (const [place, person, only] of [
        [one, 'stranger', null],
        [{ ...one, seq: 9 }, doctor.id, null],
        [{ ...one, conversationId: 'none' }, doctor.id, null],
        [one, doctor.id, visit.appointment.roomId],
      ] as const) {
        expect(await react(place, person, '👍', only)).toEqual({ outcome: 'unknown' });
      }
      await current.reopen();
      const scope = { ...pairOf(visit), roomId: null };
      const page = await current.store.getMessages({ ...scope, limit: 9 });
      expect([page?.lastReaction, page?.messages.map(({ reactions }) => reactions)]).toEqual([
        3,
        [[{ personId: doctor.id, emoji: '🙏' }], [{ personId: patient.id, emoji: '✅' }]],
      ]);
      const sync = async (afterReaction: number | null, limit = 9) => {
        const asked = { ...scope, readerId: patient.id, after: 2, afterDeletion: 0, afterReaction, limit };
        const synced = await current.store.syncConversation(asked);
        return [synced?.reactions.map(({ seq, emoji }) => [seq, emoji]), synced?.lastReaction];
      };
      expect(await sync(0)).toEqual([
        [
          [2, '✅'],
          [1, '🙏'],
        ],
        3,
      ]);
      expect(await sync(0, 1)).toEqual([[[2, '✅']], 2]);
      expect(await sync(2)).toEqual([[[1, '🙏']], 3]);
      expect(await sync(3)).toEqual([[], 3]);
      expect(await sync(null)).toEqual([[], 3]);
    });

    it('go with a message that is deleted, and never take the number of another change', async () => {
      const visit = await createVisit(current.store);
      const [one, two] = [await say(visit, 'one'), await say(visit, 'two')];
      await react(one, visit.doctor.id, '👍');
      await current.store.deleteMessage({
        conversationId: one.conversationId,
        seq: 1,
        senderId: visit.patient.id,
        visitOnly: null,
        at: T0,
        audit: audit('message.deleted'),
        fileAudit: audit('file.deleted'),
      });
      expect(await react(one, visit.doctor.id, '✅')).toEqual({ outcome: 'gone' });
      expect(await react(two, visit.doctor.id, '✅')).toMatchObject({ change: { number: 2 } });
      const page = await current.store.getMessages({ ...pairOf(visit), roomId: null, limit: 9 });
      expect(page?.messages.map(({ reactions }) => reactions?.length)).toEqual([undefined, 1]);
    });
  });

  describe('conversations that were put away', () => {
    it('are so for one person until there is a newer message', async () => {
      const visit = await createVisit(current.store);
      const { patient, doctor } = visit;
      await createPatient(current.store, doctor.id);
      const archive = (archived: boolean, upTo: number | null = null, personId = doctor.id) =>
        current.store.archiveConversation({ ...pairOf(visit), personId, archived, upTo, at: T0 });
      const listOf = async (userId: string) =>
        (await current.store.listConversations({ userId, roomId: null }))
          .filter(({ archived }) => archived)
          .map(({ other }) => other.id);
      await say(visit, 'one');
      expect(await archive(false)).toEqual({ archived: false, changed: false });
      expect(await archive(true, 1)).toEqual({ archived: true, changed: true });
      expect(await archive(true)).toEqual({ archived: true, changed: false });
      await current.reopen();
      expect([await listOf(doctor.id), await listOf(patient.id)]).toEqual([[patient.id], []]);
      await say(visit, 'two');
      expect(await listOf(doctor.id)).toEqual([]);
      expect(await archive(true, 1)).toEqual({ archived: false, changed: false });
      expect(await archive(true, 2)).toEqual({ archived: true, changed: true });
      expect(await archive(false)).toEqual({ archived: false, changed: true });
      expect(await listOf(doctor.id)).toEqual([]);
      const stranger = await createVisit(current.store);
      const pair = { patientId: patient.id, doctorId: stranger.doctor.id, personId: patient.id };
      expect(
        await current.store.archiveConversation({ ...pair, archived: true, upTo: null, at: T0 }),
      ).toBeNull();
    });
  });

  describe('what a doctor has of a patient', () => {
    it('is notes with their number, audited, and the newest device report, which outlives the place', async () => {
      const visit = await createVisit(current.store);
      const pair = pairOf(visit);
      const { roomId } = visit.appointment;
      expect(await current.store.getRelationAside({ ...pair, emergencies: 2 })).toEqual({
        notes: null,
        deviceReport: null,
        emergencies: [],
      });
      const save = (notes: string, version: number) =>
        current.store.saveRelationNotes({ ...pair, notes, version, at: T0, audit: audit('notes.saved') });
      const rows = await auditRows(current.store);
      expect(await save('one', 0)).toMatchObject({ outcome: 'saved', notes: { version: 1 } });
      expect(await save('one', 0)).toMatchObject({ outcome: 'saved', notes: { version: 1 } });
      expect(await save('late', 0)).toMatchObject({ outcome: 'stale', notes: { notes: 'one' } });
      expect(await auditRows(current.store)).toBe(rows + 1);
      const test = { roomId, patientId: visit.patient.id, ready: null };
      await current.store.saveDeviceResults({ ...test, results: { camera: false }, at: T0 });
      // Who is not in the room reports nothing.
      expect(await current.store.getRelationAside({ ...pair, emergencies: 2 })).toMatchObject({
        deviceReport: null,
      });
      await arrive(current.store, visit);
      await current.store.saveDeviceResults({ ...test, results: { camera: false }, at: T0 });
      await current.store.saveDeviceResults({ ...test, results: { camera: true }, at: T0 + 1 });
      await current.store.leave({ roomId, patientId: visit.patient.id, audit: audit() });
      await current.reopen();
      expect(await current.store.getRelationAside({ ...pair, emergencies: 2 })).toEqual({
        notes: { notes: 'one', version: 1, updatedAt: T0 },
        deviceReport: { roomId, results: { camera: true }, at: T0 + 1 },
        emergencies: [],
      });
      const stranger = await createVisit(current.store);
      const none = { patientId: visit.patient.id, doctorId: stranger.doctor.id };
      expect(await current.store.getRelationAside({ ...none, emergencies: 2 })).toBeNull();
      expect(
        await current.store.saveRelationNotes({ ...none, notes: '', version: 0, at: T0, audit: audit() }),
      ).toBeNull();
    });
  });
};
