import { z } from '../zod.ts';
import { appointmentSchema, dateTimeSchema, durationMinutesSchema, idSchema } from '../models.ts';
import { empty, optionalText, success, type Routes } from './route.ts';

export const inviteLinkSchema = z.object({
  url: z.string(),
  invite: z.string(),
  expiresAt: dateTimeSchema,
  /** The same for the app (`anteroom:`); absent where the app cannot come: without TLS. */
  appUrl: z.string().optional(),
});
export type InviteLink = z.infer<typeof inviteLinkSchema>;

export const REASON_MAX_LENGTH = 200;
export const CLOSING_MESSAGE_MAX_LENGTH = 200;
/** For so long after its end, a visit that was cancelled or missed can be opened again. */
export const REOPEN_WITHIN_MS = 24 * 3_600_000;

/** Far beyond any visit; later years would not fit the wire's own time format once a day is added. */
export const startsAtSchema = dateTimeSchema.pipe(
  z.string().refine((time) => Date.parse(time) < Date.UTC(2200, 0), { message: 'before the year 2200' }),
);

/** Appointments and their invitations. */
export const appointmentsRoutes = {
  createAppointment: {
    method: 'post',
    path: '/api/appointments',
    access: 'doctor',
    query: empty,
    body: z.object({
      patientId: idSchema,
      startsAt: startsAtSchema,
      reason: optionalText(REASON_MAX_LENGTH),
      durationMinutes: durationMinutesSchema.optional(),
      followUpOf: idSchema.nullish(),
      /**
       * Unique per doctor for ever: a repeat after a lost answer is answered with the same appointment (200) and
       * a new link, which replaces the one that was lost. With another patient or start it is a `conflict`.
       */
      clientId: idSchema.nullish(),
    }),
    answer: z.object({
      success,
      data: z.object({ appointment: appointmentSchema, invite: inviteLinkSchema }),
    }),
  },
  /** The person's own, by start; the latest 5,000 if there are more. */
  listAppointments: {
    method: 'get',
    path: '/api/appointments',
    access: 'session',
    query: z.object({ from: dateTimeSchema.optional(), to: dateTimeSchema.optional() }),
    body: empty,
    answer: z.object({ success, data: z.object({ appointments: z.array(appointmentSchema) }) }),
  },
  /** A new link for an appointment; the one before stops working. Only the hash is stored, so it cannot be shown again. */
  renewInvitation: {
    method: 'post',
    path: '/api/appointments/:appointmentId/invite',
    access: 'doctor',
    query: empty,
    body: empty,
    answer: z.object({
      success,
      data: z.object({ appointment: appointmentSchema, invite: inviteLinkSchema }),
    }),
  },
  /**
   * Sends the patient a new link by mail, as soon as possible; the one before stops working then. `mail_off`: the
   * server has no mail. `email_required`: the patient has no email.
   */
  mailInvitation: {
    method: 'post',
    path: '/api/appointments/:appointmentId/invitation/mail',
    access: 'doctor',
    query: empty,
    body: empty,
    answer: z.object({ success }),
  },
  /**
   * Changes an appointment that is not over; what is left out stays. A visit that has begun is not moved any
   * more (`conflict`). Moving it moves the end of its invitation, too.
   */
  updateAppointment: {
    method: 'patch',
    path: '/api/appointments/:appointmentId',
    access: 'doctor',
    query: empty,
    body: z.object({
      startsAt: startsAtSchema.optional(),
      durationMinutes: durationMinutesSchema.optional(),
      reason: z.string().trim().max(REASON_MAX_LENGTH).nullish(),
    }),
    answer: z.object({ success, data: z.object({ appointment: appointmentSchema }) }),
  },
  /**
   * Takes back that a visit was cancelled or missed, for a day: it is as it was before, with the patient's place
   * if there was one. A visit that is open already is answered as it is.
   */
  reopenAppointment: {
    method: 'post',
    path: '/api/appointments/:appointmentId/reopen',
    access: 'doctor',
    query: empty,
    body: empty,
    answer: z.object({ success, data: z.object({ appointment: appointmentSchema }) }),
  },
  /** The doctor closes a visit: `ended` in any state, `cancelled` or `missed` unless its call is running. */
  closeAppointment: {
    method: 'post',
    path: '/api/appointments/:appointmentId/close',
    access: 'doctor',
    query: empty,
    body: z.object({
      outcome: z.enum(['ended', 'cancelled', 'missed']),
      /** To the patient, who reads it where the visit was. */
      message: optionalText(CLOSING_MESSAGE_MAX_LENGTH),
    }),
    answer: z.object({ success, data: z.object({ appointment: appointmentSchema }) }),
  },
} as const satisfies Routes;
