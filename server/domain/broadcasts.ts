import type { Store } from '../storage/store.ts';
import type { CommandInput, CommandResult } from './commands.ts';
import type { DomainEvent, Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Connection } from './identity.ts';
import { requireRole } from './identity.ts';
import { isInVisit, toRoom } from './message-news.ts';
import { messageNotified } from './notifications.ts';
import type { Clock, Ids } from './ports.ts';
import type { RoomPresence } from './room-presence.ts';
import type { ToldMessages } from './told-messages.ts';
import type { VisitNews } from './visit-news.ts';

/** One message to everyone who waits for a doctor; each reads it in the own room's chat, and knows of no other. */
export const createBroadcasts = ({
  store,
  clock,
  ids,
  presence,
  visitNews,
  told,
}: {
  store: Store;
  clock: Clock;
  ids: Ids;
  presence: Pick<RoomPresence, 'isAnyone'>;
  visitNews: VisitNews;
  told: ToldMessages;
}) => ({
  async messageWaiting(
    connection: Connection,
    { text, clientId }: CommandInput<'messageWaiting'>,
  ): Promise<Outcome<CommandResult<'messageWaiting'>>> {
    const { identity } = connection;
    requireRole(identity, 'doctor');
    const queue = await store.getQueue(identity.userId);
    if (queue.length === 0) return quiet({ count: 0 });
    const at = clock.now();
    const stored = await store.appendMessages({
      messages: queue.map(({ roomId }) => ({
        to: { roomId },
        // Who is in the room sees it there.
        ...(!presence.isAnyone('patient', roomId) && { notificationId: ids.id() }),
        senderId: identity.userId,
        senderRole: identity.role,
        senderName: identity.fullname,
        kind: 'text',
        text,
        fileUrl: null,
        fileName: null,
        replyTo: null,
        // One message of the sender for each room, so that a resend is recognised in each.
        clientId: clientId === null ? null : `${clientId}:${roomId}`,
        createdAt: at,
      })),
      audit: {
        at,
        actorId: identity.userId,
        action: 'waiting-room.message-to-all',
        subjectId: null,
        detail: { rooms: queue.length },
      },
    });
    const events: DomainEvent[] = [];
    for (const sent of stored.filter(told.isOwed)) {
      told.add(sent.message);
      if (isInVisit(sent.message)) events.push(toRoom(sent.message));
      events.push(
        ...(await visitNews.elsewhere(sent)),
        ...messageNotified(sent, { id: identity.userId, fullname: identity.fullname }),
      );
    }
    return { value: { count: stored.length }, events };
  },
});

export type Broadcasts = ReturnType<typeof createBroadcasts>;
