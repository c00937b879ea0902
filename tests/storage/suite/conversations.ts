import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AccountRecord } from '../../../server/domain/records.ts';
import type { CurrentStore } from '../store-suite.ts';
import {
  append,
  arrive,
  audit,
  createPatient,
  createVisit,
  message,
  T0,
  type Visit,
} from '../support/fixtures.ts';

const pairOf = ({ patient, doctor }: Visit) => ({ patientId: patient.id, doctorId: doctor.id });
const whole = (visit: Visit) => ({ ...pairOf(visit), roomId: null });

/** Between visits, or in the one that goes on. */
const say = (current: CurrentStore, visit: Visit, sender: AccountRecord, text: string) =>
  append(current.store, message('', sender, { to: pairOf(visit), text }));

export const describeConversations = (current: CurrentStore): void => {
  describe('conversations', () => {
    it('are one log over all visits and what is between them, numbered without gaps', async () => {
      const one = await createVisit(current.store);
      const two = await createVisit(current.store, { doctor: one.doctor, patient: one.patient });
      const sent = [
        await say(current, one, one.patient, 'before'),
        await append(current.store, message(one.appointment.roomId, one.patient, { text: 'in the first' })),
        await say(current, one, one.doctor, 'between'),
        await append(current.store, message(two.appointment.roomId, one.doctor, { text: 'in the second' })),
        await append(
          current.store,
          message(one.appointment.roomId, one.doctor, { text: 'in the first again' }),
        ),
      ].map((stored) => stored.message);
      expect(sent.map(({ seq, roomId, roomSeq }) => [seq, roomId, roomSeq])).toEqual([
        [1, null, null],
        [2, one.appointment.roomId, 1],
        [3, null, null],
        [4, two.appointment.roomId, 1],
        [5, one.appointment.roomId, 2],
      ]);
      expect(new Set(sent.map(({ conversationId }) => conversationId)).size).toBe(1);
      await current.reopen();
      const all = await current.store.getMessages({ ...whole(one), limit: 10 });
      expect(all).toEqual({
        messages: sent.map((record) => ({ ...record, deliveredAt: null, readAt: null })),
        lastSeq: 5,
        lastReaction: 0,
      });
      const visit = { ...pairOf(one), roomId: one.appointment.roomId };
      const part = await current.store.getMessages({ ...visit, limit: 10 });
      expect([part?.messages.map(({ text }) => text), part?.lastSeq]).toEqual([
        ['in the first', 'in the first again'],
        2,
      ]);
      const page = async (input: { after?: number; before?: number; limit: number }) =>
        (await current.store.getMessages({ ...whole(one), ...input }))?.messages.map(({ seq }) => seq);
      expect(await page({ limit: 2 })).toEqual([4, 5]);
      expect(await page({ before: 4, limit: 2 })).toEqual([2, 3]);
      expect(await page({ after: 1, limit: 2 })).toEqual([2, 3]);
      expect(await page({ after: 5, limit: 2 })).toEqual([]);
      expect(await page({ before: 1, limit: 2 })).toEqual([]);
    });

    it('take what is said while a visit goes on into the visit', async () => {
      const visit = await createVisit(current.store);
      await arrive(current.store, visit);
      const { message: said } = await say(current, visit, visit.doctor, 'soon');
      expect([said.roomId, said.roomSeq]).toEqual([visit.appointment.roomId, 1]);
    });

    it('refuse who is not related, and a reply to nothing', async () => {
      const visit = await createVisit(current.store);
      const stranger = await createVisit(current.store);
      const to = { patientId: visit.patient.id, doctorId: stranger.doctor.id };
      expect(await current.store.appendMessage(message('', visit.patient, { to }))).toBe('unknown');
      expect(await current.store.getMessages({ ...to, roomId: null, limit: 1 })).toBeNull();
      expect(
        await current.store.syncConversation({
          ...to,
          roomId: null,
          readerId: visit.patient.id,
          after: 0,
          afterDeletion: 0,
          afterReaction: null,
          limit: 1,
        }),
      ).toBeNull();
      expect(
        await current.store.appendMessage(message('', visit.patient, { to: pairOf(visit), replyTo: 1 })),
      ).toBe('no_such_reply');
    });

    it('recognise a resend for ever, also from the room of a visit', async () => {
      const visit = await createVisit(current.store);
      const clientId = randomUUID();
      const first = await append(current.store, message('', visit.patient, { to: pairOf(visit), clientId }));
      await current.reopen();
      expect(
        await append(current.store, message(visit.appointment.roomId, visit.patient, { clientId })),
      ).toEqual({ ...first, duplicate: true });
    });

    it('list every relation of a person, with the newest message and what is unread', async () => {
      const one = await createVisit(current.store);
      const silent = await createPatient(current.store, one.doctor.id, { fullname: 'Silent' });
      await say(current, one, one.patient, 'one');
      await say(current, one, one.patient, 'two');
      const list = await current.store.listConversations({ userId: one.doctor.id, roomId: null });
      expect(
        list
          .map(({ other, last, unread, lastSeq }) => [other.id, last?.text ?? null, unread, lastSeq])
          .toSorted((first, second) => Number(second[3]) - Number(first[3])),
      ).toEqual([
        [one.patient.id, 'two', 2, 2],
        [silent.id, null, 0, 0],
      ]);
      expect(await current.store.countUnread({ userId: one.doctor.id, roomId: null })).toBe(2);
      expect(await current.store.countUnread({ userId: one.patient.id, roomId: null })).toBe(0);
    });

    it('note receipts once each, with the time of every message', async () => {
      const visit = await createVisit(current.store);
      for (const text of ['one', 'two', 'three']) await say(current, visit, visit.patient, text);
      const note = (kind: 'delivered' | 'read', upTo: number | null, at: number) =>
        current.store.noteReceipt({ ...whole(visit), readerId: visit.doctor.id, kind, upTo, at });
      expect(await note('delivered', 2, T0 + 1)).toMatchObject({ from: 0, to: 2, at: T0 + 1, visits: [] });
      expect(await note('delivered', 1, T0 + 2)).toBeNull();
      expect(await note('read', 1, T0 + 3)).toMatchObject({ from: 0, to: 1 });
      expect(await note('read', null, T0 + 4)).toMatchObject({ from: 1, to: 3 });
      expect(await note('read', null, T0 + 5)).toBeNull();
      await current.reopen();
      const found = await current.store.getMessages({ ...whole(visit), limit: 10 });
      expect(found?.messages.map(({ deliveredAt, readAt }) => [deliveredAt, readAt])).toEqual([
        [T0 + 1, T0 + 3],
        [T0 + 1, T0 + 4],
        [T0 + 4, T0 + 4],
      ]);
      const stranger = await createVisit(current.store);
      expect(
        await current.store.noteReceipt({
          patientId: visit.patient.id,
          doctorId: stranger.doctor.id,
          roomId: null,
          readerId: visit.patient.id,
          kind: 'read',
          upTo: null,
          at: T0,
        }),
      ).toBe('unknown');
    });

    it('empty a message that is taken back, audited once, and tell who has missed it', async () => {
      const visit = await createVisit(current.store);
      const { message: sent } = await say(current, visit, visit.patient, 'a mistake');
      const remove = (senderId: string, visitOnly: string | null = null) =>
        current.store.deleteMessage({
          conversationId: sent.conversationId,
          seq: 1,
          senderId,
          visitOnly,
          at: T0 + 1,
          audit: audit('message.deleted'),
          fileAudit: audit('file.deleted'),
        });
      const rows = async () => (await current.store.verifyAudit()).rows;
      const before = await rows();
      expect(await remove(visit.doctor.id)).toEqual({ outcome: 'not_own' });
      expect(await remove('stranger')).toEqual({ outcome: 'unknown' });
      expect(await remove(visit.patient.id, visit.appointment.roomId)).toEqual({ outcome: 'unknown' });
      expect(await remove(visit.patient.id)).toMatchObject({
        outcome: 'deleted',
        message: { text: '', deletedAt: T0 + 1, seq: 1 },
      });
      expect(await remove(visit.patient.id)).toEqual({ outcome: 'repeated' });
      expect(await rows()).toBe(before + 1);
      const sync = { ...whole(visit), readerId: visit.doctor.id, after: 1, afterReaction: null, limit: 9 };
      expect(await current.store.syncConversation({ ...sync, afterDeletion: 0 })).toMatchObject({
        messages: [],
        deleted: [1],
        lastDeletion: 1,
      });
      expect(await current.store.syncConversation({ ...sync, afterDeletion: 1 })).toMatchObject({
        deleted: [],
        lastDeletion: 1,
      });
    });

    it('are searched in slices that come after they are stored', async () => {
      const visit = await createVisit(current.store);
      for (let number = 1; number <= 5; number += 1)
        await say(current, visit, visit.patient, `dose ${number}`);
      const find = async (words: string[], userId = visit.doctor.id) =>
        (
          await current.store.searchMessages({
            userId,
            otherId: null,
            roomId: null,
            words,
            before: null,
            limit: 9,
          })
        ).map((found) => found.message.seq);
      expect(await find(['dose'])).toEqual([]);
      expect(await current.store.indexMessages(2)).toBe(true);
      expect(await find(['dose'])).toEqual([2, 1]);
      while (await current.store.indexMessages(2));
      await current.reopen();
      expect(await find(['dose'])).toEqual([5, 4, 3, 2, 1]);
      expect(await find(['4', 'dos'])).toEqual([4]);
      expect(await find(['dose'], 'stranger')).toEqual([]);
      expect(await find([])).toEqual([]);
      expect(await current.store.indexMessages(2)).toBe(false);
    });
  });
};
