import type { Store } from '../storage/store.ts';
import type { Calls } from './calls.ts';
import { statesBefore } from './consultation.ts';
import { DomainError } from './errors.ts';
import type { EndedSession, Outcome } from './events.ts';
import type { Identity } from './identity.ts';
import { requireAdmin, requireRole } from './identity.ts';
import { appointmentChanged } from './notices.ts';
import { fieldNames, realChanges, refuseChange, visitsSince } from './people.ts';
import type { AccountChanges, DoctorView } from './people-records.ts';
import type { Clock } from './ports.ts';
import type { AppointmentView } from './records.ts';

const doctorOf = ({ doctorId, doctorName }: AppointmentView) => ({
  userId: doctorId,
  role: 'doctor' as const,
  fullname: doctorName,
});

/** The clinic's doctors, looked after by its admins. */
export const createDoctors = ({ store, clock, calls }: { store: Store; clock: Clock; calls: Calls }) => {
  const readAll = (): Promise<DoctorView[]> => {
    const now = clock.now();
    return store.listDoctors({ now, visitsSince: visitsSince(now) });
  };
  const requireDoctor = async (doctorId: string): Promise<DoctorView> => {
    const doctor = (await readAll()).find(({ id }) => id === doctorId);
    if (doctor === undefined) throw new DomainError('not_found', 'Doctor not found');
    return doctor;
  };
  const audit = (actor: Identity, action: string, doctorId: string) => ({
    at: clock.now(),
    actorId: actor.userId,
    action,
    subjectId: doctorId,
    detail: {},
  });

  return {
    /** By name; whoever is no admin sees those who are not disabled. */
    async list(actor: Identity): Promise<DoctorView[]> {
      requireRole(actor, 'doctor');
      const doctors = await readAll();
      return actor.isAdmin ? doctors : doctors.filter(({ disabledAt }) => disabledAt === null);
    },

    /** A new name reaches everyone who sees it on an open visit. @throws DomainError `email_taken`, `last_admin` */
    async update(actor: Identity, doctorId: string, wanted: AccountChanges): Promise<Outcome<DoctorView>> {
      requireAdmin(actor);
      const before = await requireDoctor(doctorId);
      const changes = realChanges(before, wanted);
      if (Object.keys(changes).length === 0) return { value: before, events: [] };
      const updated = await store.updateAccount({
        accountId: doctorId,
        changes,
        keepSignInEmail: false,
        audit: {
          ...audit(actor, 'account.doctor-changed', doctorId),
          detail: { fields: fieldNames(changes) },
        },
      });
      if (updated.outcome !== 'updated') return refuseChange(updated.outcome);
      return {
        value: await requireDoctor(doctorId),
        events: changes.fullname === undefined ? [] : updated.openVisits.flatMap(appointmentChanged),
      };
    },

    /**
     * Keeps a doctor out. What becomes of the open visits is `closeVisits`; a second try finds those that the
     * first one left.
     * @throws DomainError `own_account`, `last_admin`, or `visits_open` without `evenWithVisits`
     */
    async disable(
      actor: Identity,
      doctorId: string,
      { evenWithVisits }: { evenWithVisits: boolean },
    ): Promise<{ ended: EndedSession[]; openVisits: AppointmentView[] }> {
      requireAdmin(actor);
      if (actor.userId === doctorId) throw new DomainError('own_account', 'nobody disables the own account');
      const at = clock.now();
      const disabled = await store.disableDoctor({
        doctorId,
        at,
        visitsSince: visitsSince(at),
        evenWithVisits,
        audit: audit(actor, 'account.doctor-disabled', doctorId),
      });
      if (disabled.outcome === 'visits_open') {
        throw new DomainError('visits_open', 'patients wait for this doctor, or will');
      }
      if (disabled.outcome !== 'disabled') return refuseChange(disabled.outcome);
      return {
        ended: disabled.endedSessionIds.map((sessionId) => ({ sessionId, reason: 'revoked' })),
        openVisits: disabled.openVisits,
      };
    },

    /** Nobody is left waiting for nobody: a running call ends, every other visit is cancelled, the patients are told. */
    async closeVisits(
      actor: Identity,
      doctorId: string,
      visits: readonly AppointmentView[],
    ): Promise<Outcome<{ doctor: DoctorView; closedVisits: number }>> {
      requireAdmin(actor);
      const closed = [];
      for (const visit of visits) {
        const over =
          (await calls.closeVisit(actor, visit, 'cancelled', statesBefore('cancelled'))) ??
          (await calls.closeVisit(actor, visit, 'ended', statesBefore('ended')));
        if (over !== null) closed.push(over);
      }
      return {
        value: { doctor: await requireDoctor(doctorId), closedVisits: closed.length },
        events: closed.flatMap(({ events, appointment }) => [
          ...events,
          ...calls.endedFromOutside(doctorOf(appointment), appointment),
        ]),
        exit: closed.flatMap(({ exit }) => exit ?? []),
      };
    },

    async enable(actor: Identity, doctorId: string): Promise<DoctorView> {
      requireAdmin(actor);
      const entry = audit(actor, 'account.doctor-enabled', doctorId);
      if (!(await store.enableDoctor({ doctorId, audit: entry })))
        throw new DomainError('not_found', 'Doctor not found');
      return requireDoctor(doctorId);
    },
  };
};

export type Doctors = ReturnType<typeof createDoctors>;
