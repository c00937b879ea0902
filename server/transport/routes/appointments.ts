import type { Invited } from '../../domain/appointments.ts';
import { isoTime, wireAppointment } from '../../dialects/wire-models.ts';
import { VISIT_MINUTES } from '../../protocol/index.ts';
import type { appointmentsRoutes } from '../../protocol/routes/appointments.ts';
import { caller, publishTo, type HandlersOf, type RouteDeps } from './context.ts';

export const createAppointmentsHandlers = (deps: RouteDeps): HandlersOf<typeof appointmentsRoutes> => {
  const { clinic } = deps;
  const publish = publishTo(deps.fanOut);

  const invited = ({ appointment, invite, expiresAt }: Invited) => ({
    appointment: wireAppointment(appointment, true),
    // In the fragment: browsers send it to nobody, so the secret stays out of logs and Referer headers.
    invite: { url: `${deps.publicUrl()}/visit#invite=${invite}`, invite, expiresAt: isoTime(expiresAt) },
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
      });
      return { status: 201, answer: { success: true, data: invited(publish(outcome)) } };
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

    closeAppointment: async ({ params, body, identity }) => {
      const outcome = await clinic.appointments.close(
        caller(identity),
        params['appointmentId'] ?? '',
        body.outcome,
      );
      return { answer: { success: true, data: { appointment: wireAppointment(publish(outcome), true) } } };
    },
  };
};
