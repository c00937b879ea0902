import { FILE_NAME_MAX_LENGTH } from '../chat-models.ts';
import { fileSchema, uploadSchema } from '../files.ts';
import { idSchema } from '../models.ts';
import { z } from '../zod.ts';
import { empty, success, type Routes } from './route.ts';

const uploadAnswer = z.object({ success, data: uploadSchema });
/** The bytes themselves, as they come from the disk. */
const bytes = z.custom<AsyncIterable<Uint8Array>>(
  (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
);

/** Files of conversations, which messages then refer to by `fileUrl`. */
export const filesRoutes = {
  /** The body is `multipart/form-data` with one file, in the field `file`. */
  uploadFile: {
    method: 'post',
    path: '/api/files',
    access: 'session',
    query: z.object({ receiverId: idSchema }),
    body: empty,
    answer: z.object({ success, data: z.object({ file: fileSchema }) }),
  },
  /** The whole file, or one range of it. */
  getFile: {
    method: 'get',
    path: '/api/files/:fileId',
    access: 'session',
    query: empty,
    body: empty,
    answer: bytes,
  },
  /** A picture of at most 480 pixels, WebP, of those files that say so (`hasThumbnail`). */
  getThumbnail: {
    method: 'get',
    path: '/api/files/:fileId/thumbnail',
    access: 'session',
    query: empty,
    body: empty,
    answer: bytes,
  },
  /** A file that comes in parts, and goes on after a disconnection. */
  beginUpload: {
    method: 'post',
    path: '/api/uploads',
    access: 'session',
    query: empty,
    body: z.object({
      receiverId: idSchema,
      name: z.string().trim().max(FILE_NAME_MAX_LENGTH),
      size: z.int().positive(),
    }),
    answer: uploadAnswer,
  },
  getUpload: {
    method: 'get',
    path: '/api/uploads/:uploadId',
    access: 'session',
    query: empty,
    body: empty,
    answer: uploadAnswer,
  },
  /**
   * The body, `application/octet-stream`, is what comes at `Upload-Offset`. `conflict`, with the right offset in the
   * same header, if it is not what comes next.
   */
  appendUpload: {
    method: 'patch',
    path: '/api/uploads/:uploadId',
    access: 'session',
    query: empty,
    body: empty,
    answer: uploadAnswer,
  },
  cancelUpload: {
    method: 'delete',
    path: '/api/uploads/:uploadId',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success }),
  },
} as const satisfies Routes;
