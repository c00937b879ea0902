import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../../../server/domain/records.ts';
import type { Store } from '../../../server/storage/store.ts';
import type { CurrentStore } from '../store-suite.ts';
import { audit, auditRows, createDoctor, HOUR, T0 } from '../support/fixtures.ts';

const GRACE_MS = 30_000;

const signIn = async (store: Store): Promise<{ session: SessionRecord; accountId: string }> => {
  const doctor = await createDoctor(store);
  const session = {
    id: randomUUID(),
    accountId: doctor.id,
    appointmentId: null,
    createdAt: T0,
    endedAt: null,
    endReason: null,
  };
  await store.createSession({
    session,
    passwordHash: doctor.passwordHash,
    refresh: { hash: `${session.id}:0`, sessionId: session.id, createdAt: T0, expiresAt: T0 + HOUR },
    audit: audit('session.started'),
  });
  return { session, accountId: doctor.id };
};

/** Exchanges the token of a generation for the next one, as the domain derives it. */
const rotate = (
  store: Store,
  session: SessionRecord,
  generation: number,
  now: number,
): ReturnType<Store['rotateRefreshToken']> =>
  store.rotateRefreshToken({
    hash: `${session.id}:${generation}`,
    successorHash: `${session.id}:${generation + 1}`,
    successorExpiresAt: now + HOUR,
    now,
    graceMs: GRACE_MS,
    reuseAudit: { at: now, action: 'session.reuse', detail: {} },
  });

export const describeSessions = (current: CurrentStore): void => {
  describe('sessions and refresh tokens', () => {
    it('returns a session with its account', async () => {
      const { session, accountId } = await signIn(current.store);
      expect(await current.store.getSession(session.id)).toEqual({
        session,
        account: await current.store.getAccount(accountId),
        visitRoom: null,
      });
      expect(await current.store.getSession('unknown')).toBeNull();
    });

    it('rotates one token after the other', async () => {
      const { session, accountId } = await signIn(current.store);
      for (const generation of [0, 1, 2]) {
        const rotated = await rotate(current.store, session, generation, T0 + generation * HOUR - generation);
        expect(rotated).toMatchObject({ outcome: 'rotated', session, account: { id: accountId } });
      }
    });

    it('gives the same successor again while its answer may have been lost', async () => {
      const { session } = await signIn(current.store);
      await rotate(current.store, session, 0, T0);
      const repeated = await rotate(current.store, session, 0, T0 + GRACE_MS - 1);
      expect(repeated).toMatchObject({ outcome: 'repeated', session });
      expect(await rotate(current.store, session, 1, T0 + GRACE_MS)).toMatchObject({ outcome: 'rotated' });
    });

    it('repeats for an exchanged token that has expired meanwhile', async () => {
      const { session } = await signIn(current.store);
      await rotate(current.store, session, 0, T0 + HOUR - 1);
      expect((await rotate(current.store, session, 0, T0 + HOUR)).outcome).toBe('repeated');
    });

    it('ends the session when an exchanged token comes back after the grace', async () => {
      const { session, accountId } = await signIn(current.store);
      await rotate(current.store, session, 0, T0);
      const rows = await auditRows(current.store);
      const ended = { ...session, endedAt: T0 + GRACE_MS, endReason: 'reuse' };
      expect(await rotate(current.store, session, 0, T0 + GRACE_MS)).toEqual({
        outcome: 'reused',
        session: ended,
      });
      expect(await auditRows(current.store)).toBe(rows + 1);
      expect(await current.store.getSession(session.id)).toMatchObject({
        session: ended,
        account: { id: accountId },
      });
      expect(await rotate(current.store, session, 1, T0 + GRACE_MS)).toMatchObject({ outcome: 'ended' });
      expect(await rotate(current.store, session, 0, T0 + GRACE_MS)).toMatchObject({ outcome: 'ended' });
      expect(await auditRows(current.store)).toBe(rows + 1);
    });

    it('ends the session when an exchanged token comes back after its successor was used', async () => {
      const { session } = await signIn(current.store);
      await rotate(current.store, session, 0, T0);
      await rotate(current.store, session, 1, T0 + 1);
      expect((await rotate(current.store, session, 0, T0 + 2)).outcome).toBe('reused');
      expect((await rotate(current.store, session, 2, T0 + 3)).outcome).toBe('ended');
    });

    it('starts none for a password that was replaced meanwhile, nor for a disabled account', async () => {
      const { store } = current;
      const rows = await auditRows(store);
      for (const [overrides, passwordHash, expected] of [
        [{ passwordHash: 'new' }, 'old', false],
        [{ passwordHash: 'new' }, null, false],
        [{ passwordHash: 'new', disabledAt: T0 }, 'new', false],
        [{ passwordHash: 'new' }, 'new', true],
      ] as const) {
        const { id: accountId } = await createDoctor(store, overrides);
        const id = randomUUID();
        const started = await store.createSession({
          session: { id, accountId, appointmentId: null, createdAt: T0, endedAt: null, endReason: null },
          passwordHash,
          refresh: { hash: id, sessionId: id, createdAt: T0, expiresAt: T0 + HOUR },
          audit: audit(),
        });
        expect(started).toBe(expected);
        expect((await store.getSession(id)) !== null).toBe(expected);
      }
      // Four accounts and the one session.
      expect(await auditRows(store)).toBe(rows + 5);
    });

    it('does not touch another session of the same person when one is ended', async () => {
      const { session, accountId } = await signIn(current.store);
      const other = { ...session, id: randomUUID() };
      await current.store.createSession({
        session: other,
        passwordHash: null,
        refresh: { hash: `${other.id}:0`, sessionId: other.id, createdAt: T0, expiresAt: T0 + HOUR },
        audit: audit(),
      });
      await rotate(current.store, session, 0, T0);
      await rotate(current.store, session, 0, T0 + HOUR);
      expect(await rotate(current.store, other, 0, T0)).toMatchObject({
        outcome: 'rotated',
        account: { id: accountId },
      });
    });

    it('hands the successor out once as new when the token comes twice at the same time', async () => {
      const { session } = await signIn(current.store);
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, async () => (await rotate(current.store, session, 0, T0)).outcome),
      );
      expect(outcomes.toSorted()).toEqual(['repeated', 'repeated', 'repeated', 'repeated', 'rotated']);
    });

    it('does not know a token that was never handed out, and refuses an expired one', async () => {
      const { session } = await signIn(current.store);
      expect(await rotate(current.store, session, 7, T0)).toEqual({ outcome: 'unknown' });
      expect(await rotate(current.store, session, 0, T0 + HOUR)).toEqual({ outcome: 'expired' });
      expect(await current.store.getSession(session.id)).toMatchObject({ session: { endedAt: null } });
    });

    it('ends a session once', async () => {
      const { session } = await signIn(current.store);
      const rows = await auditRows(current.store);
      const end = { sessionId: session.id, at: T0 + 5, reason: 'logout', audit: audit() } as const;
      expect(await current.store.endSession(end)).toBe(true);
      expect(await current.store.endSession({ ...end, at: T0 + 6, reason: 'revoked' })).toBe(false);
      expect(await current.store.getSession(session.id)).toMatchObject({
        session: { endedAt: T0 + 5, endReason: 'logout' },
      });
      expect(await current.store.endSession({ ...end, sessionId: 'unknown' })).toBe(false);
      expect(await auditRows(current.store)).toBe(rows + 1);
      expect(await rotate(current.store, session, 0, T0 + 7)).toMatchObject({ outcome: 'ended' });
    });

    it('keeps sessions and rotations over a restart', async () => {
      const { session } = await signIn(current.store);
      await rotate(current.store, session, 0, T0);
      await current.reopen();
      expect((await rotate(current.store, session, 0, T0 + 1)).outcome).toBe('repeated');
      expect((await rotate(current.store, session, 1, T0 + 2)).outcome).toBe('rotated');
    });
  });
};
