import { messageFileSchema } from './message-file.ts';
import { idSchema } from './models.ts';
import { z } from './zod.ts';

/** Bytes of one file, unless the clinic has another limit. */
export const FILE_MAX_BYTES = 25 * 1024 * 1024;

/** A file of a conversation. */
export const fileSchema = messageFileSchema.extend({
  /** For a message's `fileUrl`. */
  url: z.string(),
  /** With an extension that fits the type. */
  name: z.string(),
});
export type ChatFile = z.infer<typeof fileSchema>;

/** How far a file has arrived. */
export const uploadSchema = z.object({
  uploadId: idSchema,
  /** Bytes that are there: where to go on. */
  offset: z.int().nonnegative(),
  /** Once it is complete. */
  file: fileSchema.optional(),
});
export type Upload = z.infer<typeof uploadSchema>;

/** The header of a part of an upload: where it begins. */
export const UPLOAD_OFFSET_HEADER = 'Upload-Offset';
export const uploadOffsetSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
