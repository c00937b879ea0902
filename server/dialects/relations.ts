import type { ClientAckData, ServerEvent, ServerPayload } from '../protocol/index.ts';
import type { Command, CommandMap } from '../domain/commands.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { DecodedEvent, Frame } from './dialect.ts';
import { isoTime } from './wire-models.ts';

/** The canonical vocabulary of reactions and of conversations that are put away: our additions. */

type RelationEvent = 'react_to_message' | 'archive_conversation';
type RelationCommand = 'reactToMessage' | 'archiveConversation';
type RelationFact = 'message-reaction' | 'conversation-archived';

export const decodeRelation = (input: Extract<DecodedEvent, { event: RelationEvent }>): Command => {
  switch (input.event) {
    case 'react_to_message':
      return { name: 'reactToMessage', input: input.payload };
    case 'archive_conversation': {
      const { conversationId, archived, upTo } = input.payload;
      return { name: 'archiveConversation', input: { conversationId, archived, upTo: upTo ?? null } };
    }
  }
};

export const relationAnswers: {
  [C in RelationCommand]: (result: CommandMap[C]['result']) => Record<string, unknown>;
} = {
  reactToMessage: () => ({}),
  archiveConversation: ({ archived }) => ({ archived }) satisfies ClientAckData<'archive_conversation'>,
};

const frame = <E extends ServerEvent>(event: E, payload: ServerPayload<E>): Frame => ({ event, payload });

export const encodeRelation = (event: Extract<DomainEvent, { type: RelationFact }>): Frame => {
  switch (event.type) {
    case 'message-reaction': {
      const { messageId, conversationId, roomId, seq, personId: userId, emoji, number, at } = event;
      return frame('message_reaction', {
        messageId,
        conversationId,
        roomId,
        seq,
        userId,
        emoji,
        number,
        reactedAt: isoTime(at),
      });
    }
    case 'conversation-archived':
      return frame('conversation_archived', {
        conversationId: event.conversationId,
        archived: event.archived,
      });
  }
};
