import {
  chatMessageSchema,
  contactSchema,
  CHOSEN_STATUSES,
  CONVERSATIONS_PAGE_MAX,
  FILE_NAME_MAX_LENGTH,
  FILE_URL_MAX_LENGTH,
  foundMessageSchema,
  MESSAGES_PAGE_MAX,
  SEARCH_MAX_LENGTH,
  USER_STATUSES,
  userSummarySchema,
} from './chat-models.ts';
import { dateTimeSchema, idSchema, messageTextSchema } from './models.ts';
import { notificationSchema } from './notification-models.ts';
import { syncedReactions } from './relation-events.ts';
import { z } from './zod.ts';

const nothing = z.object({});
const person = z.object({ receiverId: idSchema });
/** Two ids of people and what is between them. */
const conversationIdSchema = z.string().min(1).max(300);
const position = z.int().nonnegative();
const ownStatusSchema = z.enum(['online', ...CHOSEN_STATUSES]);

/**
 * What people send in a conversation: the vocabulary of S1, and our additions. `missing` is what is said of a payload
 * without one of its fields, in the documented server's words.
 */
export const chatClientEvents = {
  send_message: {
    payload: z.object({
      receiverId: idSchema,
      content: messageTextSchema,
      messageType: z.enum(['text', 'file', 'image']).nullish(),
      fileUrl: z.string().max(FILE_URL_MAX_LENGTH).nullish(),
      fileName: z.string().trim().max(FILE_NAME_MAX_LENGTH).nullish(),
      /** Unique per sender for ever: a resend of a stored message is answered with the stored one. */
      clientId: idSchema.nullish(),
      /** The position of the message that it answers. */
      replyTo: z.int().positive().nullish(),
    }),
    data: z.object({ message: chatMessageSchema }),
    missing: 'Receiver ID and content are required',
  },
  typing_start: { payload: person, data: nothing },
  typing_stop: { payload: person, data: nothing },
  /** Everything from this person is read, or what is up to a position; with `roomId`, of that visit alone. */
  mark_read: {
    payload: z.object({
      senderId: idSchema,
      upTo: z.int().positive().nullish(),
      roomId: idSchema.nullish(),
    }),
    data: nothing,
  },
  set_status: { payload: z.object({ status: z.enum(CHOSEN_STATUSES) }), data: nothing },
  // Additions of our own to the chat
  /**
   * Nobody is at this device any more, or somebody is again. Where nothing else was chosen, a person is away once
   * nobody is at any device. Answers what the person has chosen: `online` is nothing yet.
   */
  set_idle: {
    payload: z.object({ idle: z.boolean() }),
    data: z.object({ status: ownStatusSchema }),
  },
  /** A device of the receiver has what is up to this position. */
  mark_delivered: { payload: z.object({ senderId: idSchema, upTo: z.int().positive() }), data: nothing },
  /**
   * What came after a position, at most 200 messages at a time, after so many deletions, and after so many changes of
   * reactions. Also tells how far the
   * other has received and read, since that has changed without a message.
   */
  sync: {
    payload: z.object({
      conversationId: conversationIdSchema,
      afterSeq: position,
      afterDeletion: position.nullish(),
      /** Without it, no reactions are told. */
      afterReaction: position.nullish(),
    }),
    data: z.object({
      conversationId: z.string(),
      otherUser: userSummarySchema,
      messages: z.array(chatMessageSchema),
      lastSeq: position,
      /** Positions of messages that were deleted; there have been `lastDeletion` deletions by now. */
      deleted: z.array(z.int().positive()),
      lastDeletion: position,
      ...syncedReactions,
      other: z.object({ delivered: position, read: position }),
      /** How far oneself has read. */
      ownRead: position,
    }),
  },
  /**
   * What a person has, the newest first; a patient also those in which nothing was written, and anybody those of
   * people who are looked for. All at once unless there is a `limit`.
   */
  list_conversations: {
    payload: z.object({
      /** `next` of the page before. */
      before: z.int().nullish(),
      limit: z.int().min(1).max(CONVERSATIONS_PAGE_MAX).nullish(),
      /** Only of people whose name or email has every word. */
      search: z.string().trim().max(SEARCH_MAX_LENGTH).nullish(),
      /** Only that with this person. */
      otherUserId: idSchema.nullish(),
    }),
    data: z.object({
      conversations: z.array(contactSchema),
      next: z.int().nullable(),
      /** Unread messages of all conversations, whatever was asked for. */
      unreadCount: z.int().nonnegative(),
    }),
  },
  /** Older messages: the last ones before a position. */
  get_messages: {
    payload: z.object({
      conversationId: conversationIdSchema,
      before: z.int().positive(),
      limit: z.int().min(1).max(MESSAGES_PAGE_MAX).nullish(),
    }),
    data: z.object({
      messages: z.array(chatMessageSchema),
      /** So many changes of reactions are in them. Absent from servers of before there were any. */
      lastReaction: position.optional(),
    }),
  },
  /** One's own message; its position stays, empty. */
  delete_message: { payload: z.object({ messageId: idSchema }), data: nothing },
  search_messages: {
    payload: z.object({
      query: z.string().trim().min(1).max(SEARCH_MAX_LENGTH),
      /** Only the conversation with this person. */
      otherUserId: idSchema.nullish(),
      /** `next` of the page before. */
      before: z.int().positive().nullish(),
      limit: z.int().min(1).max(50).nullish(),
    }),
    data: z.object({ messages: z.array(foundMessageSchema), next: z.int().positive().nullable() }),
  },
} as const;

export const chatServerEvents = {
  new_message: z.object({ message: chatMessageSchema }),
  message_sent: z.object({ message: chatMessageSchema }),
  typing_start: z.object({ userId: idSchema }),
  typing_stopped: z.object({ userId: idSchema }),
  /** `userId` has read what lies after one position, up to another; from `conversationId` on, additions. */
  messages_read: z.object({
    userId: idSchema,
    conversationId: z.string(),
    after: position,
    upTo: z.int().positive(),
    readAt: dateTimeSchema,
  }),
  user_status_change: z.object({
    userId: idSchema,
    isOnline: z.boolean(),
    status: z.enum(USER_STATUSES),
  }),
  /** S4-E17: made, or renewed by another message. */
  notification: notificationSchema,
  // Additions of our own to the chat
  /** These are read on some device of their person, or all of them (null). */
  notifications_read: z.object({ ids: z.array(idSchema).nullable() }),
  /** What the person has chosen on one device, for all of them. */
  own_status: z.object({ status: ownStatusSchema }),
  messages_delivered: z.object({
    userId: idSchema,
    conversationId: z.string(),
    after: position,
    upTo: z.int().positive(),
    deliveredAt: dateTimeSchema,
  }),
  /** Another device of the same person has read. */
  conversation_read: z.object({ conversationId: z.string(), upTo: z.int().positive() }),
  message_deleted: z.object({
    messageId: idSchema,
    conversationId: z.string(),
    seq: z.int().positive(),
    /** The waiting room of the visit in which it was sent. */
    roomId: idSchema.nullable(),
    deletedAt: dateTimeSchema,
  }),
} as const;
