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

/** What a message says of its file, if that is one of this clinic's. */
export const messageFileSchema = z.object({
  id: z.string().min(1),
  type: z.enum(FILE_TYPES),
  size: z.int().positive(),
  /** Of pictures, as they are shown. */
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  hasThumbnail: z.boolean(),
});
export type MessageFile = z.infer<typeof messageFileSchema>;
