import type { StoredMessage } from '../storage/ports/conversations.ts';
import type { Store } from '../storage/store.ts';
import { ifUnavailable } from './errors.ts';
import type { DomainEvent, Outcome } from './events.ts';
import type { Identity } from './identity.ts';
import type { ListedNotification, NotifiedDoctor } from './notification-records.ts';
import { requireOwnAccount } from './own-account.ts';
import type { Clock } from './ports.ts';
import type { EmergencyRecord, PersonRecord } from './records.ts';

const PAGE = 50;
/** How long notifications, and mails that wait no more, are kept. */
const KEPT_MS = 90 * 24 * 3_600_000;

/** Tells whom a message was sent to that there is one, wherever that person is signed in. */
export const messageNotified = (
  { message, patientId, doctorId, notified }: StoredMessage,
  { id, fullname }: Pick<PersonRecord, 'id' | 'fullname'>,
): DomainEvent[] => {
  if (notified === null) return [];
  const accountId = message.senderId === patientId ? doctorId : patientId;
  return [
    {
      type: 'notified',
      to: { channels: [{ kind: 'user', userId: accountId }] },
      notification: {
        ...notified,
        accountId,
        kind: 'message',
        other: { id, fullname },
        appointmentId: null,
        createdAt: message.createdAt,
        readAt: null,
      },
    },
  ];
};

/** Tells each doctor that a patient needs help: where, not what was written. */
export const emergencyNotified = (
  notified: readonly NotifiedDoctor[],
  { patientId, patientName, lastAt }: EmergencyRecord,
): DomainEvent[] =>
  notified.map((notification) => ({
    type: 'notified',
    to: { channels: [{ kind: 'user', userId: notification.accountId }] },
    notification: {
      ...notification,
      kind: 'emergency',
      other: { id: patientId, fullname: patientName },
      appointmentId: null,
      createdAt: lastAt,
      readAt: null,
    },
  }));

/** Tells the devices of a person that these are read, or all (null). */
export const notificationsRead = (userId: string, ids: readonly string[] | null): DomainEvent[] =>
  ids?.length === 0
    ? []
    : [{ type: 'notifications-read', to: { channels: [{ kind: 'user', userId }] }, ids }];

/** What the own account is notified of. */
export const createNotifications = ({ store, clock }: { store: Store; clock: Clock }) => ({
  /** The newest first; `next` is null at the end. @throws DomainError `forbidden` for the session of an invitation */
  async list(
    actor: Identity,
    { before, limit }: { before: number | null; limit: number | null },
  ): Promise<{ notifications: ListedNotification[]; unread: number; next: number | null }> {
    requireOwnAccount(actor);
    const asked = limit ?? PAGE;
    const found = await store.listNotifications({ accountId: actor.userId, before, limit: asked });
    const last = found.notifications.at(-1);
    return { ...found, next: found.notifications.length < asked ? null : (last?.place ?? null) };
  },

  /** @returns how many are unread then @throws DomainError `forbidden` for the session of an invitation */
  async read(actor: Identity, ids: readonly string[] | null): Promise<Outcome<number>> {
    requireOwnAccount(actor);
    const value = await store.readNotifications({ accountId: actor.userId, ids, at: clock.now() });
    return { value, events: notificationsRead(actor.userId, ids) };
  },

  /** Forgets what is old. */
  sweep: (): Promise<void> =>
    store.forgetNotifications(clock.now() - KEPT_MS).catch(ifUnavailable(undefined)),
});

export type Notifications = ReturnType<typeof createNotifications>;
