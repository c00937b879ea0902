import type { Store } from '../storage/store.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import { requireOwnAppointment } from './own-appointment.ts';
import type { Clock } from './ports.ts';
import type { AppointmentView, VisitNotesRecord } from './records.ts';

export type VisitSummary = {
  appointment: AppointmentView;
  /** Null as long as nothing was written. */
  notes: VisitNotesRecord | null;
  followUps: AppointmentView[];
};

/**
 * What a doctor keeps of a visit. It is the visit's doctor's alone: neither another doctor nor an admin reads
 * it, and nothing that a patient receives has it. No event tells of a change, so that no socket carries it.
 */
export const createVisitSummaries = ({ store, clock }: { store: Store; clock: Clock }) => {
  return {
    /** @throws DomainError `not_found`, or `forbidden` for everybody but the visit's doctor */
    async get(actor: Identity, appointmentId: string): Promise<VisitSummary> {
      const appointment = await requireOwnAppointment(store, actor, appointmentId);
      const { doctorId, patientId } = appointment;
      const [notes, appointments] = await Promise.all([
        store.getVisitNotes(appointmentId),
        store.listAppointments({ doctorId, patientId }),
      ]);
      return {
        appointment,
        notes,
        followUps: appointments.filter(({ followUpOf }) => followUpOf === appointmentId),
      };
    },

    /** @throws DomainError `conflict` if the notes were changed since `version`; nothing is written then */
    async save(
      actor: Identity,
      appointmentId: string,
      input: { notes: string; version: number },
    ): Promise<VisitNotesRecord> {
      await requireOwnAppointment(store, actor, appointmentId);
      const at = clock.now();
      const { outcome, notes } = await store.saveVisitNotes({
        appointmentId,
        ...input,
        at,
        by: actor.userId,
        audit: {
          at,
          actorId: actor.userId,
          action: 'visit-summary.saved',
          subjectId: appointmentId,
          detail: { characters: input.notes.length },
        },
      });
      if (outcome === 'stale') throw new DomainError('conflict', 'the notes were changed in the meantime');
      return notes;
    },
  };
};

export type VisitSummaries = ReturnType<typeof createVisitSummaries>;
