import type { Store } from '../storage/store.ts';
import type { CommandInput, CommandResult } from './commands.ts';
import type { Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Connection } from './identity.ts';
import { requireRole } from './identity.ts';
import type { Clock, Ids } from './ports.ts';

/** One message to everyone who waits for a doctor; each reads it in the own room's chat, and knows of no other. */
export const createBroadcasts = ({ store, clock, ids }: { store: Store; clock: Clock; ids: Ids }) => ({
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
        id: ids.id(),
        roomId,
        senderId: identity.userId,
        senderRole: identity.role,
        senderName: identity.fullname,
        text,
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
    return {
      value: { count: stored.length },
      events: stored
        .filter(({ duplicate }) => !duplicate)
        .map(({ message }) => ({
          type: 'message-posted',
          to: { channels: [{ kind: 'room', roomId: message.roomId }] },
          message,
        })),
    };
  },
});

export type Broadcasts = ReturnType<typeof createBroadcasts>;
