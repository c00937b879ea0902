import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DeviceRecord } from '../../../server/domain/records.ts';
import type { Store } from '../../../server/storage/store.ts';
import type { CurrentStore } from '../store-suite.ts';
import { audit, auditRows, createDoctor, createVisit, HOUR, MINUTE, T0 } from '../support/fixtures.ts';

/** A session of the account. @returns its id */
const startSession = async (
  store: Store,
  accountId: string,
  { at = T0, device }: { at?: number; device?: DeviceRecord } = {},
): Promise<string> => {
  const id = randomUUID();
  await store.createSession({
    session: { id, accountId, appointmentId: null, createdAt: at, endedAt: null, endReason: null },
    passwordHash: (await store.getAccount(accountId))?.passwordHash ?? null,
    ...(device && { device }),
    refresh: { hash: `${id}:0`, sessionId: id, createdAt: at, expiresAt: at + HOUR },
    audit: audit('session.started'),
  });
  return id;
};

const endReason = async (store: Store, id: string) => (await store.getSession(id))?.session.endReason;

export const describeProfile = (current: CurrentStore): void => {
  describe('the own account', () => {
    it('changes a password only if it is still the expected one, and ends the other sessions with it', async () => {
      const { store } = current;
      const doctor = await createDoctor(store, { passwordHash: 'old' });
      const other = await createDoctor(store, { passwordHash: 'theirs' });
      const [here, there, theirs] = [
        await startSession(store, doctor.id),
        await startSession(store, doctor.id),
        await startSession(store, other.id),
      ];
      const change = (expectedHash: string) =>
        store.changePassword({
          accountId: doctor.id,
          expectedHash,
          passwordHash: 'new',
          keepSessionId: here,
          at: T0 + MINUTE,
          audit: audit(),
        });

      expect(await change('wrong')).toBeNull();
      expect(await endReason(store, there)).toBeNull();
      expect(await change('old')).toEqual([there]);

      expect((await store.getAccount(doctor.id))?.passwordHash).toBe('new');
      expect((await store.getAccount(other.id))?.passwordHash).toBe('theirs');
      expect((await store.getSession(there))?.session).toMatchObject({
        endedAt: T0 + MINUTE,
        endReason: 'revoked',
      });
      expect(await endReason(store, here)).toBeNull();
      expect(await endReason(store, theirs)).toBeNull();
    });

    it('drops a link to choose a password when the password changes, by its owner or by a reset', async () => {
      const { store } = current;
      const doctor = await createDoctor(store, { passwordHash: 'old' });
      const find = () => store.findPasswordLink({ secretHash: 'link', now: T0 });
      const makeLink = () =>
        store.createPasswordLink({
          link: {
            accountId: doctor.id,
            secretHash: 'link',
            createdBy: doctor.id,
            createdAt: T0,
            expiresAt: T0 + HOUR,
          },
          audit: audit(),
        });
      const change = { accountId: doctor.id, passwordHash: 'new', at: T0, audit: audit() };

      await makeLink();
      await store.changePassword({ ...change, expectedHash: 'old', keepSessionId: 'none' });
      expect((await find()).outcome).toBe('unknown');
      await makeLink();
      await store.resetAccess(change);
      expect((await find()).outcome).toBe('unknown');
    });

    it('lists live sessions, the last used first, with what they were opened with', async () => {
      const { store } = current;
      const doctor = await createDoctor(store);
      const device = { browser: 'firefox', system: 'linux' } as const;
      const early = await startSession(store, doctor.id, { device });
      const late = await startSession(store, doctor.id, { at: T0 + MINUTE });
      await startSession(store, doctor.id, { at: T0 - HOUR });
      const list = () => store.listSessions(doctor.id, T0, 10);
      const unknown = { browser: null, system: null };
      const first = { id: late, createdAt: T0 + MINUTE, lastSeenAt: T0 + MINUTE, device: unknown };
      const second = { id: early, createdAt: T0, lastSeenAt: T0, device };
      expect(await list()).toEqual([
        { ...first, byInvitation: false },
        { ...second, byInvitation: false },
      ]);

      await store.rotateRefreshToken({
        hash: `${early}:0`,
        successorHash: `${early}:1`,
        successorExpiresAt: T0 + HOUR,
        now: T0 + 2 * MINUTE,
        graceMs: 0,
        reuseAudit: { at: T0, action: 'session.reuse', detail: {} },
      });

      expect((await list()).map(({ id, lastSeenAt }) => [id, lastSeenAt])).toEqual([
        [early, T0 + 2 * MINUTE],
        [late, T0 + MINUTE],
      ]);
      await current.reopen();
      expect((await current.store.listSessions(doctor.id, T0, 10)).map(({ id }) => id)).toEqual([
        early,
        late,
      ]);
      expect((await current.store.listSessions(doctor.id, T0, 1)).map(({ id }) => id)).toEqual([early]);
    });

    it('knows the sessions of invitations', async () => {
      const { store } = current;
      const { patient, invitation } = await createVisit(store);
      await store.openInvitation({
        secretHash: invitation.secretHash,
        sessionId: 'by-link',
        device: { browser: 'safari', system: 'ios' },
        refresh: { hash: 'by-link:0', expiresAt: T0 + HOUR },
        now: T0,
        audit: { at: T0, action: 'invitation.opened', detail: {} },
      });
      expect(await store.listSessions(patient.id, T0, 10)).toEqual([
        {
          id: 'by-link',
          createdAt: T0,
          lastSeenAt: T0,
          device: { browser: 'safari', system: 'ios' },
          byInvitation: true,
        },
      ]);
    });

    it('ends a session of the account only, and only once', async () => {
      const { store } = current;
      const doctor = await createDoctor(store);
      const other = await createDoctor(store);
      const session = await startSession(store, doctor.id);
      const end = (accountId: string) =>
        store.endSessionOf({ accountId, sessionId: session, at: T0, audit: audit() });
      expect(await end(other.id)).toBe(false);
      expect(await end(doctor.id)).toBe(true);
      const rows = await auditRows(store);
      expect(await end(doctor.id)).toBe(false);
      expect(await auditRows(store)).toBe(rows);
    });

    it('ends all sessions but one', async () => {
      const { store } = current;
      const doctor = await createDoctor(store);
      const [here, a, b] = [
        await startSession(store, doctor.id),
        await startSession(store, doctor.id),
        await startSession(store, doctor.id),
      ];
      const end = () =>
        store.endOtherSessions({ accountId: doctor.id, keepSessionId: here, at: T0, audit: audit() });
      expect((await end()).toSorted()).toEqual([a, b].toSorted());
      expect(await end()).toEqual([]);
      expect(await endReason(store, here)).toBeNull();
    });

    it('gives a locked-out account a new password, without second factor and sessions', async () => {
      const { store } = current;
      const doctor = await createDoctor(store, { passwordHash: 'forgotten' });
      const session = await startSession(store, doctor.id);
      await store.beginSecondFactor({ accountId: doctor.id, secret: 'A', at: T0, audit: audit() });
      const ended = await store.resetAccess({
        accountId: doctor.id,
        passwordHash: 'new',
        at: T0,
        audit: audit(),
      });
      expect(ended).toEqual([session]);
      expect((await store.getAccount(doctor.id))?.passwordHash).toBe('new');
      expect(await store.getSecondFactor(doctor.id)).toBeNull();
    });
  });
};
