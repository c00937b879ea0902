import type { NotificationRecord } from '../domain/notification-records.ts';
import { NOTIFICATION_TYPES, type Notification, type NotificationKind } from '../protocol/index.ts';
import { isoTime } from './wire-models.ts';

const TITLES: Record<NotificationKind, string> = {
  message: 'New message',
  'appointment-created': 'New appointment',
  'appointment-moved': 'Appointment moved',
  'appointment-cancelled': 'Appointment cancelled',
  emergency: 'Emergency',
};

/** What somebody is notified of in the shape of the protocol (S4-M03). */
export const wireNotification = ({
  id,
  accountId,
  kind,
  other,
  appointmentId,
  count,
  createdAt,
  readAt,
}: NotificationRecord): Notification => ({
  id,
  userId: accountId,
  type: NOTIFICATION_TYPES[kind],
  title: TITLES[kind],
  message: other.fullname,
  isRead: readAt !== null,
  metadata: { senderId: other.id, appointmentId },
  createdAt: isoTime(createdAt),
  kind,
  other: { id: other.id, fullname: other.fullname },
  appointmentId,
  count,
  readAt: readAt === null ? null : isoTime(readAt),
});
