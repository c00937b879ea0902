import { z } from '../../server/protocol/zod.ts';

/** A screen or window that can be shared. Titles of windows stay in the page that asked: they may name people. */
export const shareSourceSchema = z.object({
  /** Electron's name for it. */
  id: z.string().max(200),
  kind: z.enum(['screen', 'window']),
  name: z.string().max(300),
  /** A small PNG as a data address; empty where the system gives none. */
  thumbnail: z.string().max(1_000_000),
});
export type ShareSource = z.infer<typeof shareSourceSchema>;

export const shareRequestSchema = z.object({
  /** Of this request; an answer to another one changes nothing. */
  request: z.int().positive(),
  sources: z.array(shareSourceSchema).max(200),
  /** The sound of this computer can be shared, too. */
  canShareSound: z.boolean(),
});
export type ShareRequest = z.infer<typeof shareRequestSchema>;

export const screenShareCalls = {
  /** Null cancels; true if the request was still open. */
  'screen-share:answer': {
    input: z.object({
      request: z.int().positive(),
      source: z.string().max(200).nullable(),
      sound: z.boolean(),
    }),
    output: z.boolean(),
  },
} as const;

export const screenSharePushes = {
  /** The page asked for a screen: which one? */
  'screen-share:asked': shareRequestSchema,
  /** The request is over without an answer. */
  'screen-share:withdrawn': z.object({ request: z.int().positive() }),
} as const;
