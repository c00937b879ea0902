import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import { audit, auditRows, createDoctor, createVisit, HOUR, T0 } from '../support/fixtures.ts';

export const describePasswordLinks = (current: CurrentStore): void => {
  const create = (accountId: string, secretHash: string) =>
    current.store.createPasswordLink({
      link: { accountId, secretHash, createdBy: accountId, createdAt: T0, expiresAt: T0 + HOUR },
      audit: audit('password-link.created'),
    });
  const find = (secretHash: string, now = T0) => current.store.findPasswordLink({ secretHash, now });
  const use = (secretHash: string, now = T0) =>
    current.store.usePasswordLink({
      secretHash,
      passwordHash: 'new hash',
      now,
      audit: { at: now, action: 'account.password-set', detail: {} },
    });

  describe('password links', () => {
    it('lead to their account until they are replaced, used up or expired', async () => {
      const doctor = await createDoctor(current.store);
      await create(doctor.id, 'first');
      expect(await find('first')).toEqual({ outcome: 'found', account: doctor });
      expect(await find('first', T0 + HOUR - 1)).toMatchObject({ outcome: 'found' });
      expect(await find('first', T0 + HOUR)).toEqual({ outcome: 'expired' });
      await create(doctor.id, 'second');
      expect(await find('first')).toEqual({ outcome: 'unknown' });
      await current.reopen();
      expect(await find('second')).toMatchObject({ outcome: 'found' });
      expect(await find('never made')).toEqual({ outcome: 'unknown' });
    });

    it('set the password once and end every session of the account, whoever tries at the same time', async () => {
      const { store } = current;
      const { patient, doctor, appointment, invitation } = await createVisit(store);
      const start = (id: string, accountId: string) =>
        store.createSession({
          session: { id, accountId, appointmentId: null, createdAt: T0, endedAt: null, endReason: null },
          passwordHash: null,
          refresh: { hash: id, sessionId: id, createdAt: T0, expiresAt: T0 + HOUR },
          audit: audit(),
        });
      await start('own', patient.id);
      await start('of the doctor', doctor.id);
      await store.openInvitation({
        secretHash: invitation.secretHash,
        sessionId: 'invited',
        refresh: { hash: 'invited', expiresAt: T0 + HOUR },
        now: T0,
        audit: { at: T0, action: 'invitation.opened', detail: {} },
      });
      await create(patient.id, 'link');
      const rows = await auditRows(store);
      const uses = await Promise.all([use('link'), use('link'), use('link')]);
      const used = uses.filter(({ outcome }) => outcome === 'used');
      expect(used).toMatchObject([{ account: { ...patient, passwordHash: 'new hash' } }]);
      expect(used.flatMap((one) => ('endedSessionIds' in one ? one.endedSessionIds : [])).toSorted()).toEqual(
        ['invited', 'own'],
      );
      expect(uses.filter(({ outcome }) => outcome === 'unknown')).toHaveLength(2);
      expect(await auditRows(store)).toBe(rows + 1);
      expect(await store.getSession('own')).toMatchObject({ session: { endReason: 'revoked' } });
      expect(await store.getSession('of the doctor')).toMatchObject({ session: { endedAt: null } });
      expect(await store.getAppointment(appointment.id)).toMatchObject({ status: 'scheduled' });
    });

    it('set nothing after they have expired, or while the account is disabled', async () => {
      const { store } = current;
      const doctor = await createDoctor(store);
      await create(doctor.id, 'link');
      expect(await use('link', T0 + HOUR)).toEqual({ outcome: 'expired' });
      const disabled = await createDoctor(store, { disabledAt: T0 });
      await create(disabled.id, 'other');
      expect(await use('other')).toEqual({ outcome: 'unknown' });
      expect(await store.getAccount(doctor.id)).toEqual(doctor);
      expect(await store.getAccount(disabled.id)).toEqual(disabled);
    });
  });
};
