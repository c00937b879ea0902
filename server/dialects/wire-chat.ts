import type {
  ChatMessage,
  Conversation,
  DeliveryStatus,
  FoundMessage,
  ReactionChange as WireReactionChange,
  UserSummary,
} from '../protocol/index.ts';
import type { SentMessage } from '../domain/commands.ts';
import { conversationIdOf } from '../protocol/index.ts';
import type { MessagePage } from '../domain/conversations.ts';
import type {
  ConversationRecord,
  MessageView,
  PersonRecord,
  ReactionChange,
  SnippetPart,
} from '../domain/records.ts';
import { wireMessageFile } from './wire-files.ts';
import { isoTime, wireReactions } from './wire-models.ts';

/** Conversations in the shapes of the protocol. */

const isoTimeOrNull = (milliseconds: number | null) => (milliseconds === null ? null : isoTime(milliseconds));

const statusOf = ({ readAt, deliveredAt }: MessageView): DeliveryStatus =>
  readAt !== null ? 'read' : deliveredAt !== null ? 'delivered' : 'sent';

export const userSummary = ({ id, fullname, email, role }: PersonRecord): UserSummary => ({
  _id: id,
  fullname,
  email,
  role,
});

export const wireChatMessage = ({ message, sender, receiver, scope }: SentMessage): ChatMessage => ({
  _id: message.id,
  sender: userSummary(sender),
  receiver: userSummary(receiver),
  content: message.text,
  messageType: message.kind,
  fileUrl: message.fileUrl,
  fileName: message.fileName,
  isRead: message.readAt !== null,
  readAt: isoTimeOrNull(message.readAt),
  conversationId: conversationIdOf(sender.id, receiver.id),
  createdAt: isoTime(message.createdAt),
  updatedAt: isoTime(
    Math.max(message.createdAt, message.deliveredAt ?? 0, message.readAt ?? 0, message.deletedAt ?? 0),
  ),
  id: message.id,
  seq: scope === 'visit' ? (message.roomSeq ?? message.seq) : message.seq,
  status: statusOf(message),
  deliveredAt: isoTimeOrNull(message.deliveredAt),
  // The other numbers are not those of the visit.
  replyTo: scope === 'visit' ? null : message.replyTo,
  roomId: message.roomId,
  clientId: message.clientId,
  deletedAt: isoTimeOrNull(message.deletedAt),
  ...(message.reactions !== undefined && { reactions: wireReactions(message.reactions) }),
  ...(message.file !== undefined && { file: wireMessageFile(message.file) }),
});

export const wireReactionChange = (
  { seq, roomSeq, personId, emoji, number }: ReactionChange,
  scope: MessagePage['scope'],
): WireReactionChange => ({
  seq: scope === 'visit' ? (roomSeq ?? seq) : seq,
  userId: personId,
  emoji,
  number,
});

export const wirePage = ({ messages, self, other, scope }: MessagePage): ChatMessage[] =>
  messages.map((message) => {
    const isOwn = message.senderId === self.id;
    return wireChatMessage({
      message,
      sender: isOwn ? self : other,
      receiver: isOwn ? other : self,
      scope,
    });
  });

export const wireFound = (hits: readonly { page: MessagePage; snippet: SnippetPart[] }[]): FoundMessage[] =>
  hits.flatMap(({ page, snippet }) => wirePage(page).map((message) => ({ message, snippet })));

export const wireConversation = (
  userId: string,
  { other, last, unread, lastSeq }: ConversationRecord,
): Conversation => ({
  conversationId: conversationIdOf(userId, other.id),
  otherUser: userSummary(other),
  lastMessage: last && {
    content: last.text,
    messageType: last.kind,
    createdAt: isoTime(last.createdAt),
    sender: last.senderId,
    deletedAt: isoTimeOrNull(last.deletedAt),
    status: statusOf(last),
  },
  unreadCount: unread,
  lastSeq,
});
