import type { ClientAckData, ServerEvent, ServerPayload } from '../protocol/index.ts';
import type { Command, CommandMap } from '../domain/commands.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { DecodedEvent, Frame } from './dialect.ts';
import {
  userSummary,
  wireChatMessage,
  wireConversation,
  wireFound,
  wirePage,
  wireReactionChange,
} from './wire-chat.ts';
import { isoTime } from './wire-models.ts';

/** The canonical vocabulary of conversations: S1, and our additions. */

type ConversationEvent =
  | 'send_message'
  | 'typing_start'
  | 'typing_stop'
  | 'mark_read'
  | 'mark_delivered'
  | 'set_status'
  | 'set_idle'
  | 'sync'
  | 'list_conversations'
  | 'get_messages'
  | 'delete_message'
  | 'search_messages';

type ConversationCommand =
  | 'sendMessage'
  | 'setTyping'
  | 'markRead'
  | 'markDelivered'
  | 'setStatus'
  | 'setIdle'
  | 'syncConversation'
  | 'listConversations'
  | 'getMessages'
  | 'deleteMessage'
  | 'searchMessages';

type ConversationFact =
  | 'message-received'
  | 'message-sent'
  | 'typing-changed'
  | 'conversation-received'
  | 'conversation-read-elsewhere'
  | 'message-deleted'
  | 'presence-changed'
  | 'own-status-changed';

export const decodeConversation = (input: Extract<DecodedEvent, { event: ConversationEvent }>): Command => {
  switch (input.event) {
    case 'send_message': {
      const { receiverId, content, messageType, fileUrl, fileName, replyTo, clientId } = input.payload;
      return {
        name: 'sendMessage',
        input: {
          receiverId,
          text: content,
          kind: messageType ?? 'text',
          fileUrl: fileUrl ?? null,
          fileName: fileName ?? null,
          replyTo: replyTo ?? null,
          clientId: clientId ?? null,
        },
      };
    }
    case 'typing_start':
      return { name: 'setTyping', input: { ...input.payload, isTyping: true } };
    case 'typing_stop':
      return { name: 'setTyping', input: { ...input.payload, isTyping: false } };
    case 'mark_read': {
      const { senderId, upTo, roomId } = input.payload;
      return { name: 'markRead', input: { senderId, upTo: upTo ?? null, roomId: roomId ?? null } };
    }
    case 'mark_delivered':
      return { name: 'markDelivered', input: input.payload };
    case 'set_status':
      return { name: 'setStatus', input: input.payload };
    case 'set_idle':
      return { name: 'setIdle', input: input.payload };
    case 'sync': {
      const { conversationId, afterSeq, afterDeletion, afterReaction } = input.payload;
      return {
        name: 'syncConversation',
        input: {
          conversationId,
          afterSeq,
          afterDeletion: afterDeletion ?? 0,
          afterReaction: afterReaction ?? null,
        },
      };
    }
    case 'list_conversations':
      return {
        name: 'listConversations',
        input: {
          before: input.payload.before ?? null,
          limit: input.payload.limit ?? null,
          search: input.payload.search ?? null,
          otherUserId: input.payload.otherUserId ?? null,
        },
      };
    case 'get_messages': {
      const { conversationId, before, limit } = input.payload;
      return { name: 'getMessages', input: { conversationId, before, limit: limit ?? null } };
    }
    case 'delete_message':
      return { name: 'deleteMessage', input: input.payload };
    case 'search_messages': {
      const { query, otherUserId, before, limit } = input.payload;
      return {
        name: 'searchMessages',
        input: {
          query,
          otherUserId: otherUserId ?? null,
          before: before ?? null,
          limit: limit ?? null,
        },
      };
    }
  }
};

const nothing = () => ({});

export const conversationAnswers: {
  [C in ConversationCommand]: (result: CommandMap[C]['result']) => Record<string, unknown>;
} = {
  sendMessage: (sent) => ({ message: wireChatMessage(sent) }) satisfies ClientAckData<'send_message'>,
  setTyping: nothing,
  markRead: nothing,
  markDelivered: nothing,
  setStatus: nothing,
  setIdle: ({ status }) => ({ status }) satisfies ClientAckData<'set_idle'>,
  syncConversation: ({ page, reactions, ...synced }) =>
    ({
      ...synced,
      reactions: reactions.map((change) => wireReactionChange(change, page.scope)),
      otherUser: userSummary(page.other),
      messages: wirePage(page),
    }) satisfies ClientAckData<'sync'>,
  listConversations: ({ userId, conversations, next, unread }) =>
    ({
      next,
      unreadCount: unread,
      conversations: conversations.map(({ status, ...conversation }) => ({
        ...wireConversation(userId, conversation),
        status,
        hasAccount: conversation.hasAccount,
        archived: conversation.archived,
      })),
    }) satisfies ClientAckData<'list_conversations'>,
  getMessages: (page) =>
    ({
      messages: wirePage(page),
      ...(page.lastReaction !== undefined && { lastReaction: page.lastReaction }),
    }) satisfies ClientAckData<'get_messages'>,
  deleteMessage: nothing,
  searchMessages: ({ hits, next }) =>
    ({ messages: wireFound(hits), next }) satisfies ClientAckData<'search_messages'>,
};

const frame = <E extends ServerEvent>(event: E, payload: ServerPayload<E>): Frame => ({ event, payload });

export const encodeConversation = (event: Extract<DomainEvent, { type: ConversationFact }>): Frame => {
  switch (event.type) {
    case 'message-received':
      return frame('new_message', { message: wireChatMessage(event) });
    case 'message-sent':
      return frame('message_sent', { message: wireChatMessage(event) });
    case 'typing-changed':
      return frame(event.isTyping ? 'typing_start' : 'typing_stopped', { userId: event.typist.id });
    case 'conversation-received': {
      const { kind, readerId: userId, conversationId, after, upTo, at } = event;
      return kind === 'read'
        ? frame('messages_read', { userId, conversationId, after, upTo, readAt: isoTime(at) })
        : frame('messages_delivered', { userId, conversationId, after, upTo, deliveredAt: isoTime(at) });
    }
    case 'conversation-read-elsewhere':
      return frame('conversation_read', { conversationId: event.conversationId, upTo: event.upTo });
    case 'message-deleted': {
      const { messageId, conversationId, seq, roomId, at } = event;
      return frame('message_deleted', { messageId, conversationId, seq, roomId, deletedAt: isoTime(at) });
    }
    case 'presence-changed':
      return frame('user_status_change', {
        userId: event.userId,
        isOnline: event.status !== 'offline',
        status: event.status,
      });
    case 'own-status-changed':
      return frame('own_status', { status: event.status });
  }
};
