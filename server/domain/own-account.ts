import type { Store } from '../storage/store.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { Passwords } from './ports.ts';
import type { AccountRecord } from './records.ts';

/**
 * The session of an invitation may be anybody's who has the link: it has no account to look after.
 * @throws DomainError `forbidden`
 */
export const requireOwnAccount = (identity: Identity): void => {
  if (identity.visitAppointmentId !== null) {
    throw new DomainError('forbidden', 'The session of an invitation has no account');
  }
};

/** Reads the account of whoever acts, and has it proven by its password where that is asked for. */
export const createOwnAccount = ({ store, passwords }: { store: Store; passwords: Passwords }) => {
  const read = async (actor: Identity): Promise<AccountRecord> => {
    requireOwnAccount(actor);
    const account = await store.getAccount(actor.userId);
    if (account === null) throw new DomainError('not_found', 'There is no such account');
    return account;
  };
  return {
    /** @throws DomainError `forbidden` or `not_found` */
    read,
    /** @throws DomainError `wrong_password`, beside those of `read` */
    async prove(actor: Identity, password: string): Promise<AccountRecord & { passwordHash: string }> {
      const account = await read(actor);
      const { passwordHash } = account;
      if (!(await passwords.verify(passwordHash, password)) || passwordHash === null) {
        throw new DomainError('wrong_password', 'The password is wrong');
      }
      return { ...account, passwordHash };
    },
  };
};

export type OwnAccount = ReturnType<typeof createOwnAccount>;
