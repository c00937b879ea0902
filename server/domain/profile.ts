import type { Store } from '../storage/store.ts';
import { DomainError } from './errors.ts';
import type { EndedSession, Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Identity } from './identity.ts';
import { SESSIONS_MAX } from './list-limits.ts';
import { appointmentChanged } from './notices.ts';
import { requireOwnAccount, type OwnAccount } from './own-account.ts';
import { fieldNames, realChanges, refuseChange } from './people.ts';
import type { Clock, Passwords } from './ports.ts';
import type { AccountRecord, AuditEntry, SessionOfAccount } from './records.ts';
import type { SecondFactor } from './second-factor.ts';
import { REFRESH_TOKEN_MS } from './sessions.ts';

export type ProfileView = {
  account: AccountRecord;
  secondFactor: { enabled: boolean; recoveryCodesLeft: number };
};

const revoked = (sessionId: string): EndedSession => ({ sessionId, reason: 'revoked' });

/** The own account: contact, password, and the devices that are signed in. */
export const createProfile = (deps: {
  store: Store;
  clock: Clock;
  passwords: Passwords;
  ownAccount: OwnAccount;
  secondFactor: SecondFactor;
}) => {
  const { store, clock, passwords, ownAccount, secondFactor } = deps;

  const audit = (actor: Identity, action: string, detail: AuditEntry['detail'] = {}): AuditEntry => ({
    at: clock.now(),
    actorId: actor.userId,
    action,
    subjectId: actor.userId,
    detail,
  });

  const view = async (account: AccountRecord): Promise<ProfileView> => ({
    account,
    secondFactor: await secondFactor.stateOf(account.id),
  });

  return {
    async get(actor: Identity): Promise<ProfileView> {
      return view(await ownAccount.read(actor));
    },

    /**
     * Only the given fields change; role and email are not the person's own to change. A new name reaches everyone
     * who sees it on an open visit.
     */
    async update(
      actor: Identity,
      wanted: Partial<Pick<AccountRecord, 'fullname' | 'phone' | 'language' | 'unreadMailMinutes'>>,
    ): Promise<Outcome<ProfileView>> {
      const before = await ownAccount.read(actor);
      const changes = realChanges(before, wanted);
      // Or a repeat without end would fill the audit log.
      if (Object.keys(changes).length === 0) return quiet(await view(before));
      const updated = await store.updateAccount({
        accountId: actor.userId,
        changes,
        keepSignInEmail: true,
        audit: audit(actor, 'account.profile-changed', { fields: fieldNames(changes) }),
      });
      if (updated.outcome !== 'updated') return refuseChange(updated.outcome);
      return {
        value: await view(updated.account),
        events: changes.fullname === undefined ? [] : updated.openVisits.flatMap(appointmentChanged),
      };
    },

    /**
     * Ends every other session of the account: whoever knew the old password is out.
     * @throws DomainError `wrong_password` or `conflict`
     */
    async changePassword(
      actor: Identity,
      { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
    ): Promise<EndedSession[]> {
      const account = await ownAccount.prove(actor, currentPassword);
      const ended = await store.changePassword({
        accountId: account.id,
        expectedHash: account.passwordHash,
        passwordHash: await passwords.hash(newPassword),
        keepSessionId: actor.sessionId,
        at: clock.now(),
        audit: audit(actor, 'account.password-changed'),
      });
      if (ended === null) throw new DomainError('conflict', 'The password was changed meanwhile');
      return ended.map(revoked);
    },

    /** The last used first. One whose refresh token has expired can never be used again and is left out. */
    listSessions(actor: Identity): Promise<SessionOfAccount[]> {
      requireOwnAccount(actor);
      return store.listSessions(actor.userId, clock.now() - REFRESH_TOKEN_MS, SESSIONS_MAX);
    },

    /** @throws DomainError `not_found`, alike for one that has ended and for somebody else's */
    async endSession(actor: Identity, sessionId: string): Promise<EndedSession> {
      requireOwnAccount(actor);
      const ended = await store.endSessionOf({
        accountId: actor.userId,
        sessionId,
        at: clock.now(),
        audit: { ...audit(actor, 'session.revoked'), subjectId: sessionId },
      });
      if (!ended) throw new DomainError('not_found', 'There is no such session');
      return revoked(sessionId);
    },

    async endOtherSessions(actor: Identity): Promise<EndedSession[]> {
      requireOwnAccount(actor);
      const ended = await store.endOtherSessions({
        accountId: actor.userId,
        keepSessionId: actor.sessionId,
        at: clock.now(),
        audit: audit(actor, 'session.others-revoked'),
      });
      return ended.map(revoked);
    },
  };
};

export type ProfileRules = ReturnType<typeof createProfile>;
