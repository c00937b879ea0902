import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import { account, audit, auditRows, createDoctor, createPatient, listed, T0 } from '../support/fixtures.ts';

export const describeAccounts = (current: CurrentStore): void => {
  describe('clinic and accounts', () => {
    it('has a clinic with an id and no name from the start', async () => {
      const clinic = await current.store.getClinic();
      expect(clinic.id).toMatch(/^[0-9a-f-]{36}$/);
      expect(clinic.name).toBeNull();
      expect(await current.store.hasAccounts()).toBe(false);
    });

    it('keeps the clinic id over a restart', async () => {
      const before = await current.store.getClinic();
      await current.reopen();
      expect(await current.store.getClinic()).toEqual(before);
    });

    it('sets the clinic up once, whoever tries at the same time', async () => {
      const attempts = Array.from({ length: 10 }, (_, index) => ({
        clinicName: `Clinic ${index}`,
        account: account({ role: 'doctor', isAdmin: true, email: `first${index}@clinic.example` }),
        audit: audit('clinic.set-up'),
      }));
      const outcomes = await Promise.all(attempts.map((attempt) => current.store.setUpClinic(attempt)));
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      const winner = attempts[outcomes.indexOf('created')]!;
      expect((await current.store.getClinic()).name).toBe(winner.clinicName);
      expect(await current.store.getAccount(winner.account.id)).toEqual(winner.account);
      expect(await current.store.hasAccounts()).toBe(true);
      expect(await auditRows(current.store)).toBe(1);
    });

    it('returns an account as it was written, by id and by email', async () => {
      const full = account({
        email: 'ana@clinic.example',
        fullname: 'Ana Łuczak – Ó Briain 医生',
        role: 'doctor',
        isAdmin: true,
        passwordHash: '$argon2id$v=19$m=47104,t=3,p=1$c2FsdA$aGFzaA',
        dateOfBirth: '1980-02-29',
        bloodGroup: 'AB+',
        disabledAt: T0 + 1,
      });
      expect(await current.store.createAccount({ account: full, audit: audit() })).toBe('created');
      expect(await current.store.getAccount(full.id)).toEqual(full);
      expect(await current.store.findAccountByEmail('ana@clinic.example')).toEqual(full);
      expect(await current.store.getAccount('nobody')).toBeNull();
      expect(await current.store.findAccountByEmail('nobody@clinic.example')).toBeNull();
    });

    it('refuses a second account with the same email and writes nothing of it', async () => {
      const doctor = await createDoctor(current.store, { email: 'taken@clinic.example' });
      const rows = await auditRows(current.store);
      const second = account({ email: 'taken@clinic.example' });
      expect(await current.store.createAccount({ account: second, audit: audit() })).toBe('email_taken');
      expect(
        await current.store.createPatient({
          account: second,
          relation: { id: randomUUID(), patientId: second.id, doctorId: doctor.id, createdAt: T0 },
          audit: audit(),
        }),
      ).toBe('email_taken');
      expect(await current.store.getAccount(second.id)).toBeNull();
      expect(await current.store.findRelation(second.id, doctor.id)).toBeNull();
      expect(await auditRows(current.store)).toBe(rows);
    });

    it('has room for any number of patients without an email', async () => {
      const doctor = await createDoctor(current.store);
      await createPatient(current.store, doctor.id);
      await createPatient(current.store, doctor.id);
      expect((await listed(current.store, doctor.id)).patients).toHaveLength(2);
    });

    it('relates a new patient to the doctor who made the account, and to nobody else', async () => {
      const doctor = await createDoctor(current.store);
      const other = await createDoctor(current.store);
      const patient = await createPatient(current.store, doctor.id);
      expect(await current.store.findRelation(patient.id, doctor.id)).toMatchObject({
        patientId: patient.id,
        doctorId: doctor.id,
        createdAt: T0,
      });
      expect(await current.store.findRelation(patient.id, other.id)).toBeNull();
      expect((await listed(current.store, other.id)).patients).toEqual([]);
    });
  });
};
