import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import { append, audit, createDoctor, createPatient, createVisit, message, T0 } from '../support/fixtures.ts';

/** Who knows whom, and what comes in pages. */
export const describeListings = (current: CurrentStore): void => {
  describe('relations', () => {
    it('are made once for two people, and only between a patient and a doctor', async () => {
      const [ada, bob] = [await createDoctor(current.store), await createDoctor(current.store)];
      const patient = await createPatient(current.store, ada.id);
      const relate = (patientId: string, doctorId: string) =>
        current.store.establishRelation({
          relation: { id: randomUUID(), patientId, doctorId, createdAt: T0 },
          audit: audit(),
        });
      const made = await relate(patient.id, bob.id);
      expect(made).toMatchObject({ isNew: true, relation: { patientId: patient.id, doctorId: bob.id } });
      expect(await relate(patient.id, bob.id)).toEqual({ ...made, isNew: false });
      expect(await relate(bob.id, ada.id)).toBeNull();
      expect(await current.store.getRelation(made?.relation.id ?? '')).toEqual(made?.relation);
      expect(await current.store.getRelation('nowhere')).toBeNull();
      const contacts = await current.store.listContacts(bob.id);
      expect(JSON.stringify(contacts)).toContain(patient.id);
    });
  });

  describe('the list of conversations', () => {
    it('comes in pages, the newest message first and the silent ones last, by name or email', async () => {
      const doctor = await createDoctor(current.store);
      const names = ['Álvaro One', 'Bea Two', 'Cid Three', 'Dee Four', 'Eve Five'];
      const visits = [];
      for (const fullname of names) {
        const patient = await createPatient(current.store, doctor.id, { fullname });
        visits.push(await createVisit(current.store, { doctor, patient }));
      }
      // Dee and Eve stay silent.
      for (const [index, { appointment, patient }] of visits.slice(0, 3).entries()) {
        await append(current.store, message(appointment.roomId, patient, { createdAt: T0 + index }));
      }
      const page = (overrides: Partial<Parameters<typeof current.store.pageConversations>[0]>) =>
        current.store.pageConversations({
          userId: doctor.id,
          roomId: null,
          withSilent: true,
          words: [],
          otherId: null,
          before: null,
          limit: 2,
          ...overrides,
        });
      const seen: string[][] = [];
      for (let before: number | null = null, more = true; more;) {
        const { conversations, next, unread } = await page({ before });
        expect(unread).toBe(3);
        seen.push(conversations.map(({ other }) => other.fullname));
        [before, more] = [next, next !== null];
      }
      expect(seen.map(({ length }) => length)).toEqual([2, 2, 1]);
      expect(seen.flat().slice(0, 3)).toEqual(['Cid Three', 'Bea Two', 'Álvaro One']);
      expect(seen.flat().slice(3).toSorted()).toEqual(['Dee Four', 'Eve Five']);
      const named = async (...words: string[]) =>
        (await page({ words, limit: null })).conversations.map(({ other }) => other.fullname);
      expect(await named('alvaro')).toEqual(['Álvaro One']);
      expect(await named('o')).toEqual(expect.arrayContaining(['Álvaro One', 'Bea Two']));
      expect((await page({ withSilent: false, limit: null })).conversations).toHaveLength(3);
      const [first] = visits;
      expect((await page({ otherId: first?.patient.id ?? '' })).conversations).toHaveLength(1);
    });
  });

  describe('what was sent', () => {
    it('is found by who sent it and by who got it', async () => {
      const { appointment, patient, doctor } = await createVisit(current.store);
      const send = (clientId: string) =>
        append(current.store, message(appointment.roomId, patient, { clientId, text: clientId }));
      const [one, two] = [await send('one'), await send('two')];
      const find = (clientId: string, senderId = patient.id) =>
        current.store.findSentMessage({ senderId, clientId });
      expect(await find('one')).toMatchObject({
        duplicate: true,
        message: { id: one.message.id, text: 'one' },
      });
      expect(await find('one', doctor.id)).toBeNull();
      expect(await find('three')).toBeNull();
      const received = (readerId: string, ...messageIds: string[]) =>
        current.store.findReceived({
          readerId,
          otherId: null,
          roomId: null,
          names: messageIds.map((id) => [id]),
        });
      expect(await received(doctor.id, one.message.id, 'two', 'nowhere')).toEqual([
        { otherId: patient.id, seq: two.message.seq },
      ]);
      expect(await received(patient.id, one.message.id)).toEqual([]);
    });
  });

  describe('the list of notifications', () => {
    it('is read one by one or as a whole, by its owner', async () => {
      const doctor = await createDoctor(current.store, { passwordHash: 'hash' });
      const notify = async () => {
        const { appointment, patient } = await createVisit(current.store, { doctor });
        const notificationId = randomUUID();
        await append(current.store, message(appointment.roomId, patient, { notificationId }));
        return { id: notificationId, patient };
      };
      const [first, , third] = [await notify(), await notify(), await notify()];
      const read = (accountId: string, ids: string[] | null) =>
        current.store.readNotifications({ accountId, ids, at: T0 + 5 });
      const page = (before: number | null) =>
        current.store.listNotifications({ accountId: doctor.id, before, limit: 2 });
      const newest = await page(null);
      expect(newest.notifications.map(({ id }) => id)[0]).toBe(third.id);
      expect((await page(newest.notifications.at(-1)?.place ?? 0)).notifications).toHaveLength(1);
      expect(await read(third.patient.id, [first.id])).toBe(0);
      expect(await read(doctor.id, [first.id, 'nowhere'])).toBe(2);
      expect((await page(newest.notifications.at(-1)?.place ?? 0)).notifications).toMatchObject([
        { id: first.id, readAt: T0 + 5, count: 1, other: { id: first.patient.id } },
      ]);
      expect(await read(doctor.id, null)).toBe(0);
    });
  });
};
