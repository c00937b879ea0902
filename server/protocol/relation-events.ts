import { dateTimeSchema, idSchema, reactionEmojiSchema } from './models.ts';
import { z } from './zod.ts';

/** What a message can be answered with, in the order in which it is offered. */
export const REACTIONS = ['👍', '❤️', '🙏', '✅', '❓', '😊'] as const;
export type Reaction = (typeof REACTIONS)[number];

/** Changes of reactions in one answer to `sync`. As many of them: there may be more. */
export const REACTIONS_PAGE = 200;

/** A reaction as it is from now on; null: it was taken back. */
const changeSchema = z.object({
  /** The position of the message. */
  seq: z.int().positive(),
  userId: idSchema,
  emoji: reactionEmojiSchema.nullable(),
  /** Of the changes in this conversation, ascending. What changed again is told once, with the newer number. */
  number: z.int().positive(),
});
export type ReactionChange = z.infer<typeof changeSchema>;

/** What `sync` tells of reactions. Absent from servers of before they were. */
export const syncedReactions = {
  /** What changed after `afterReaction`; nothing without that. At most `REACTIONS_PAGE` at a time. */
  reactions: z.array(changeSchema).optional(),
  /** Up to this number of the conversation's changes all is told. */
  lastReaction: z.int().nonnegative().optional(),
} as const;

const conversationIdSchema = z.string().min(1).max(300);

/** What people do with messages and conversations beside writing: additions of our own. */
export const relationClientEvents = {
  /** One reaction for a person and a message; null takes it back. */
  react_to_message: {
    payload: z.object({ messageId: idSchema, emoji: z.enum(REACTIONS).nullable() }),
    data: z.object({}),
  },
  /**
   * Puts a conversation away, for oneself, or brings it back. A message after `upTo`, whoever writes it and whenever it
   * came, leaves it where it is or brings it back.
   */
  archive_conversation: {
    payload: z.object({
      conversationId: conversationIdSchema,
      archived: z.boolean(),
      /** The newest position that is known to who asks. */
      upTo: z.int().nonnegative().nullish(),
    }),
    /** How it is now. */
    data: z.object({ archived: z.boolean() }),
  },
} as const;

export const relationServerEvents = {
  /** To both people of a conversation, and to the session of an invitation of a message of its visit. */
  message_reaction: changeSchema.extend({
    messageId: idSchema,
    conversationId: z.string(),
    /** The waiting room of the visit in which the message was sent. */
    roomId: idSchema.nullable(),
    reactedAt: dateTimeSchema,
  }),
  /** To the person's own devices. */
  conversation_archived: z.object({ conversationId: z.string(), archived: z.boolean() }),
} as const;
