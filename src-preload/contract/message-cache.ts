import {
  chatMessageSchema,
  contactSchema,
  dateTimeSchema,
  fileSchema,
  foundMessageSchema,
  idSchema,
  MESSAGE_MAX_LENGTH,
  MESSAGES_PAGE_MAX,
  SEARCH_MAX_LENGTH,
  userSchema,
} from '../../server/protocol/index.ts';
import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/**
 * The app's own copy of a person's conversations: what was read, what is being written, and what waits to be sent.
 * It is encrypted, and read before the clinic is asked.
 */

/**
 * Where the copy is. `memory`: until the app is closed, because the key store is locked or not there (`locked`), or
 * because the disk would not take it (`unusable`).
 */
export const COPY_KEEPING = ['disk', 'memory'] as const;
export type CopyKeeping = (typeof COPY_KEEPING)[number];
export const COPY_REASONS = ['locked', 'unusable'] as const;
export type CopyReason = (typeof COPY_REASONS)[number];

/**
 * What opening it found. `restored`: it was damaged, and is as it was at its last backup; `lost`: it was damaged,
 * and there was no backup that could be used.
 */
export const COPY_CONDITIONS = ['sound', 'restored', 'lost'] as const;
export type CopyCondition = (typeof COPY_CONDITIONS)[number];

/** The `id` of a joined clinic; null: the clinic that this computer hosts. */
const clinic = z.string().min(1).max(300).nullable();
/** Whose copy it is: the page says it, and the main process compares it with the page's own session. */
export const copyAccountSchema = z.object({ clinic, userId: idSchema });
export type CopyAccount = z.infer<typeof copyAccountSchema>;

/** A letter that waits to be sent, or that was refused. */
export const letterSchema = z.object({
  clientId: idSchema,
  to: idSchema,
  message: z.string().max(MESSAGE_MAX_LENGTH),
  /** What is sent with it; it has arrived at the clinic. */
  file: fileSchema.optional(),
  replyTo: z.int().positive().optional(),
  /** Milliseconds of this client's clock. */
  createdAt: z.number(),
  /** Letters are sent in this order. */
  order: z.number(),
  /** Why it was refused; null: it waits. */
  failed: z.string().max(64).nullable(),
});
export type KeptLetter = z.infer<typeof letterSchema>;

export const draftSchema = z.object({ to: idSchema, text: z.string().max(10 * MESSAGE_MAX_LENGTH) });
export type KeptDraft = z.infer<typeof draftSchema>;

const position = z.int().nonnegative();
const step = z.object({ otherId: idSchema, after: position, upTo: position, at: dateTimeSchema });

/** What has changed in conversations; applied in order, all or nothing. */
export const copyChangeSchema = z.discriminatedUnion('kind', [
  /** The whole list, the newest first; it takes the place of the one before. */
  z.object({ kind: z.literal('contacts'), contacts: z.array(contactSchema).max(10_000) }),
  z.object({ kind: z.literal('messages'), messages: z.array(chatMessageSchema).max(1_000) }),
  z.object({
    kind: z.literal('deleted'),
    otherId: idSchema,
    seqs: z.array(z.int().positive()).max(100_000),
    at: dateTimeSchema,
  }),
  /** So many deletions of this conversation are in the copy. */
  z.object({ kind: z.literal('deletions'), otherId: idSchema, count: position }),
  /** The other has received, or read, what lies after one position, up to another. */
  step.extend({ kind: z.literal('delivered') }),
  step.extend({ kind: z.literal('read') }),
]);
export type CopyChange = z.infer<typeof copyChangeSchema>;

export const copyOpenedSchema = z.object({
  keeping: z.enum(COPY_KEEPING),
  /** Why it is in memory alone; null on the disk. */
  reason: z.enum(COPY_REASONS).nullable(),
  condition: z.enum(COPY_CONDITIONS),
  contacts: z.array(contactSchema),
  /** In the order in which they are sent. */
  letters: z.array(letterSchema),
  drafts: z.array(draftSchema),
  /** Messages that were about to be taken back. */
  deletions: z.array(idSchema),
});
export type CopyOpened = z.infer<typeof copyOpenedSchema>;

export const copyPageSchema = z.object({
  /** By position, without gaps; the last is the newest before the position that was asked for. */
  messages: z.array(chatMessageSchema),
  lastDeletion: position,
});
export type CopyPage = z.infer<typeof copyPageSchema>;

const account = copyAccountSchema;

export const messageCacheCalls = {
  /** Who was signed in here last and still is, as far as this computer knows: the refresh token is there. */
  'message-cache:last': { input: z.object({ clinic }), output: z.object({ user: userSchema.nullable() }) },
  /** Somebody else may sign in here. */
  'message-cache:forget-last': { input: z.object({ clinic }), output: nothing },
  /** Opens, or makes, the copy of whoever is signed in. Another one of this window is closed. */
  'message-cache:open': { input: z.object({ clinic, user: userSchema }), output: copyOpenedSchema },
  /** Nobody is signed in any more; with `wipe`, nothing of the copy stays on this computer. */
  'message-cache:close': { input: z.object({ account, wipe: z.boolean() }), output: nothing },
  'message-cache:read-messages': {
    input: z.object({
      account,
      otherId: idSchema,
      before: z.int().positive(),
      limit: z.int().min(1).max(MESSAGES_PAGE_MAX),
    }),
    output: copyPageSchema,
  },
  'message-cache:search': {
    input: z.object({
      account,
      query: z.string().trim().min(1).max(SEARCH_MAX_LENGTH),
      limit: z.int().min(1).max(50),
    }),
    output: z.object({ found: z.array(foundMessageSchema) }),
  },
  'message-cache:write': {
    input: z.object({ account, changes: z.array(copyChangeSchema).max(1_000) }),
    output: nothing,
  },
  /** Resolves when the letter would outlive the computer's loss of power. */
  'message-cache:write-letter': { input: z.object({ account, letter: letterSchema }), output: nothing },
  'message-cache:remove-letter': { input: z.object({ account, clientId: idSchema }), output: nothing },
  /** An empty text forgets it. */
  'message-cache:write-draft': { input: z.object({ account, draft: draftSchema }), output: nothing },
  /** A message is about to be taken back, or not any more. */
  'message-cache:write-deletion': {
    input: z.object({ account, messageId: idSchema, isDue: z.boolean() }),
    output: nothing,
  },
} as const;
