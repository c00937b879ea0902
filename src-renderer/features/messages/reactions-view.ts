import type { ChatMessage, ReactionChange } from '../../../server/protocol/index.ts';
import type { ConversationView } from './conversation-view.ts';

/** What can be answered with a sign: a message of a conversation or of a visit. */
export type Answerable = Pick<ChatMessage, 'id' | 'reactions'>;

/** A message with what one person answers it with from now on; null: with nothing any more. */
export const withReaction = <M extends Answerable>(
  message: M,
  { userId, emoji }: Pick<ReactionChange, 'userId' | 'emoji'>,
): M => {
  const { reactions = [], ...rest } = message;
  const others = reactions.filter((reaction) => reaction.userId !== userId);
  const next = emoji === null ? others : [...others, { userId, emoji }];
  // What is left out may be.
  return (next.length === 0 ? rest : { ...rest, reactions: next }) as M;
};

/**
 * What messages are answered with from now on. What the conversation knows already is left out: an answer and an
 * event may overtake each other.
 * @param upTo number of the change up to which this is everything
 */
export const withReactions = (
  view: ConversationView,
  changes: readonly ReactionChange[],
  upTo: number,
): ConversationView => {
  const news = Map.groupBy(
    changes.filter(({ number }) => number > view.lastReaction),
    ({ seq }) => seq,
  );
  const lastReaction = Math.max(view.lastReaction, upTo);
  if (news.size === 0) return lastReaction === view.lastReaction ? view : { ...view, lastReaction };
  return {
    ...view,
    lastReaction,
    messages: view.messages.map((message) =>
      (news.get(message.seq) ?? []).reduce<ChatMessage>(withReaction, message),
    ),
  };
};

/** True if a change does not follow what is known: others before it were missed. */
export const missesReactions = ({ lastReaction }: ConversationView, { number }: ReactionChange): boolean =>
  number > lastReaction + 1;
