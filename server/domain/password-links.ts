import type { Store } from '../storage/store.ts';
import { DomainError } from './errors.ts';
import type { EndedSession } from './events.ts';
import type { Identity } from './identity.ts';
import { requireRole } from './identity.ts';
import type { Clock, Passwords, Secrets } from './ports.ts';
import type { AccountRecord } from './records.ts';

/** Long enough for an email that is read after the weekend. */
const PASSWORD_LINK_MS = 72 * 3_600_000;

export type PasswordLinkMade = { link: string; expiresAt: number };

const refuse = (outcome: 'unknown' | 'expired'): never => {
  throw outcome === 'expired'
    ? new DomainError('password_link_expired', 'The link has expired')
    : new DomainError('password_link_invalid', 'The link is not valid any more');
};

/** Links by which people choose their own password: nobody else ever knows it. */
export const createPasswordLinks = (deps: {
  store: Store;
  clock: Clock;
  passwords: Passwords;
  secrets: Secrets;
}) => {
  const { store, clock, passwords, secrets } = deps;

  /** A patient's doctors, and admins for every other doctor. */
  const requireMayMakeFor = async (actor: Identity, account: AccountRecord): Promise<void> => {
    // Whoever has the window for a moment must not be able to keep the account.
    if (actor.userId === account.id)
      throw new DomainError('own_account', 'the own password has its own page');
    const may =
      account.role === 'doctor'
        ? actor.isAdmin
        : (await store.findRelation(account.id, actor.userId)) !== null;
    if (!may) throw new DomainError('forbidden', 'this account is not in your care');
  };

  return {
    /** A new link; the one before stops working. @throws DomainError `forbidden`, `email_required`, `conflict` */
    async create(actor: Identity, accountId: string): Promise<PasswordLinkMade> {
      requireRole(actor, 'doctor');
      const account = await store.getAccount(accountId);
      if (account === null) throw new DomainError('not_found', 'Account not found');
      await requireMayMakeFor(actor, account);
      if (account.disabledAt !== null) throw new DomainError('conflict', 'the account is disabled');
      if (account.email === null) throw new DomainError('email_required', 'the account has no email');
      const link = secrets.create();
      const createdAt = clock.now();
      const expiresAt = createdAt + PASSWORD_LINK_MS;
      await store.createPasswordLink({
        link: { accountId, secretHash: secrets.hash(link), createdBy: actor.userId, createdAt, expiresAt },
        audit: {
          at: createdAt,
          actorId: actor.userId,
          action: 'password-link.created',
          subjectId: accountId,
          detail: {},
        },
      });
      return { link, expiresAt };
    },

    /** Whose link it is; it stays usable. @throws DomainError `password_link_invalid`, `password_link_expired` */
    async inspect(link: string): Promise<AccountRecord> {
      const found = await store.findPasswordLink({ secretHash: secrets.hash(link), now: clock.now() });
      return found.outcome === 'found' ? found.account : refuse(found.outcome);
    },

    /**
     * Sets the password and uses the link up; every session of the account is over. Signs nobody in: whether a
     * password alone is enough for that is another question.
     * @throws DomainError `password_link_invalid`, `password_link_expired`
     */
    async use(link: string, password: string): Promise<{ account: AccountRecord; ended: EndedSession[] }> {
      // Before the costly hash: a guess must not be a way to burn the clinic's processor.
      await this.inspect(link);
      const passwordHash = await passwords.hash(password);
      const now = clock.now();
      const used = await store.usePasswordLink({
        secretHash: secrets.hash(link),
        passwordHash,
        now,
        audit: { at: now, action: 'account.password-set', detail: {} },
      });
      if (used.outcome !== 'used') return refuse(used.outcome);
      return {
        account: used.account,
        ended: used.endedSessionIds.map((sessionId) => ({ sessionId, reason: 'revoked' })),
      };
    },
  };
};

export type PasswordLinks = ReturnType<typeof createPasswordLinks>;
