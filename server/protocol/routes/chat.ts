import {
  chatMessageSchema,
  conversationSchema,
  FILE_NAME_MAX_LENGTH,
  FILE_URL_MAX_LENGTH,
  MESSAGES_PAGE_MAX,
  SEARCH_MAX_LENGTH,
} from '../chat-models.ts';
import { idSchema, messageTextSchema } from '../models.ts';
import { z } from '../zod.ts';
import { empty, success, type Routes } from './route.ts';

/** A window that ends so many messages before the newest. */
const page = z.object({
  limit: z.coerce.number().int().min(1).max(MESSAGES_PAGE_MAX).optional(),
  skip: z.coerce.number().int().min(0).optional(),
});
const conversations = z.object({ success, data: z.array(conversationSchema) });
const messages = z.object({ success, data: z.array(chatMessageSchema) });
const done = z.object({ success, message: z.string() });
const unread = z.object({ success, data: z.object({ unreadCount: z.int().nonnegative() }) });

/** Conversations by HTTP, as documented for S1: three families of addresses for the same. */
export const chatRoutes = {
  /** S1-R01. Those in which there is a message, the newest first. */
  listConversations: {
    method: 'get',
    path: '/chat/conversations',
    access: 'session',
    query: empty,
    body: empty,
    answer: conversations,
  },
  /** S1-R02. Messages in the order of time. */
  getConversation: {
    method: 'get',
    path: '/chat/conversations/:otherUserId',
    access: 'session',
    query: page,
    body: empty,
    answer: messages,
  },
  /** S1-R03. */
  readConversation: {
    method: 'put',
    path: '/chat/conversations/:senderId/read',
    access: 'session',
    query: empty,
    body: empty,
    answer: done,
  },
  /** S1-R04. */
  countUnread: {
    method: 'get',
    path: '/chat/unread-count',
    access: 'session',
    query: empty,
    body: empty,
    answer: unread,
  },
  /** S1-R05. Who shares no relation with the one who asks is never online. */
  onlineStatus: {
    method: 'post',
    path: '/chat/online-status',
    access: 'session',
    query: empty,
    body: z.object({
      userIds: z.array(idSchema, { error: 'userIds must be an array' }).max(1000),
    }),
    answer: z.object({
      success,
      data: z.array(z.object({ userId: idSchema, isOnline: z.boolean() })),
    }),
    missing: 'userIds must be an array',
  },
  /** S1-R06. Conversations whose other person or newest message has every word. */
  searchConversations: {
    method: 'get',
    path: '/chat/search',
    access: 'session',
    query: z.object({ query: z.string().trim().min(1).max(SEARCH_MAX_LENGTH) }),
    body: empty,
    answer: conversations,
    missing: 'Search query is required',
  },
  /** S1-R07. */
  sendMessageToDoctor: {
    method: 'post',
    path: '/users/send-message',
    access: 'patient',
    query: empty,
    body: z.object({
      doctorId: idSchema,
      content: messageTextSchema,
      messageType: z.enum(['text', 'file', 'image']).nullish(),
      fileUrl: z.string().max(FILE_URL_MAX_LENGTH).nullish(),
      fileName: z.string().trim().max(FILE_NAME_MAX_LENGTH).nullish(),
    }),
    answer: done.extend({ data: chatMessageSchema }),
    missing: 'Doctor ID and content are required',
  },
  /** S1-R08. */
  listOwnConversations: {
    method: 'get',
    path: '/users/conversations',
    access: 'patient',
    query: empty,
    body: empty,
    answer: conversations,
  },
  /** S1-R09. */
  getOwnConversation: {
    method: 'get',
    path: '/users/conversations/:doctorId',
    access: 'patient',
    query: page,
    body: empty,
    answer: messages,
  },
  /** S1-R10. */
  readOwnConversation: {
    method: 'put',
    path: '/users/conversations/:doctorId/read',
    access: 'patient',
    query: empty,
    body: empty,
    answer: done,
  },
  /** S1-R11. */
  countOwnUnread: {
    method: 'get',
    path: '/users/unread-count',
    access: 'patient',
    query: empty,
    body: empty,
    answer: unread,
  },
  /** S1-R12. */
  sendMessageToPatient: {
    method: 'post',
    path: '/doctors/patients/:patientId/messages',
    access: 'doctor',
    query: empty,
    body: z.object({ message: messageTextSchema }),
    answer: z.object({ status: z.literal('success'), message: z.string() }),
    missing: 'Message is required',
    refuses: 'with-status',
  },
  /** S1-R13. */
  getPatientMessages: {
    method: 'get',
    path: '/doctors/patients/:patientId/messages',
    access: 'doctor',
    query: page,
    body: empty,
    answer: z.object({ status: z.literal('success'), messages: z.array(chatMessageSchema) }),
    refuses: 'with-status',
  },
} as const satisfies Routes;
