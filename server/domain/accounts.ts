import type { Store } from '../storage/store.ts';
import type { Contacts } from './contacts.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import { requireAdmin, requireRole } from './identity.ts';
import type { Clock, Ids, Passwords } from './ports.ts';
import type { AccountRecord, DeviceRecord, RelationRecord } from './records.ts';
import type { Sessions, SignedIn } from './sessions.ts';

/** Until a person says otherwise. */
const UNREAD_MAIL_MINUTES = 30;

type NewAccount = {
  fullname: string;
  email: string | null;
  password: string | null;
  role: AccountRecord['role'];
  isAdmin: boolean;
  dateOfBirth?: string | null;
  bloodGroup?: string | null;
  phone?: string | null;
  language?: AccountRecord['language'];
};

/** The clinic's people: its first doctor, further doctors, and patients with their relation to a doctor. */
export const createAccounts = (deps: {
  store: Store;
  clock: Clock;
  ids: Ids;
  passwords: Passwords;
  sessions: Sessions;
  contacts: Pick<Contacts, 'related'>;
}) => {
  const { store, clock, ids, passwords, sessions, contacts } = deps;

  const build = async (input: NewAccount): Promise<AccountRecord> => ({
    id: ids.id(),
    email: input.email,
    fullname: input.fullname,
    role: input.role,
    isAdmin: input.isAdmin,
    passwordHash: input.password === null ? null : await passwords.hash(input.password),
    dateOfBirth: input.dateOfBirth ?? null,
    bloodGroup: input.bloodGroup ?? null,
    phone: input.phone ?? null,
    language: input.language ?? null,
    unreadMailMinutes: UNREAD_MAIL_MINUTES,
    createdAt: clock.now(),
    disabledAt: null,
  });

  const audit = (actorId: string | null, action: string, subjectId: string) => ({
    at: clock.now(),
    actorId,
    action,
    subjectId,
    detail: {},
  });

  return {
    /** @throws DomainError `already_set_up` */
    async setUp(input: {
      clinicName: string;
      fullname: string;
      email: string;
      password: string;
      device?: DeviceRecord;
    }): Promise<SignedIn> {
      // Before the costly hash: a clinic that exists must not be a way to burn its processor.
      if (await store.hasAccounts()) throw new DomainError('already_set_up', 'The clinic is set up already');
      const account = await build({ ...input, role: 'doctor', isAdmin: true });
      const outcome = await store.setUpClinic({
        clinicName: input.clinicName,
        account,
        audit: audit(account.id, 'clinic.set-up', account.id),
      });
      if (outcome === 'already_set_up') {
        throw new DomainError('already_set_up', 'The clinic is set up already');
      }
      return sessions.start(account, 'session.login', input.device);
    },

    /** Without a password, the doctor chooses one by a link. @throws DomainError `forbidden` (not an admin) or `email_taken` */
    async createDoctor(
      actor: Identity,
      input: { fullname: string; email: string; password: string | null },
    ): Promise<AccountRecord> {
      requireAdmin(actor);
      const account = await build({ ...input, role: 'doctor', isAdmin: false });
      const outcome = await store.createAccount({
        account,
        audit: audit(actor.userId, 'account.doctor-created', account.id),
      });
      if (outcome === 'email_taken') throw new DomainError('email_taken', 'This email is in use already');
      return account;
    },

    /** Makes the patient and the relation to the doctor who asks. @throws DomainError `email_taken` */
    async createPatient(
      actor: Identity,
      input: {
        fullname: string;
        email: string | null;
        password: string | null;
        dateOfBirth: string | null;
        bloodGroup: string | null;
        phone: string | null;
        language: AccountRecord['language'];
      },
    ): Promise<{ account: AccountRecord; relation: RelationRecord }> {
      requireRole(actor, 'doctor');
      const account = await build({ ...input, role: 'patient', isAdmin: false });
      const relation: RelationRecord = {
        id: ids.id(),
        patientId: account.id,
        doctorId: actor.userId,
        createdAt: clock.now(),
      };
      const outcome = await store.createPatient({
        account,
        relation,
        audit: audit(actor.userId, 'account.patient-created', account.id),
      });
      if (outcome === 'email_taken') throw new DomainError('email_taken', 'This email is in use already');
      contacts.related(relation);
      return { account, relation };
    },
  };
};

export type Accounts = ReturnType<typeof createAccounts>;
