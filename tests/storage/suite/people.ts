import { describe, expect, it } from 'vitest';
import type { Store } from '../../../server/storage/store.ts';
import type { CurrentStore } from '../store-suite.ts';
import {
  audit,
  auditRows,
  createDoctor,
  createPatient,
  createVisit,
  HOUR,
  listed,
  moveTo,
  T0,
} from '../support/fixtures.ts';

const link = (accountId: string, createdBy = accountId) => ({
  link: { accountId, secretHash: `secret of ${accountId}`, createdBy, createdAt: T0, expiresAt: T0 + HOUR },
  audit: audit(),
});

const names = async (
  store: Store,
  doctorId: string,
  input: Partial<Parameters<Store['listPatients']>[0]> = {},
): Promise<string[]> => (await listed(store, doctorId, input)).patients.map(({ fullname }) => fullname);

const update = (
  store: Store,
  accountId: string,
  changes: Parameters<Store['updateAccount']>[0]['changes'],
  keepSignInEmail = false,
) => store.updateAccount({ accountId, changes, keepSignInEmail, audit: audit('account.changed') });

export const describePeople = (current: CurrentStore): void => {
  describe('patients', () => {
    it('are listed by name without case and accents, or the one with an email', async () => {
      const doctor = await createDoctor(current.store);
      for (const fullname of ['zoe', 'Ben', 'Émile', 'amy', 'Łucja', 'Eve']) {
        await createPatient(current.store, doctor.id, { fullname, email: `${fullname.length}${fullname}@x` });
      }
      expect(await names(current.store, doctor.id)).toEqual(['amy', 'Ben', 'Émile', 'Eve', 'Łucja', 'zoe']);
      expect(await names(current.store, doctor.id, { email: '3Ben@x' })).toEqual(['Ben']);
      expect(await names(current.store, doctor.id, { email: 'nobody@x' })).toEqual([]);
    });

    it('are never those of another doctor', async () => {
      const doctor = await createDoctor(current.store);
      const other = await createDoctor(current.store);
      const theirs = await createPatient(current.store, other.id, { fullname: 'B', email: 'b@x.example' });
      await createPatient(current.store, doctor.id, { fullname: 'C' });
      expect(await names(current.store, doctor.id, { email: 'b@x.example' })).toEqual([]);
      expect(await names(current.store, doctor.id, { words: ['b'] })).toEqual([]);
      // A stranger's place in the alphabet would tell something of the name.
      expect(await names(current.store, doctor.id, { after: theirs.id })).toEqual([]);
      const moment = { doctorId: doctor.id, now: T0, visitsSince: T0 };
      expect(await current.store.getPatient({ ...moment, patientId: theirs.id })).toBeNull();
      expect(await current.store.getPatient({ ...moment, patientId: 'nobody' })).toBeNull();
    });

    it('are found by every word in name, email or the digits of the phone number', async () => {
      const doctor = await createDoctor(current.store);
      await createPatient(current.store, doctor.id, {
        fullname: 'José Núñez',
        email: 'pepe@x.example',
        phone: '+34 (0)555-12 34',
      });
      await createPatient(current.store, doctor.id, { fullname: 'Joan Miller' });
      const find = (...words: string[]) => names(current.store, doctor.id, { words });
      expect(await find('jo')).toEqual(['Joan Miller', 'José Núñez']);
      expect(await find('nunez', 'jose')).toEqual(['José Núñez']);
      expect(await find('pepe@', 'nu')).toEqual(['José Núñez']);
      expect(await find('5551234')).toEqual(['José Núñez']);
      expect(await find('555-1234')).toEqual(['José Núñez']);
      expect(await find('jo', 'xyz')).toEqual([]);
      expect(await find('a555')).toEqual([]);
      expect(await find('%')).toEqual([]);
    });

    it('come in pages that miss nobody and repeat nobody, with the number of all', async () => {
      const doctor = await createDoctor(current.store);
      for (const fullname of ['Sam', 'sam', 'Sám', 'Sam', 'Ann', 'Zoe', 'Other']) {
        await createPatient(current.store, doctor.id, { fullname });
      }
      const pages: string[][] = [];
      let after: string | null = null;
      do {
        const page = await listed(current.store, doctor.id, { limit: 2, ...(after && { after }) });
        expect(page.total).toBe(7);
        pages.push(page.patients.map(({ id }) => id));
        after = page.next;
      } while (after !== null);
      expect(pages.map(({ length }) => length)).toEqual([2, 2, 2, 1]);
      const all = await listed(current.store, doctor.id);
      expect(pages.flat()).toEqual(all.patients.map(({ id }) => id));
      expect(all.next).toBeNull();
      expect(await listed(current.store, doctor.id, { words: ['sam'], limit: 4 })).toMatchObject({
        total: 4,
        next: null,
      });
    });

    it('show the last visit, the next one and a password link that still works', async () => {
      const { store } = current;
      const doctor = await createDoctor(store);
      const other = await createDoctor(store);
      const patient = await createPatient(store, doctor.id);
      const at = async (startsAt: number, status: Parameters<typeof moveTo>[2], by = doctor) => {
        const visit = await createVisit(store, { doctor: by, patient, appointment: { startsAt } });
        if (status !== 'scheduled') await moveTo(store, visit.appointment, status);
      };
      const read = (now = T0) =>
        store.getPatient({ patientId: patient.id, doctorId: doctor.id, now, visitsSince: T0 });
      expect(await read()).toEqual({ ...patient, passwordLink: null, lastVisitAt: null, nextVisitAt: null });
      await at(T0 - 5 * HOUR, 'ended');
      await at(T0 - 3 * HOUR, 'ended');
      await at(T0 - 2 * HOUR, 'missed');
      await at(T0 - HOUR, 'scheduled');
      await at(T0 + HOUR, 'cancelled');
      await at(T0 + 3 * HOUR, 'scheduled');
      await at(T0 + 2 * HOUR, 'scheduled', other);
      await store.createPasswordLink(link(patient.id));
      expect(await read()).toMatchObject({
        lastVisitAt: T0 - 3 * HOUR,
        nextVisitAt: T0 + 3 * HOUR,
        passwordLink: { createdAt: T0, expiresAt: T0 + HOUR },
      });
      expect(await read(T0 + HOUR)).toMatchObject({ passwordLink: null });
      // Who waits, waits now, whenever the visit was meant to be.
      await at(T0 - 2 * HOUR, 'waiting');
      expect(await read()).toMatchObject({ nextVisitAt: T0 - 2 * HOUR });
      expect((await listed(store, doctor.id)).patients).toEqual([await read()]);
    });
  });

  describe('changes of an account', () => {
    it('keep what they do not name, and tell the visits that are not over', async () => {
      const { store } = current;
      const { doctor, patient, appointment } = await createVisit(store);
      const over = await createVisit(store, { doctor, patient });
      await moveTo(store, over.appointment, 'ended');
      const rows = await auditRows(store);
      const changes = { fullname: 'New Name', phone: '0555', language: 'hi' as const };
      expect(await update(store, patient.id, changes)).toEqual({
        outcome: 'updated',
        account: { ...patient, ...changes },
        openVisits: [{ ...appointment, patientName: 'New Name' }],
      });
      expect(await auditRows(store)).toBe(rows + 1);
      expect(await store.getAccount(patient.id)).toEqual({ ...patient, ...changes });
      expect(await update(store, 'nobody', changes)).toEqual({ outcome: 'unknown' });
    });

    it('refuse an email of somebody else, and leave everything as it was', async () => {
      const { store } = current;
      const doctor = await createDoctor(store, { email: 'taken@x.example' });
      const patient = await createPatient(store, doctor.id, { email: 'own@x.example' });
      const rows = await auditRows(store);
      const changes = { fullname: 'Other', email: 'taken@x.example' };
      expect(await update(store, patient.id, changes)).toEqual({ outcome: 'email_taken' });
      expect(await store.getAccount(patient.id)).toEqual(patient);
      expect(await auditRows(store)).toBe(rows);
      expect(await update(store, patient.id, { email: 'own@x.example' })).toMatchObject({
        outcome: 'updated',
      });
    });

    it('keep the email that somebody signs in with, where they are told to', async () => {
      const { store } = current;
      const doctor = await createDoctor(store);
      const patient = await createPatient(store, doctor.id, { email: 'a@x.example', passwordHash: 'hash' });
      expect(await update(store, patient.id, { email: null }, true)).toEqual({ outcome: 'has_account' });
      expect(await update(store, patient.id, { fullname: 'B' }, true)).toMatchObject({ outcome: 'updated' });
      expect(await update(store, patient.id, { email: 'b@x.example' })).toMatchObject({ outcome: 'updated' });
    });

    it('remove a password link that went to another email', async () => {
      const { store } = current;
      const doctor = await createDoctor(store);
      const patient = await createPatient(store, doctor.id, { email: 'a@x.example' });
      await store.createPasswordLink(link(patient.id));
      const find = () => store.findPasswordLink({ secretHash: `secret of ${patient.id}`, now: T0 });
      await update(store, patient.id, { fullname: 'B' });
      expect(await find()).toMatchObject({ outcome: 'found' });
      await update(store, patient.id, { email: 'b@x.example' });
      expect(await find()).toEqual({ outcome: 'unknown' });
    });

    it('leave one admin who can sign in', async () => {
      const { store } = current;
      const admin = await createDoctor(store, { isAdmin: true, passwordHash: 'hash' });
      await createDoctor(store, { isAdmin: true });
      await createDoctor(store, { isAdmin: true, passwordHash: 'hash', disabledAt: T0 });
      expect(await update(store, admin.id, { isAdmin: false })).toEqual({ outcome: 'last_admin' });
      await createDoctor(store, { isAdmin: true, passwordHash: 'hash' });
      expect(await update(store, admin.id, { isAdmin: false })).toMatchObject({ outcome: 'updated' });
    });
  });

  describe('doctors', () => {
    const disable = (store: Store, doctorId: string, evenWithVisits = false) =>
      store.disableDoctor({ doctorId, at: T0, visitsSince: T0, evenWithVisits, audit: audit() });
    const signIn = (store: Store, accountId: string, id: string) =>
      store.createSession({
        session: { id, accountId, appointmentId: null, createdAt: T0, endedAt: null, endReason: null },
        passwordHash: null,
        refresh: { hash: id, sessionId: id, createdAt: T0, expiresAt: T0 + HOUR },
        audit: audit(),
      });

    it('are listed by name with the visits that need them', async () => {
      const { store } = current;
      const zoe = await createDoctor(store, { fullname: 'Zoe' });
      const ana = await createDoctor(store, { fullname: 'Ána', disabledAt: T0 });
      const { appointment } = await createVisit(store, { doctor: zoe });
      await moveTo(store, appointment, 'admitted');
      await createVisit(store, { doctor: zoe });
      await createVisit(store, { doctor: zoe, appointment: { startsAt: T0 - 1 } });
      expect(await store.listDoctors({ now: T0, visitsSince: T0 })).toEqual([
        { ...ana, passwordLink: null, openVisits: { now: 0, later: 0 } },
        { ...zoe, passwordLink: null, openVisits: { now: 1, later: 1 } },
      ]);
    });

    it('leave no password link behind that they may not make any more', async () => {
      const { store } = current;
      await createDoctor(store, { isAdmin: true, passwordHash: 'hash' });
      const doctor = await createDoctor(store, { isAdmin: true, passwordHash: 'hash' });
      const other = await createDoctor(store);
      const patient = await createPatient(store, doctor.id, { email: 'pat@clinic.example' });
      const works = async ({ id }: { id: string }) =>
        (await store.findPasswordLink({ secretHash: `secret of ${id}`, now: T0 })).outcome === 'found';
      await store.createPasswordLink(link(other.id, doctor.id));
      await store.createPasswordLink(link(patient.id, doctor.id));

      await update(store, doctor.id, { fullname: 'Another Name' });
      expect([await works(other), await works(patient)]).toEqual([true, true]);
      await update(store, doctor.id, { isAdmin: false });
      expect([await works(other), await works(patient)]).toEqual([false, true]);
      await disable(store, doctor.id);
      expect(await works(patient)).toBe(false);
    });

    it('are disabled with their sessions and their password link, once', async () => {
      const { store } = current;
      const doctor = await createDoctor(store);
      const other = await createDoctor(store);
      await signIn(store, doctor.id, 'one');
      await signIn(store, doctor.id, 'two');
      await signIn(store, other.id, 'three');
      await store.createPasswordLink(link(doctor.id));
      const rows = await auditRows(store);
      const disabled = await disable(store, doctor.id);
      expect(disabled).toMatchObject({ outcome: 'disabled', openVisits: [] });
      expect('endedSessionIds' in disabled && disabled.endedSessionIds.toSorted()).toEqual(['one', 'two']);
      expect(await store.getSession('one')).toMatchObject({ session: { endReason: 'revoked' } });
      expect(await store.getSession('three')).toMatchObject({ session: { endedAt: null } });
      expect(await disable(store, doctor.id)).toMatchObject({ outcome: 'disabled', endedSessionIds: [] });
      expect(await auditRows(store)).toBe(rows + 1);
      expect(await store.getAccount(doctor.id)).toMatchObject({ disabledAt: T0 });
      expect(await store.enableDoctor({ doctorId: doctor.id, audit: audit() })).toBe(true);
      expect(await store.enableDoctor({ doctorId: doctor.id, audit: audit() })).toBe(true);
      expect(await auditRows(store)).toBe(rows + 2);
      expect(await store.getAccount(doctor.id)).toEqual(doctor);
      const found = await store.findPasswordLink({ secretHash: `secret of ${doctor.id}`, now: T0 });
      expect(found).toEqual({ outcome: 'unknown' });
    });

    it('are not disabled while visits need them, unless that is wanted', async () => {
      const { store } = current;
      const { doctor, appointment } = await createVisit(store);
      const past = await createVisit(store, { doctor, appointment: { startsAt: T0 - 1 } });
      expect(await disable(store, doctor.id)).toEqual({ outcome: 'visits_open' });
      expect(await store.getAccount(doctor.id)).toEqual(doctor);
      expect(await disable(store, doctor.id, true)).toMatchObject({
        openVisits: [{ id: past.appointment.id }, { id: appointment.id }],
      });
    });

    it('are doctors: a patient is neither disabled nor enabled this way, and the last admin stays', async () => {
      const { store } = current;
      const doctor = await createDoctor(store, { isAdmin: true, passwordHash: 'hash' });
      const patient = await createPatient(store, doctor.id);
      expect(await disable(store, patient.id)).toEqual({ outcome: 'unknown' });
      expect(await disable(store, 'nobody')).toEqual({ outcome: 'unknown' });
      expect(await store.enableDoctor({ doctorId: patient.id, audit: audit() })).toBe(false);
      expect(await disable(store, doctor.id, true)).toEqual({ outcome: 'last_admin' });
    });
  });
};
