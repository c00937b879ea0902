import type { Store } from '../storage/store.ts';
import { scopeOf } from './conversation-access.ts';
import type { Identity } from './identity.ts';
import { conversationIdOf } from '../protocol/index.ts';
import { NOTHING_TOLD, type OwedWrites } from './owed-writes.ts';
import type { Clock } from './ports.ts';

/** A session that reads on is one opening; one that lasts for weeks is on record for each day on which it reads. */
const OPENING_MS = 24 * 3_600_000;

/** How messages of a conversation were shown to somebody. */
type Way = 'opened' | 'searched';

/**
 * Who has opened whose conversation, for the audit log: once for a session and a conversation, however many pages it
 * reads of it. What is on record already costs a look into memory.
 */
export const createConversationOpenings = ({
  store,
  clock,
  owed,
}: {
  store: Pick<Store, 'appendAudit'>;
  clock: Clock;
  owed: Pick<OwedWrites, 'write'>;
}) => {
  const noted = new Map<string, number>();

  return {
    /** Messages of the conversation with the other are about to be shown to this session. */
    async note(identity: Identity, otherId: string, way: Way): Promise<void> {
      const { userId, sessionId } = identity;
      const key = `conversation:${way}:${sessionId}:${otherId}`;
      const now = clock.elapsed();
      if (now - (noted.get(key) ?? Number.NEGATIVE_INFINITY) < OPENING_MS) return;
      // At once, so that pages which are asked for together are one opening.
      noted.set(key, now);
      const { roomId } = scopeOf(identity, otherId);
      const audit = {
        at: clock.now(),
        actorId: userId,
        action: `conversation.${way}`,
        subjectId: conversationIdOf(userId, otherId),
        detail: roomId === null ? {} : { visit: roomId },
      };
      try {
        // A disk that is full is no reason not to read.
        await owed.write(key, audit.action, async () => {
          await store.appendAudit(audit);
          return NOTHING_TOLD;
        });
      } catch (error) {
        noted.delete(key);
        throw error;
      }
    },

    /** Forgets what counts as a new opening by now. */
    sweep(): void {
      const now = clock.elapsed();
      for (const [key, at] of noted) if (now - at >= OPENING_MS) noted.delete(key);
    },
  };
};

export type ConversationOpenings = ReturnType<typeof createConversationOpenings>;
