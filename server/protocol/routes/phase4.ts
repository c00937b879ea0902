import { FILE_NAME_MAX_LENGTH, FILE_URL_MAX_LENGTH, MESSAGES_PAGE_MAX } from '../chat-models.ts';
import { idSchema, MESSAGE_MAX_LENGTH } from '../models.ts';
import { z } from '../zod.ts';
import { empty, success, type Routes } from './route.ts';

const PAGE = 50;
/** Most ids in one request to mark as read. */
const READ_MAX = 500;

const PAIR_MISSING = 'Patient ID and Doctor ID are required';

const name = z.object({ firstName: z.string(), lastName: z.string() });
const lastMessage = z.object({
  id: z.string(),
  senderId: z.string(),
  content: z.string(),
  isEmergency: z.boolean(),
  status: z.string(),
  createdAt: z.string(),
  timestamp: z.string(),
});
/** S4-M01, with the time twice (K13). */
const message = lastMessage.extend({
  patientId: z.string(),
  doctorId: z.string(),
  messageType: z.enum(['REGULAR', 'EMERGENCY']),
  fileUrl: z.string().nullable(),
  fileName: z.string().nullable(),
  resolvedAt: z.string().nullable(),
  updatedAt: z.string(),
  patient: name,
  doctor: name,
});
const account = name.extend({ id: z.string(), user: z.object({ email: z.string().nullable() }) });
const conversation = z.object({
  id: z.string(),
  lastMessage: lastMessage.nullable(),
  unreadCount: z.int().nonnegative(),
});

/** Conversations by HTTP, as documented for S4. */
export const phase4Routes = {
  /** S4-R01. The newest, in order of time (K16). */
  getChatMessages: {
    method: 'get',
    path: '/api/chat/messages',
    access: 'session',
    query: z.object({
      patientId: idSchema,
      doctorId: idSchema,
      limit: z.coerce.number().int().min(1).max(MESSAGES_PAGE_MAX).default(PAGE),
    }),
    body: empty,
    answer: z.object({ messages: z.array(message) }),
    missing: PAIR_MISSING,
    refuses: 'with-error',
  },
  /** S4-R02. With the copy of it that comes by socket, it is one message (K14, D06). */
  postChatMessage: {
    method: 'post',
    path: '/api/chat/messages',
    access: 'session',
    query: empty,
    body: z.object({
      patientId: idSchema,
      doctorId: idSchema,
      content: z.string().trim().min(1).max(MESSAGE_MAX_LENGTH),
      isEmergency: z.boolean().nullish(),
      fileUrl: z.string().max(FILE_URL_MAX_LENGTH).nullish(),
      fileName: z.string().trim().max(FILE_NAME_MAX_LENGTH).nullish(),
    }),
    answer: z.object({ message }),
    missing: 'Patient ID, Doctor ID and content are required',
    refuses: 'with-error',
  },
  /**
   * S4-R03. Never own ones; ids may be those that the sender's page gave. Where several people gave the same, only the
   * pair says which is meant.
   */
  readChatMessages: {
    method: 'patch',
    path: '/api/chat/messages',
    access: 'session',
    query: empty,
    body: z.object({
      messageIds: z.array(idSchema).max(READ_MAX),
      patientId: idSchema.nullish(),
      doctorId: idSchema.nullish(),
    }),
    answer: z.object({ success }),
    missing: 'Message IDs are required',
    refuses: 'with-error',
  },
  /** S4-R04, R05: what it is made of depends on who asks. */
  listChatConversations: {
    method: 'get',
    path: '/api/chat/conversations',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({
      conversations: z.array(
        z.discriminatedUnion('type', [
          conversation.extend({
            type: z.literal('doctor'),
            doctor: account.extend({ specialization: z.string().nullable() }),
          }),
          conversation.extend({
            type: z.literal('patient'),
            patient: account.extend({
              dateOfBirth: z.string().nullable(),
              bloodGroup: z.string().nullable(),
            }),
            hasEmergency: z.boolean(),
          }),
        ]),
      ),
    }),
    refuses: 'with-error',
  },
} as const satisfies Routes;
