import { MESSAGE_MAX_LENGTH, idSchema } from '../models.ts';
import { z } from '../zod.ts';
import { empty, type Routes } from './route.ts';

/** Most messages of a page. */
const PAGE_MAX = 100;
const PAGE = 20;

const relation = z.object({
  id: z.string(),
  doctorsUserId: z.string(),
  patientsUserId: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
const chat = z.object({
  id: z.string(),
  doctorPatientRelationId: z.string(),
  text: z.string(),
  senderId: z.string(),
  senderName: z.string(),
  senderRole: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
const words = z.string().trim().min(1).max(MESSAGE_MAX_LENGTH).optional();

/** Relations and their messages by HTTP, as documented for S3. */
export const quickclinicRoutes = {
  /** S3-R01. Found, or made by the doctor of the two. */
  establishRelation: {
    method: 'post',
    path: '/api/doctorpatientrelations',
    access: 'session',
    query: empty,
    body: z.object({ doctorsUserId: idSchema, patientsUserId: idSchema }),
    answer: z.object({ relation, isNew: z.boolean() }),
    missing: 'doctorsUserId and patientsUserId are required',
    refuses: 'with-error',
  },
  /** S3-R02. Page 1 has the newest (D03), in order of time. */
  getRelationChats: {
    method: 'get',
    path: '/api/doctorpatientrelations/:relationId/chats',
    access: 'session',
    query: z.object({
      page: z.coerce.number().int().min(1).default(1),
      limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE),
    }),
    body: empty,
    answer: z.object({
      chats: z.array(chat),
      pagination: z.object({
        currentPage: z.int(),
        pageSize: z.int(),
        totalMessages: z.int(),
        totalPages: z.int(),
        hasNextPage: z.boolean(),
        hasPreviousPage: z.boolean(),
      }),
    }),
    refuses: 'with-error',
  },
  /** S3-R03. The sender is who asks, whatever `senderId` says. */
  sendRelationChat: {
    method: 'post',
    path: '/api/doctorpatientrelations/:relationId/chats',
    access: 'session',
    query: empty,
    body: z
      .object({ message: words, text: words, senderId: z.string().max(256).nullish() })
      .transform(({ message, text }) => ({ text: message ?? text }))
      .pipe(z.object({ text: z.string() })),
    answer: z.object({ chat }),
    missing: 'Message cannot be empty',
    refuses: 'with-error',
  },
} as const satisfies Routes;
