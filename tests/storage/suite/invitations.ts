import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../server/storage/store.ts';
import type { CurrentStore } from '../store-suite.ts';
import { audit, auditRows, createVisit, HOUR, invitation, moveTo, T0 } from '../support/fixtures.ts';

const open = (store: Store, secretHash: string, now = T0): ReturnType<Store['openInvitation']> => {
  const sessionId = randomUUID();
  return store.openInvitation({
    secretHash,
    sessionId,
    refresh: { hash: `refresh of ${sessionId}`, expiresAt: now + HOUR },
    now,
    audit: { at: now, action: 'invitation.opened', detail: {} },
  });
};

const refresh = (store: Store, sessionId: string, now = T0): ReturnType<Store['rotateRefreshToken']> =>
  store.rotateRefreshToken({
    hash: `refresh of ${sessionId}`,
    successorHash: `successor of ${sessionId}`,
    successorExpiresAt: now + HOUR,
    now,
    graceMs: 0,
    reuseAudit: { at: now, action: 'session.reuse', detail: {} },
  });

export const describeInvitations = (current: CurrentStore): void => {
  describe('invitations', () => {
    it('opens a session of the patient that is bound to the visit', async () => {
      const visit = await createVisit(current.store);
      const rows = await auditRows(current.store);
      const opened = await open(current.store, visit.invitation.secretHash, T0 + 3);
      expect(opened).toMatchObject({
        outcome: 'opened',
        session: {
          accountId: visit.patient.id,
          appointmentId: visit.appointment.id,
          createdAt: T0 + 3,
          endedAt: null,
        },
        account: visit.patient,
        appointment: { id: visit.appointment.id, invitation: { openings: 1, lastOpenedAt: T0 + 3 } },
        endedSessionIds: [],
      });
      if (opened.outcome !== 'opened') return;
      expect(await current.store.getSession(opened.session.id)).toEqual({
        session: opened.session,
        account: visit.patient,
        visitRoom: { roomId: visit.appointment.roomId, doctorId: visit.doctor.id },
      });
      expect((await refresh(current.store, opened.session.id)).outcome).toBe('rotated');
      expect(await auditRows(current.store)).toBe(rows + 1);
    });

    it('ends the session before, each time, and its refresh token with it', async () => {
      const { invitation: invited } = await createVisit(current.store);
      const first = await open(current.store, invited.secretHash);
      const second = await open(current.store, invited.secretHash, T0 + 1);
      if (first.outcome !== 'opened' || second.outcome !== 'opened') throw new Error('not opened');
      expect(second.endedSessionIds).toEqual([first.session.id]);
      expect(await current.store.getSession(first.session.id)).toMatchObject({
        session: { endedAt: T0 + 1, endReason: 'opened_elsewhere' },
      });
      expect(await refresh(current.store, first.session.id)).toMatchObject({ outcome: 'ended' });
      expect((await refresh(current.store, second.session.id)).outcome).toBe('rotated');
      const third = await open(current.store, invited.secretHash);
      expect(third).toMatchObject({ endedSessionIds: [second.session.id] });
    });

    it('opens five times and no more', async () => {
      const visit = await createVisit(current.store);
      const outcomes: string[] = [];
      for (let time = 0; time < 7; time += 1) {
        outcomes.push((await open(current.store, visit.invitation.secretHash)).outcome);
      }
      expect(outcomes).toEqual([...Array<string>(5).fill('opened'), 'used_up', 'used_up']);
      expect(await current.store.getAppointment(visit.appointment.id)).toMatchObject({
        invitation: { openings: 5, maxOpenings: 5 },
      });
    });

    it('leaves exactly one live session after twenty openings at the same time', async () => {
      const { invitation: invited } = await createVisit(current.store);
      const rows = await auditRows(current.store);
      const openings = await Promise.all(
        Array.from({ length: 20 }, () => open(current.store, invited.secretHash)),
      );
      const opened = openings.filter((opening) => opening.outcome === 'opened');
      expect(opened).toHaveLength(5);
      expect(openings.filter(({ outcome }) => outcome === 'used_up')).toHaveLength(15);
      const sessions = await Promise.all(opened.map(({ session }) => current.store.getSession(session.id)));
      expect(sessions.filter((found) => found?.session.endedAt === null)).toHaveLength(1);
      expect(new Set(opened.flatMap(({ endedSessionIds }) => endedSessionIds)).size).toBe(4);
      expect(await auditRows(current.store)).toBe(rows + 5);
    });

    it('does not end sessions of another visit or of the patient’s own account', async () => {
      const visit = await createVisit(current.store);
      const other = await createVisit(current.store, { doctor: visit.doctor, patient: visit.patient });
      const own = {
        id: randomUUID(),
        accountId: visit.patient.id,
        appointmentId: null,
        createdAt: T0,
        endedAt: null,
        endReason: null,
      };
      await current.store.createSession({
        session: own,
        passwordHash: visit.patient.passwordHash,
        refresh: { hash: randomUUID(), sessionId: own.id, createdAt: T0, expiresAt: T0 + HOUR },
        audit: audit(),
      });
      const elsewhere = await open(current.store, other.invitation.secretHash);
      await open(current.store, visit.invitation.secretHash);
      const opened = await open(current.store, visit.invitation.secretHash);
      if (elsewhere.outcome !== 'opened' || opened.outcome !== 'opened') throw new Error('not opened');
      for (const id of [own.id, elsewhere.session.id, opened.session.id]) {
        expect(await current.store.getSession(id)).toMatchObject({ session: { endedAt: null } });
      }
    });

    it('refuses what is unknown or expired, and counts no opening for it', async () => {
      const { appointment, invitation: invited } = await createVisit(current.store);
      const rows = await auditRows(current.store);
      expect(await open(current.store, 'unknown')).toEqual({ outcome: 'unknown' });
      expect(await open(current.store, invited.secretHash, invited.expiresAt)).toEqual({
        outcome: 'expired',
      });
      expect(await current.store.getAppointment(appointment.id)).toMatchObject({
        invitation: { openings: 0 },
      });
      expect((await open(current.store, invited.secretHash, invited.expiresAt - 1)).outcome).toBe('opened');
      expect(await auditRows(current.store)).toBe(rows + 1);
    });

    it.each(['ended', 'cancelled', 'missed'] as const)(
      'never opens after the visit was %s',
      async (final) => {
        const { appointment, invitation: invited } = await createVisit(current.store);
        await moveTo(current.store, appointment, final);
        expect(await open(current.store, invited.secretHash)).toEqual({ outcome: 'visit_over' });
        expect(await open(current.store, invited.secretHash, invited.expiresAt)).toEqual({
          outcome: 'visit_over',
        });
      },
    );

    it('replaces an invitation: the one before is unknown, its session goes on until the new one is opened', async () => {
      const { appointment, invitation: invited } = await createVisit(current.store);
      const before = await open(current.store, invited.secretHash);
      const renewed = invitation(appointment.id, { expiresAt: T0 + 48 * HOUR });
      expect(
        await current.store.renewInvitation({
          appointmentId: appointment.id,
          invitation: renewed,
          audit: audit('invitation.renewed'),
        }),
      ).toMatchObject({
        id: appointment.id,
        invitation: { expiresAt: T0 + 48 * HOUR, openings: 0, lastOpenedAt: null },
      });
      if (before.outcome !== 'opened') throw new Error('not opened');
      expect(await open(current.store, invited.secretHash)).toEqual({ outcome: 'unknown' });
      expect(await current.store.getSession(before.session.id)).toMatchObject({ session: { endedAt: null } });
      expect(await open(current.store, renewed.secretHash)).toMatchObject({
        outcome: 'opened',
        endedSessionIds: [before.session.id],
      });
    });

    it('does not renew for an appointment that does not exist', async () => {
      const rows = await auditRows(current.store);
      const renewed = invitation('unknown');
      expect(
        await current.store.renewInvitation({
          appointmentId: 'unknown',
          invitation: renewed,
          audit: audit(),
        }),
      ).toBeNull();
      expect(await auditRows(current.store)).toBe(rows);
    });
  });
};
