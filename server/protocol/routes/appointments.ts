import { z } from '../zod.ts';
import { appointmentSchema, dateTimeSchema, durationMinutesSchema, idSchema } from '../models.ts';
import { empty, optionalText, success, type Routes } from './route.ts';

export const inviteLinkSchema = z.object({ url: z.string(), invite: z.string(), expiresAt: dateTimeSchema });
export type InviteLink = z.infer<typeof inviteLinkSchema>;

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
      reason: optionalText(200),
      durationMinutes: durationMinutesSchema.optional(),
      followUpOf: idSchema.nullish(),
    }),
    answer: z.object({
      success,
      data: z.object({ appointment: appointmentSchema, invite: inviteLinkSchema }),
    }),
  },
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
  /** The doctor closes a visit: `ended` in any state, `cancelled` or `missed` unless its call is running. */
  closeAppointment: {
    method: 'post',
    path: '/api/appointments/:appointmentId/close',
    access: 'doctor',
    query: empty,
    body: z.object({ outcome: z.enum(['ended', 'cancelled', 'missed']) }),
    answer: z.object({ success, data: z.object({ appointment: appointmentSchema }) }),
  },
} as const satisfies Routes;
