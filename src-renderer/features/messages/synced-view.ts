import type { ClientAckData } from '../../../server/protocol/index.ts';
import {
  withDeleted,
  withDelivered,
  withMessages,
  withRead,
  withUnreadFrom,
  type ConversationView,
} from './conversation-view.ts';
import { withReactions } from './reactions-view.ts';

/** A conversation with everything that `sync` says was missed. */
export const withMissed = (
  view: ConversationView,
  otherId: string,
  missed: ClientAckData<'sync'>,
  at: string,
): ConversationView => {
  const { messages, deleted, lastDeletion, reactions = [], lastReaction = 0, other } = missed;
  const answered = withReactions(withMessages(view, messages), reactions, lastReaction);
  const grown = withDeleted(answered, deleted, at);
  const received = { userId: otherId, conversationId: view.conversationId, after: 0 };
  const delivered = withDelivered(grown, { ...received, upTo: other.delivered || 0, deliveredAt: at });
  const read = withRead(delivered, { ...received, upTo: other.read || 0, readAt: at });
  return {
    ...withUnreadFrom(read, otherId, missed.ownRead),
    lastDeletion,
    name: missed.otherUser.fullname,
    fresh: true,
    problem: null,
  };
};
