import type { Store } from '../storage/store.ts';
import type { AppointmentNewsMaker } from './appointment-news.ts';
import { isFinal, statesBefore } from './consultation.ts';
import { DomainError } from './errors.ts';
import type { Outcome } from './events.ts';
import type { Identity } from './identity.ts';
import { requireRole } from './identity.ts';
import { LIST_MAX } from './list-limits.ts';
import { appointmentChanged } from './notices.ts';
import { requireOwnAppointment } from './own-appointment.ts';
import type { InvitationMaker } from './new-invitation.ts';
import type { Clock, Ids } from './ports.ts';
import type { AppointmentView } from './records.ts';
import type { Calls } from './calls.ts';

export type Invited = { appointment: AppointmentView; invite: string; expiresAt: number };
/** `isNew` is false for a repeat, which made nothing but the link. */
export type Made = Invited & { isNew: boolean };

/** Appointments and the invitations to them. */
export const createAppointments = (deps: {
  store: Store;
  clock: Clock;
  ids: Ids;
  makeInvitation: InvitationMaker;
  patientNews: AppointmentNewsMaker;
  calls: Calls;
}) => {
  const { store, clock, ids, makeInvitation, patientNews, calls } = deps;

  const ownAppointment = (actor: Identity, appointmentId: string): Promise<AppointmentView> =>
    requireOwnAppointment(store, actor, appointmentId);

  /** @throws DomainError `conflict` or `visit_over` */
  const makeOnce = async (
    input: Parameters<Store['createAppointment']>[0],
    actor: Identity,
    clientId: string,
  ): Promise<{ appointment: AppointmentView; isNew: boolean }> => {
    const made = await store.createAppointmentOnce({
      ...input,
      clientId,
      repeatAudit: { ...input.audit, actorId: actor.userId, action: 'invitation.renewed' },
    });
    switch (made.outcome) {
      case 'conflict':
        throw new DomainError('conflict', 'clientId was used for another appointment');
      case 'over':
        throw new DomainError('visit_over', 'The visit is over');
      default:
        return { appointment: made.appointment, isNew: made.outcome === 'created' };
    }
  };

  return {
    /**
     * @throws DomainError `forbidden` if the patient is not related to the doctor, or the earlier visit was not
     * theirs; `conflict` if the `clientId` is of another appointment
     */
    async create(
      actor: Identity,
      input: {
        patientId: string;
        startsAt: number;
        durationMinutes: number;
        reason: string | null;
        followUpOf: string | null;
        /** Makes a repeat after a lost answer find what the first request made. */
        clientId?: string | null;
      },
    ): Promise<Outcome<Made>> {
      requireRole(actor, 'doctor');
      if ((await store.findRelation(input.patientId, actor.userId)) === null) {
        throw new DomainError('forbidden', 'doctor and patient are not associated');
      }
      if (input.followUpOf !== null) {
        const earlier = await ownAppointment(actor, input.followUpOf);
        if (earlier.patientId !== input.patientId)
          throw new DomainError('forbidden', 'the earlier visit was another patient’s');
      }
      const at = clock.now();
      const id = ids.id();
      const { invitation, invite } = makeInvitation(id, input.startsAt);
      const planned = {
        id,
        roomId: ids.roomId(),
        patientId: input.patientId,
        doctorId: actor.userId,
        startsAt: input.startsAt,
        durationMinutes: input.durationMinutes,
        followUpOf: input.followUpOf,
        reason: input.reason,
        status: 'scheduled' as const,
        createdAt: at,
        startedAt: null,
        endedAt: null,
      };
      const news = await patientNews.of('created', planned);
      const making = {
        appointment: planned,
        invitation,
        news,
        audit: { at, actorId: actor.userId, action: 'appointment.created', subjectId: id, detail: {} },
      };
      const { appointment, isNew } =
        input.clientId == null
          ? { appointment: await store.createAppointment(making), isNew: true }
          : await makeOnce(making, actor, input.clientId);
      return {
        value: { appointment, invite, expiresAt: invitation.expiresAt, isNew },
        events: [...appointmentChanged(appointment), ...(isNew ? patientNews.told(news, appointment) : [])],
      };
    },

    /** A new link; the one before stops working. @throws DomainError `visit_over` */
    async renewInvitation(actor: Identity, appointmentId: string): Promise<Outcome<Invited>> {
      const known = await ownAppointment(actor, appointmentId);
      if (isFinal(known.status)) throw new DomainError('visit_over', 'The visit is over');
      const { invitation, invite } = makeInvitation(known.id, known.startsAt);
      const appointment = await store.renewInvitation({
        appointmentId: known.id,
        invitation,
        audit: {
          at: clock.now(),
          actorId: actor.userId,
          action: 'invitation.renewed',
          subjectId: known.id,
          detail: {},
        },
      });
      if (appointment === null) throw new DomainError('not_found', 'Appointment not found');
      return {
        value: { appointment, invite, expiresAt: invitation.expiresAt },
        events: appointmentChanged(appointment),
      };
    },

    /** Those of the person, by start, the latest if there are very many; an invitation's session sees its own visit only. */
    list(actor: Identity, range: { from: number | null; to: number | null }): Promise<AppointmentView[]> {
      return store.listAppointments({
        ...(actor.role === 'doctor' ? { doctorId: actor.userId } : { patientId: actor.userId }),
        ...(actor.visitAppointmentId === null ? {} : { appointmentId: actor.visitAppointmentId }),
        ...(range.from === null ? {} : { from: range.from }),
        ...(range.to === null ? {} : { to: range.to }),
        limit: LIST_MAX,
      });
    },

    /** @throws DomainError `visit_over` if it was closed before, `conflict` if its state forbids the outcome */
    async close(
      actor: Identity,
      appointmentId: string,
      outcome: 'ended' | 'cancelled' | 'missed',
      message: string | null = null,
    ): Promise<Outcome<AppointmentView>> {
      const appointment = await ownAppointment(actor, appointmentId);
      if (isFinal(appointment.status)) throw new DomainError('visit_over', 'The visit is over');
      const closed = await calls.closeVisit(actor, appointment, outcome, statesBefore(outcome), {
        closingMessage: message,
      });
      if (closed === null) throw new DomainError('conflict', `the visit cannot be ${outcome} in its state`);
      return {
        value: closed.appointment,
        events: [...closed.events, ...calls.endedFromOutside(actor, closed.appointment)],
        exit: closed.exit ?? [],
      };
    },
  };
};

export type Appointments = ReturnType<typeof createAppointments>;
