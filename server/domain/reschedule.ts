import { REOPEN_WITHIN_MS } from '../protocol/index.ts';
import type { Store } from '../storage/store.ts';
import type { AppointmentNewsMaker } from './appointment-news.ts';
import type { ClockJumps } from './clock-jumps.ts';
import { isFinal } from './consultation.ts';
import { DomainError, ifUnavailable } from './errors.ts';
import type { Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Identity } from './identity.ts';
import { invitationEnd } from './new-invitation.ts';
import { appointmentChanged } from './notices.ts';
import { requireOwnAppointment } from './own-appointment.ts';
import type { Clock } from './ports.ts';
import type { QueueNews } from './queue-news.ts';
import type { AppointmentRecord, AppointmentView } from './records.ts';

/** What may be changed of an appointment; what is left out stays. */
export type AppointmentChanges = Partial<Pick<AppointmentRecord, 'startsAt' | 'durationMinutes' | 'reason'>>;

const NOT_BEGUN = ['scheduled', 'waiting'] as const;
const OPEN = [...NOT_BEGUN, 'admitted', 'inCall'] as const;

/** Appointments that change: moved to another time, or opened again. */
export const createReschedule = ({
  store,
  clock,
  news: queueNews,
  patientNews,
  jumps,
}: {
  store: Store;
  clock: Clock;
  news: QueueNews;
  patientNews: AppointmentNewsMaker;
  jumps: Pick<ClockJumps, 'earliestNow'>;
}) => ({
  /** @throws DomainError `visit_over`, or `conflict` if a visit that has begun would get another start */
  async update(
    actor: Identity,
    appointmentId: string,
    changes: AppointmentChanges,
  ): Promise<Outcome<AppointmentView>> {
    const known = await requireOwnAppointment(store, actor, appointmentId);
    if (isFinal(known.status)) throw new DomainError('visit_over', 'The visit is over');
    const at = clock.now();
    const startsAt = changes.startsAt ?? known.startsAt;
    const moves = startsAt !== known.startsAt;
    const move = moves ? await patientNews.of('moved', known) : undefined;
    const appointment = await store.updateAppointment({
      appointmentId,
      from: moves ? NOT_BEGUN : OPEN,
      changes,
      invitationExpiresAt: invitationEnd(startsAt, at),
      ...(move && { news: move }),
      audit: {
        at,
        actorId: actor.userId,
        action: moves ? 'appointment.moved' : 'appointment.updated',
        subjectId: appointmentId,
        detail: moves ? { from: known.startsAt, to: startsAt } : {},
      },
    });
    if (appointment === null) throw new DomainError('conflict', 'the visit has begun');
    // How long it takes until then is another question than before, for this patient and for those behind.
    const told = appointment.status === 'waiting' ? await queueNews.changed(appointment.doctorId) : [];
    const toPatient = move === undefined ? [] : patientNews.told(move, appointment);
    return { value: appointment, events: [...appointmentChanged(appointment), ...toPatient, ...told] };
  },

  /**
   * Takes back that a visit was cancelled or missed.
   * @throws DomainError `visit_over` if it ended otherwise or too long ago, `conflict` if it is running
   */
  async reopen(actor: Identity, appointmentId: string): Promise<Outcome<AppointmentView>> {
    const known = await requireOwnAppointment(store, actor, appointmentId);
    // A repeat after a lost answer: it is as the doctor wants it.
    if (known.status === 'scheduled' || known.status === 'waiting') return quiet(known);
    if (!isFinal(known.status)) throw new DomainError('conflict', 'the visit is running');
    const at = clock.now();
    // Nobody was told of one that was missed.
    const news = known.status === 'cancelled' ? await patientNews.of('reopened', known) : undefined;
    const appointment = await store.reopenAppointment({
      appointmentId,
      closedSince: at - REOPEN_WITHIN_MS,
      at,
      ...(news && { news }),
      audit: {
        at,
        actorId: actor.userId,
        action: 'appointment.reopened',
        subjectId: appointmentId,
        detail: { from: known.status },
      },
    });
    if (appointment === null) throw new DomainError('visit_over', 'The visit is over');
    return {
      value: appointment,
      events: [
        ...appointmentChanged(appointment),
        ...(news === undefined ? [] : patientNews.told(news, appointment)),
        ...(await queueNews.changed(appointment.doctorId)),
      ],
    };
  },

  /** Gives up the places that were kept for visits which can no longer be opened again. */
  forgetClosed: (): Promise<void> =>
    // Not now is soon enough: this is asked for again and again.
    store.forgetClosedPlaces(jumps.earliestNow() - REOPEN_WITHIN_MS).catch(ifUnavailable(undefined)),
});

export type Reschedule = ReturnType<typeof createReschedule>;
