import { dateTimeSchema, idSchema } from './models.ts';
import { z } from './zod.ts';

/** What somebody is notified of; of an `emergency` every doctor of the clinic is. */
export const NOTIFICATION_KINDS = [
  'message',
  'appointment-created',
  'appointment-moved',
  'appointment-cancelled',
  'emergency',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** The documented names of the kinds (S4-M03), as far as it has one. */
export const NOTIFICATION_TYPES = {
  message: 'NEW_MESSAGE',
  'appointment-created': 'APPOINTMENT_CREATED',
  'appointment-moved': 'APPOINTMENT_MOVED',
  'appointment-cancelled': 'APPOINTMENT_CANCELLED',
  emergency: 'EMERGENCY_CHAT',
} as const satisfies Record<NotificationKind, string>;

/** S4-M03; from `kind` on, additions. Says who and of what kind, never what was written or why. */
export const notificationSchema = z.object({
  id: idSchema,
  /** Whom it is for. */
  userId: idSchema,
  type: z.enum(Object.values(NOTIFICATION_TYPES)),
  /** In English, for front ends that show it as it is; ours has its own words for each kind. */
  title: z.string(),
  /** The other person's name. */
  message: z.string(),
  isRead: z.boolean(),
  metadata: z.object({ senderId: idSchema, appointmentId: idSchema.nullable() }),
  /** Of the last message, if there were several. */
  createdAt: dateTimeSchema,
  kind: z.enum(NOTIFICATION_KINDS),
  /** With whom the conversation or the appointment is. */
  other: z.object({ id: idSchema, fullname: z.string() }),
  appointmentId: idSchema.nullable(),
  /** Messages since the conversation was read; alerts since the notification of an emergency was. */
  count: z.int().positive(),
  readAt: dateTimeSchema.nullable(),
});
export type Notification = z.infer<typeof notificationSchema>;
