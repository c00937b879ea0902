import { messageFileSchema } from './message-file.ts';
import { dateTimeSchema, idSchema, messageKindSchema, messageReactionSchema, roleSchema } from './models.ts';
import { z } from './zod.ts';

/** Where a file of a message is; foreign front ends name files of their own. */
export const FILE_URL_MAX_LENGTH = 2048;
export const FILE_NAME_MAX_LENGTH = 255;
/** Words of a search, together. */
export const SEARCH_MAX_LENGTH = 200;
/** Most messages in one answer. */
export const MESSAGES_PAGE_MAX = 200;
/** Most conversations in one answer, if a number was asked for. */
export const CONVERSATIONS_PAGE_MAX = 200;

/** S1-E06. */
export const CHOSEN_STATUSES = ['available', 'busy', 'away'] as const;
/** S1-E12. */
export const USER_STATUSES = ['online', 'offline', ...CHOSEN_STATUSES] as const;
export type UserStatus = (typeof USER_STATUSES)[number];
/** What somebody who is there has chosen; `online`: nothing yet. */
export type OwnStatus = Exclude<UserStatus, 'offline'>;

/** S1-M03. */
export const userSummarySchema = z.object({
  _id: idSchema,
  fullname: z.string(),
  email: z.string().nullable(),
  role: roleSchema,
});
export type UserSummary = z.infer<typeof userSummarySchema>;

/** S1-M07. */
export const DELIVERY_STATUSES = ['sent', 'delivered', 'read'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** A message of a conversation (S1-M01); from `id` on, additions. */
export const chatMessageSchema = z.object({
  _id: idSchema,
  sender: userSummarySchema,
  receiver: userSummarySchema,
  /** Empty once it is deleted. */
  content: z.string(),
  messageType: messageKindSchema,
  fileUrl: z.string().nullable(),
  fileName: z.string().nullable(),
  isRead: z.boolean(),
  readAt: dateTimeSchema.nullable(),
  /** S1-M02: the ids of the two, sorted, with `_` between. */
  conversationId: z.string(),
  createdAt: dateTimeSchema,
  updatedAt: dateTimeSchema,
  /** Same as `_id`. */
  id: idSchema,
  /**
   * Position in the conversation, from 1, without gaps. For the session of an invitation, which sees one visit
   * only, the position in that.
   */
  seq: z.int().positive(),
  status: z.enum(DELIVERY_STATUSES),
  deliveredAt: dateTimeSchema.nullable(),
  /** The position of the message that it answers. */
  replyTo: z.int().positive().nullable(),
  /** The waiting room of the visit in which it was sent. */
  roomId: idSchema.nullable(),
  clientId: idSchema.nullable(),
  deletedAt: dateTimeSchema.nullable(),
  /** Absent if there are none. */
  reactions: z.array(messageReactionSchema).optional(),
  /** What `fileUrl` is, if it is a file of this clinic. */
  file: messageFileSchema.nullish(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** S1-M04; `unreadCount` counts what is not deleted, `lastSeq` is an addition. */
export const conversationSchema = z.object({
  conversationId: z.string(),
  otherUser: userSummarySchema,
  lastMessage: z
    .object({
      content: z.string(),
      messageType: messageKindSchema,
      createdAt: dateTimeSchema,
      /** The sender's id. */
      sender: idSchema,
      deletedAt: dateTimeSchema.nullable(),
      status: z.enum(DELIVERY_STATUSES),
    })
    .nullable(),
  unreadCount: z.int().nonnegative(),
  lastSeq: z.int().nonnegative(),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** A conversation with whether the other is there. */
export const contactSchema = conversationSchema.extend({
  status: z.enum(USER_STATUSES),
  /** False for who can read it in a visit only, having no account to sign in with. */
  hasAccount: z.boolean(),
  /** The person has put it away, and nothing was written since. Absent from servers of before that was. */
  archived: z.boolean().optional(),
});
export type Contact = z.infer<typeof contactSchema>;

/** S1-M02. */
export const conversationIdOf = (oneId: string, otherId: string): string =>
  [oneId, otherId].toSorted((first, second) => (first < second ? -1 : 1)).join('_');

/** What of a text was looked for. */
export const snippetSchema = z.array(z.object({ text: z.string(), match: z.boolean() }));
export const foundMessageSchema = z.object({ message: chatMessageSchema, snippet: snippetSchema });
export type FoundMessage = z.infer<typeof foundMessageSchema>;
