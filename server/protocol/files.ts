import { idSchema } from './models.ts';
import { z } from './zod.ts';

/** What a file of a conversation may be, as its content says it. */
export const FILE_TYPES = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/heic',
  'image/heif',
  'application/pdf',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'audio/webm',
  'audio/ogg',
  'audio/mp4',
] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** A file of a conversation. */
export const fileSchema = z.object({
  id: idSchema,
  /** For a message's `fileUrl`. */
  url: z.string(),
  /** With an extension that fits the type. */
  name: z.string(),
  type: z.enum(FILE_TYPES),
  size: z.int().positive(),
  /** Of pictures, as they are shown. */
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  hasThumbnail: z.boolean(),
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
