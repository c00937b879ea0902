import type { Store } from '../storage/store.ts';
import type { ClockJumps } from './clock-jumps.ts';
import { DomainError, ifFull, StoreFullError } from './errors.ts';
import type { EndedSession } from './events.ts';
import { appointmentChanged } from './notices.ts';
import type { DomainEvent } from './events.ts';
import type { Identity } from './identity.ts';
import { toIdentity } from './identity.ts';
import type { Clock, Ids, Passwords, Secrets } from './ports.ts';
import type { OwedWrites } from './owed-writes.ts';
import { NOTHING_TOLD } from './owed-writes.ts';
import type { AccountRecord, DeviceRecord, SessionRecord } from './records.ts';
import { judgeUnrotated } from './refresh-unrotated.ts';
import type { MayGuess, SecondFactor } from './second-factor.ts';

/** Life of an unused refresh token: a returning doctor stays signed in, a forgotten device does not. */
export const REFRESH_TOKEN_MS = 30 * 24 * 3_600_000;
/** A refresh repeated within this time lost its answer; later, a token used twice was stolen. */
const REFRESH_GRACE_MS = 30_000;

export type SignedIn = {
  identity: Identity;
  refreshToken: string;
  /** Only for the session of an invitation. */
  visit: { roomId: string; appointmentId: string } | null;
  events: DomainEvent[];
  ended: EndedSession[];
};

/** Why a session is over, in the words that its own device needs. */
const sessionOver = ({ endReason }: SessionRecord): DomainError =>
  endReason === 'opened_elsewhere'
    ? new DomainError('opened_elsewhere', 'The invitation was opened on another device')
    : new DomainError('session_ended', 'The session has ended');

const wrongCredentials = () => new DomainError('wrong_credentials', 'Email or password is wrong');

/** Signing in and out: passwords, invitations, and the rotation of refresh tokens. */
export const createSessions = (deps: {
  store: Store;
  clock: Clock;
  ids: Ids;
  passwords: Passwords;
  secrets: Secrets;
  secondFactor: Pick<SecondFactor, 'pass'>;
  jumps: Pick<ClockJumps, 'settle'>;
  owed: OwedWrites;
}) => {
  const { store, clock, ids, passwords, secrets, secondFactor, jumps, owed } = deps;

  const visitOf = async (session: SessionRecord): Promise<SignedIn['visit']> => {
    if (session.appointmentId === null) return null;
    const appointment = await store.getAppointment(session.appointmentId);
    return appointment === null ? null : { roomId: appointment.roomId, appointmentId: appointment.id };
  };

  const refreshed = async (
    account: AccountRecord,
    session: SessionRecord,
    refreshToken: string,
  ): Promise<SignedIn> => ({
    identity: toIdentity(account, session),
    refreshToken,
    visit: await visitOf(session),
    events: [],
    ended: [],
  });

  /** Access tokens are short, so that a call could not go on if a refresh had to wait for room on the disk. */
  const refreshUnrotated = async (refreshToken: string, successor: string): Promise<SignedIn> => {
    const found = await store.findRefreshToken(secrets.hash(refreshToken));
    if (found === null) throw new DomainError('unauthenticated', 'Refresh token is not valid');
    const { session, account } = found;
    const successorHash = secrets.hash(successor);
    switch (judgeUnrotated(found, { successorHash, now: clock.now(), graceMs: REFRESH_GRACE_MS })) {
      case 'same':
        return refreshed(account, session, refreshToken);
      case 'successor':
        return refreshed(account, session, successor);
      case 'ended':
        throw sessionOver(session);
      case 'expired':
        throw new DomainError('token_expired', 'Refresh token has expired');
      case 'disabled':
        throw new DomainError('unauthenticated', 'User not found');
      case 'undecided':
        throw new StoreFullError('a token that was used before can be judged only when it can be ended');
    }
  };

  return {
    /**
     * Starts a session for an account that has just proven itself.
     * @throws DomainError `wrong_credentials` if its password was replaced, or it was disabled, meanwhile
     */
    async start(account: AccountRecord, action: string, device?: DeviceRecord): Promise<SignedIn> {
      const at = clock.now();
      const refreshToken = secrets.create();
      const session: SessionRecord = {
        id: ids.id(),
        accountId: account.id,
        appointmentId: null,
        createdAt: at,
        endedAt: null,
        endReason: null,
      };
      const started = await store.createSession({
        session,
        passwordHash: account.passwordHash,
        ...(device && { device }),
        refresh: {
          hash: secrets.hash(refreshToken),
          sessionId: session.id,
          createdAt: at,
          expiresAt: at + REFRESH_TOKEN_MS,
        },
        audit: { at, actorId: account.id, action, subjectId: session.id, detail: {} },
      });
      if (!started) throw wrongCredentials();
      return { identity: toIdentity(account, session), refreshToken, visit: null, events: [], ended: [] };
    },

    /**
     * @param mayGuess is asked only after the password was right, so that nobody else can use up its patience
     * @throws DomainError `wrong_credentials`, alike for a wrong password and an unknown or disabled account;
     * `second_factor_required` or `second_factor_wrong` after the right password
     */
    async login(
      {
        email,
        password,
        code,
        device,
      }: { email: string; password: string; code: string | null; device?: DeviceRecord },
      mayGuess: MayGuess,
    ): Promise<SignedIn> {
      const account = await store.findAccountByEmail(email);
      const usable = account !== null && account.disabledAt === null;
      const matches = await passwords.verify(usable ? account.passwordHash : null, password);
      if (!usable || !matches) {
        await store.appendAudit({
          at: clock.now(),
          actorId: null,
          action: 'session.login-refused',
          subjectId: account?.id ?? null,
          detail: {},
        });
        throw wrongCredentials();
      }
      await secondFactor.pass(account.id, code, mayGuess);
      return this.start(account, 'session.login', device);
    },

    /**
     * Exchanges a refresh token, or on a full disk confirms it; `reused` is the session that a stolen token has ended, whose connections close.
     * @throws DomainError `unauthenticated`, `token_expired`, `session_ended` or `opened_elsewhere`
     */
    async refresh(refreshToken: string): Promise<SignedIn | { reused: EndedSession }> {
      await jumps.settle();
      const at = clock.now();
      const successor = secrets.successorOf(refreshToken);
      const rotation = await store
        .rotateRefreshToken({
          hash: secrets.hash(refreshToken),
          successorHash: secrets.hash(successor),
          successorExpiresAt: at + REFRESH_TOKEN_MS,
          now: at,
          graceMs: REFRESH_GRACE_MS,
          reuseAudit: { at, action: 'session.refresh-reused', detail: {} },
        })
        .catch(ifFull(null));
      if (rotation === null) return refreshUnrotated(refreshToken, successor);
      switch (rotation.outcome) {
        case 'unknown':
          throw new DomainError('unauthenticated', 'Refresh token is not valid');
        case 'expired':
          throw new DomainError('token_expired', 'Refresh token has expired');
        case 'ended':
          throw sessionOver(rotation.session);
        case 'reused':
          return { reused: { sessionId: rotation.session.id, reason: 'reuse' } };
        case 'rotated':
        case 'repeated':
          if (rotation.account.disabledAt !== null)
            throw new DomainError('unauthenticated', 'User not found');
          return refreshed(rotation.account, rotation.session, successor);
      }
    },

    async logout(identity: Identity): Promise<EndedSession> {
      const at = clock.now();
      await store.endSession({
        sessionId: identity.sessionId,
        at,
        reason: 'logout',
        audit: {
          at,
          actorId: identity.userId,
          action: 'session.logout',
          subjectId: identity.sessionId,
          detail: {},
        },
      });
      return { sessionId: identity.sessionId, reason: 'logout' };
    },

    /**
     * Opens an invitation: one session at a time, so the one that an earlier opening made ends.
     * @throws DomainError `invitation_invalid`, `invitation_expired`, `invitation_used_up` or `visit_over`
     */
    async openInvitation(invite: string, device?: DeviceRecord): Promise<SignedIn> {
      const at = clock.now();
      const refreshToken = secrets.create();
      const opening = await store.openInvitation({
        secretHash: secrets.hash(invite),
        sessionId: ids.id(),
        ...(device && { device }),
        refresh: { hash: secrets.hash(refreshToken), expiresAt: at + REFRESH_TOKEN_MS },
        now: at,
        audit: { at, action: 'invitation.opened', detail: {} },
      });
      switch (opening.outcome) {
        case 'unknown':
          throw new DomainError('invitation_invalid', 'The invitation is not valid');
        case 'expired':
          throw new DomainError('invitation_expired', 'The invitation has expired');
        case 'used_up':
          throw new DomainError('invitation_used_up', 'The invitation was opened too often');
        case 'visit_over':
          throw new DomainError('visit_over', 'The visit is over');
        case 'opened':
          return {
            identity: toIdentity(opening.account, opening.session),
            refreshToken,
            visit: { roomId: opening.appointment.roomId, appointmentId: opening.appointment.id },
            events: appointmentChanged(opening.appointment),
            ended: opening.endedSessionIds.map((sessionId) => ({ sessionId, reason: 'opened_elsewhere' })),
          };
      }
    },

    /**
     * Believes who somebody says to be, without proof and without a session: for development and tests alone.
     * @throws DomainError `unauthenticated` if there is no such account, with that role and email where they are said
     */
    async claim({
      userId,
      role,
      email,
    }: {
      userId: string;
      role: string | null;
      email: string | null;
    }): Promise<Identity> {
      const account = userId === '' ? null : await store.getAccount(userId);
      const isSame =
        account !== null &&
        account.disabledAt === null &&
        (role === null || role.toLowerCase() === account.role) &&
        (email === null || email.toLowerCase() === account.email);
      if (!isSame) throw new DomainError('unauthenticated', 'Not authenticated');
      return toIdentity(account, {
        id: `unverified:${account.id}`,
        accountId: account.id,
        appointmentId: null,
        createdAt: clock.now(),
        endedAt: null,
        endReason: null,
      });
    },

    /** Somebody stated to be another person or to have another role. It changed nothing; it is on record. */
    async recordFalseClaim(identity: Identity, event: string): Promise<void> {
      const action = 'identity.false-claim';
      const entry = {
        at: clock.now(),
        actorId: identity.userId,
        action,
        subjectId: identity.sessionId,
        detail: { event },
      };
      await owed.write(`claim:${identity.sessionId}:${event}`, action, async () => {
        await store.appendAudit(entry);
        return NOTHING_TOLD;
      });
    },

    /**
     * The identity behind a verified access token: session and account are read again, so that an ended
     * session or a changed role counts at once.
     * @throws DomainError `unauthenticated`, `session_ended` or `opened_elsewhere`
     */
    async identify(claims: { sessionId: string; userId: string }): Promise<Identity> {
      const known = await store.getSession(claims.sessionId);
      if (known === null || known.account.id !== claims.userId || known.account.disabledAt !== null) {
        throw new DomainError('unauthenticated', 'User not found');
      }
      if (known.session.endedAt !== null) throw sessionOver(known.session);
      return toIdentity(known.account, known.session, known.visitRoom);
    },
  };
};

export type Sessions = ReturnType<typeof createSessions>;
