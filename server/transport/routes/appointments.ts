import type { Invited } from '../../domain/appointments.ts';
import { isoTime, wireAppointment } from '../../dialects/wire-models.ts';
import { VISIT_MINUTES } from '../../protocol/index.ts';
import type { appointmentsRoutes } from '../../protocol/routes/appointments.ts';
import { inviteLinks } from '../invite-links.ts';
import { caller, publishTo, type HandlersOf, type RouteDeps } from './context.ts';

export const createAppointmentsHandlers = (deps: RouteDeps): HandlersOf<typeof appointmentsRoutes> => {
  const { clinic } = deps;
  const publish = publishTo(deps.fanOut);

  const invited = ({ appointment, invite, expiresAt }: Invited) => ({
    appointment: wireAppointment(appointment, true),
    invite: { ...inviteLinks(deps, invite), invite, expiresAt: isoTime(expiresAt) },
  });

  const time = (value: string | undefined): number | null => (value === undefined ? null : Date.parse(value));

  return {
    createAppointment: async ({ body, identity }) => {
      const outcome = await clinic.appointments.create(caller(identity), {
        patientId: body.patientId,
        startsAt: Date.parse(body.startsAt),
        durationMinutes: body.durationMinutes ?? VISIT_MINUTES.usual,
        reason: body.reason,
        followUpOf: body.followUpOf ?? null,
        clientId: body.clientId ?? null,
      });
      const made = publish(outcome);
      return { status: made.isNew ? 201 : 200, answer: { success: true, data: invited(made) } };
    },

    listAppointments: async ({ query, identity }) => {
      const viewer = caller(identity);
      const appointments = await clinic.appointments.list(viewer, {
        from: time(query.from),
        to: time(query.to),
      });
      return {
        answer: {
          success: true,
          data: {
            appointments: appointments.map((appointment) =>
              wireAppointment(appointment, viewer.role === 'doctor'),
            ),
          },
        },
      };
    },

    renewInvitation: async ({ params, identity }) => {
      const outcome = await clinic.appointments.renewInvitation(
        caller(identity),
        params['appointmentId'] ?? '',
      );
      return { status: 201, answer: { success: true, data: invited(publish(outcome)) } };
    },

    mailInvitation: async ({ params, identity }) => {
      const actor = caller(identity);
      const appointmentId = params['appointmentId'] ?? '';
      await deps.limits.consume('invitation-mail', `${actor.userId} ${appointmentId}`);
      await clinic.mailing.inviteByMail(actor, appointmentId);
      deps.sendMails();
      return { status: 202, answer: { success: true } };
    },

    updateAppointment: async ({ params, body, identity }) => {
      const { startsAt, durationMinutes, reason } = body;
      const outcome = await clinic.reschedule.update(caller(identity), params['appointmentId'] ?? '', {
        ...(startsAt !== undefined && { startsAt: Date.parse(startsAt) }),
        ...(durationMinutes !== undefined && { durationMinutes }),
        ...(reason !== undefined && { reason: reason === '' ? null : reason }),
      });
      return { answer: { success: true, data: { appointment: wireAppointment(publish(outcome), true) } } };
    },

    reopenAppointment: async ({ params, identity }) => {
      const outcome = await clinic.reschedule.reopen(caller(identity), params['appointmentId'] ?? '');
      return { answer: { success: true, data: { appointment: wireAppointment(publish(outcome), true) } } };
    },

    closeAppointment: async ({ params, body, identity }) => {
      const outcome = await clinic.appointments.close(
        caller(identity),
        params['appointmentId'] ?? '',
        body.outcome,
        body.message,
      );
      return { answer: { success: true, data: { appointment: wireAppointment(publish(outcome), true) } } };
    },
  };
};
