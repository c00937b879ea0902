import { RECOVERY_CODES } from '../protocol/index.ts';
import type { Store } from '../storage/store.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { OwnAccount } from './own-account.ts';
import type { Clock, OneTimeCodes, Secrets } from './ports.ts';
import type { AuditEntry, SecondFactorRecord } from './records.ts';
import { readCode } from './recovery-codes.ts';

/** Issuer in the authenticator app until the clinic has a name. */
const NAMELESS = 'Anteroom';

/**
 * Asked with the account's id before a code is compared: six digits are guessed quickly, so it may refuse by
 * throwing.
 */
export type MayGuess = (accountId: string) => Promise<void>;

/** The second factor of an account: an authenticator app, and recovery codes for the day when it is lost. */
export const createSecondFactor = (deps: {
  store: Store;
  clock: Clock;
  secrets: Pick<Secrets, 'hash'>;
  codes: OneTimeCodes;
  ownAccount: OwnAccount;
}) => {
  const { store, clock, secrets, codes, ownAccount } = deps;

  const audit = (accountId: string, action: string): AuditEntry => ({
    at: clock.now(),
    actorId: accountId,
    action,
    subjectId: accountId,
    detail: {},
  });

  // With the account, so that equal codes of two people are not equal in the store.
  const recoveryHash = (accountId: string, code: string): string => secrets.hash(`${accountId}:${code}`);

  const newRecoveryCodes = (accountId: string) => {
    const shown = Array.from({ length: RECOVERY_CODES }, () => codes.createRecoveryCode());
    const hashes = shown.map((code) => {
      const read = readCode(code);
      return recoveryHash(accountId, 'recovery' in read ? read.recovery : read.digits);
    });
    return { shown, hashes };
  };

  const confirmed = async (accountId: string): Promise<SecondFactorRecord | null> => {
    const factor = await store.getSecondFactor(accountId);
    return factor === null || factor.confirmedAt === null ? null : factor;
  };

  /** Uses a code up; false if it is wrong or was used before. */
  const use = async ({ accountId, secret }: SecondFactorRecord, typed: string): Promise<boolean> => {
    const code = readCode(typed);
    if ('digits' in code) {
      const step = codes.stepOf(secret, code.digits, clock.now());
      return step !== null && (await store.useTimeStep({ accountId, step }));
    }
    return store.useRecoveryCode({
      accountId,
      hash: recoveryHash(accountId, code.recovery),
      at: clock.now(),
      audit: audit(accountId, 'second-factor.recovery-code-used'),
    });
  };

  /** @throws DomainError `conflict` (there is none) or `wrong_code` */
  const prove = async (actor: Identity, typed: string, mayGuess: MayGuess): Promise<void> => {
    const factor = await confirmed(actor.userId);
    if (factor === null) throw new DomainError('conflict', 'There is no second factor');
    await mayGuess(actor.userId);
    if (!(await use(factor, typed))) throw new DomainError('wrong_code', 'The code is wrong or was used');
  };

  return {
    /** @throws DomainError `second_factor_required`, `second_factor_wrong`, or what `mayGuess` throws */
    async pass(accountId: string, typed: string | null, mayGuess: MayGuess): Promise<void> {
      const factor = await confirmed(accountId);
      if (factor === null) return;
      if (typed === null) {
        throw new DomainError('second_factor_required', 'A code of the second factor is needed, too');
      }
      await mayGuess(accountId);
      if (await use(factor, typed)) return;
      await store.appendAudit({ ...audit(accountId, 'session.second-factor-refused'), actorId: null });
      throw new DomainError('second_factor_wrong', 'The code is wrong or was used');
    },

    async stateOf(accountId: string): Promise<{ enabled: boolean; recoveryCodesLeft: number }> {
      const factor = await confirmed(accountId);
      return { enabled: factor !== null, recoveryCodesLeft: factor?.recoveryCodesLeft ?? 0 };
    },

    /** Makes a secret that counts only once a code has confirmed it. @throws DomainError `wrong_password`, `conflict` */
    async begin(actor: Identity, password: string): Promise<{ uri: string; secret: string }> {
      const account = await ownAccount.prove(actor, password);
      const secret = codes.createSecret();
      const begun = await store.beginSecondFactor({
        accountId: account.id,
        secret,
        at: clock.now(),
        audit: audit(account.id, 'second-factor.begun'),
      });
      if (!begun) throw new DomainError('conflict', 'There is a second factor already');
      const { name } = await store.getClinic();
      const label = account.email ?? account.fullname;
      return { secret, uri: codes.uri({ secret, issuer: name ?? NAMELESS, label }) };
    },

    /** @returns the recovery codes, which can never be read again. @throws DomainError `wrong_code`, `conflict` */
    async confirm(actor: Identity, typed: string, mayGuess: MayGuess): Promise<string[]> {
      const account = await ownAccount.read(actor);
      const factor = await store.getSecondFactor(account.id);
      if (factor === null || factor.confirmedAt !== null) {
        throw new DomainError('conflict', 'No second factor was begun');
      }
      await mayGuess(account.id);
      const code = readCode(typed);
      const step = 'digits' in code ? codes.stepOf(factor.secret, code.digits, clock.now()) : null;
      if (step === null) throw new DomainError('wrong_code', 'The code is wrong');
      const { shown, hashes } = newRecoveryCodes(account.id);
      const done = await store.confirmSecondFactor({
        accountId: account.id,
        secret: factor.secret,
        step,
        recoveryHashes: hashes,
        at: clock.now(),
        audit: audit(account.id, 'second-factor.confirmed'),
      });
      if (!done) throw new DomainError('conflict', 'Another second factor was begun meanwhile');
      return shown;
    },

    /** @throws DomainError `wrong_password`, `wrong_code` or `conflict` */
    async remove(
      actor: Identity,
      { password, code }: { password: string; code: string },
      mayGuess: MayGuess,
    ): Promise<void> {
      await ownAccount.prove(actor, password);
      await prove(actor, code, mayGuess);
      await store.removeSecondFactor({
        accountId: actor.userId,
        audit: audit(actor.userId, 'second-factor.removed'),
      });
    },

    /** The codes of before stop to work. @throws DomainError `wrong_code` or `conflict` */
    async renewRecoveryCodes(actor: Identity, typed: string, mayGuess: MayGuess): Promise<string[]> {
      const account = await ownAccount.read(actor);
      await prove(actor, typed, mayGuess);
      const { shown, hashes } = newRecoveryCodes(account.id);
      const done = await store.replaceRecoveryCodes({
        accountId: account.id,
        recoveryHashes: hashes,
        at: clock.now(),
        audit: audit(account.id, 'second-factor.recovery-codes-renewed'),
      });
      if (!done) throw new DomainError('conflict', 'The second factor was removed meanwhile');
      return shown;
    },
  };
};

export type SecondFactor = ReturnType<typeof createSecondFactor>;
