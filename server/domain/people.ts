import type { Store } from '../storage/store.ts';
import { searchWords } from './fold-text.ts';
import { DomainError } from './errors.ts';
import type { Outcome } from './events.ts';
import type { Identity } from './identity.ts';
import { requireRole } from './identity.ts';
import { LIST_MAX } from './list-limits.ts';
import { appointmentChanged } from './notices.ts';
import type { AccountChanges, PatientView } from './people-records.ts';
import type { Clock } from './ports.ts';
import type { AccountRecord, AppointmentView } from './records.ts';

/** A scheduled visit can be entered for as long as its invitation may be opened. */
const VISIT_OPEN_MS = 24 * 3_600_000;

/** Since when a visit that nobody has come to may still take place. */
export const visitsSince = (now: number): number => now - VISIT_OPEN_MS;

/** The changes that change something. */
export const realChanges = <T extends AccountChanges>(account: AccountRecord, changes: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(changes).filter(
      ([field, value]) => value !== undefined && value !== account[field as keyof AccountChanges],
    ),
  ) as Partial<T>;

/** For the audit log, which holds no names and no health data: which fields, never what is in them. */
export const fieldNames = (changes: AccountChanges): string => Object.keys(changes).toSorted().join(',');

/** Throws what the store refused about a change of an account. */
export const refuseChange = (outcome: 'unknown' | 'email_taken' | 'has_account' | 'last_admin'): never => {
  switch (outcome) {
    case 'unknown':
      throw new DomainError('not_found', 'Account not found');
    case 'email_taken':
      throw new DomainError('email_taken', 'This email is in use already');
    case 'has_account':
      throw new DomainError('has_account', 'The patient signs in with the present email');
    case 'last_admin':
      throw new DomainError('last_admin', 'one admin who can sign in must be left');
  }
};

/** A doctor's own patients. */
export const createPeople = ({ store, clock }: { store: Store; clock: Clock }) => {
  const requirePatient = async (actor: Identity, patientId: string): Promise<PatientView> => {
    requireRole(actor, 'doctor');
    const now = clock.now();
    const patient = await store.getPatient({
      patientId,
      doctorId: actor.userId,
      now,
      visitsSince: visitsSince(now),
    });
    if (patient === null) throw new DomainError('forbidden', 'doctor and patient are not associated');
    return patient;
  };

  return {
    /** By name, as far as they match the search; see `listPatients` of the contract. */
    listPatients(
      actor: Identity,
      query: { search?: string; email?: string; after?: string; limit?: number },
    ): ReturnType<Store['listPatients']> {
      requireRole(actor, 'doctor');
      const { search = '', limit = LIST_MAX, ...rest } = query;
      const now = clock.now();
      return store.listPatients({
        ...rest,
        limit,
        doctorId: actor.userId,
        words: searchWords(search),
        now,
        visitsSince: visitsSince(now),
      });
    },

    /** What a doctor's list of conversations shows of a patient. @throws DomainError `forbidden` */
    async demographics(
      actor: Identity,
      patientId: string,
    ): Promise<Pick<PatientView, 'dateOfBirth' | 'bloodGroup'>> {
      const { dateOfBirth, bloodGroup } = await requirePatient(actor, patientId);
      return { dateOfBirth, bloodGroup };
    },

    /** @throws DomainError `forbidden`, alike for a stranger's patient and for nobody's */
    async getPatient(
      actor: Identity,
      patientId: string,
    ): Promise<{ patient: PatientView; visits: AppointmentView[] }> {
      const patient = await requirePatient(actor, patientId);
      return {
        patient,
        visits: await store.listAppointments({ doctorId: actor.userId, patientId, limit: LIST_MAX }),
      };
    },

    /** A new name reaches everyone who sees it on an open visit. @throws DomainError `email_taken`, `has_account` */
    async updatePatient(
      actor: Identity,
      patientId: string,
      wanted: AccountChanges,
    ): Promise<Outcome<PatientView>> {
      const before = await requirePatient(actor, patientId);
      const changes = realChanges(before, wanted);
      if (Object.keys(changes).length === 0) return { value: before, events: [] };
      const updated = await store.updateAccount({
        accountId: patientId,
        changes,
        keepSignInEmail: true,
        audit: {
          at: clock.now(),
          actorId: actor.userId,
          action: 'account.patient-changed',
          subjectId: patientId,
          detail: { fields: fieldNames(changes) },
        },
      });
      if (updated.outcome !== 'updated') return refuseChange(updated.outcome);
      return {
        value: await requirePatient(actor, patientId),
        events: changes.fullname === undefined ? [] : updated.openVisits.flatMap(appointmentChanged),
      };
    },
  };
};

export type People = ReturnType<typeof createPeople>;
