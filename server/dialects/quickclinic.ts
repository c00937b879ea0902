import type { SentMessage } from '../domain/commands.ts';
import { DomainError } from '../domain/errors.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { MessageView, PersonRecord } from '../domain/records.ts';
import { conversationIdOf, idSchema, MESSAGE_MAX_LENGTH } from '../protocol/index.ts';
import { z } from '../protocol/zod.ts';
import type { Frame } from './dialect.ts';
import {
  step,
  type ForeignDialect,
  type Reply,
  type Speaker,
  type Step,
  type Told,
} from './foreign-dialect.ts';
import { wireChatMessage } from './wire-chat.ts';
import { isoTime } from './wire-models.ts';

/** The vocabulary of S3: a connection is for one relation, and speaks of nothing else. */

const INITIAL_MESSAGES = 20;
const PAGE_MAX = 100;

const page = z.object({
  page: z.int().min(1).nullish(),
  // More than it gives is asked for by existing front ends, and was always cut.
  limit: z
    .int()
    .min(1)
    .nullish()
    .transform((limit) => Math.min(limit ?? INITIAL_MESSAGES, PAGE_MAX)),
});
const text = z.object({
  text: z.string().trim().min(1).max(MESSAGE_MAX_LENGTH),
  /** Of connections that are for no relation (K01). */
  relationId: idSchema.nullish(),
});
const messageId = z.object({ messageId: idSchema });
const anything = z.unknown().transform(() => ({}));

/** Upper case in this vocabulary (K17). */
const roleOf = ({ role }: Pick<PersonRecord, 'role'>) => role.toUpperCase();

/** S3-M01. */
export const relationMessage = (message: MessageView, sender: PersonRecord) => ({
  id: message.id,
  text: message.text,
  senderId: sender.id,
  senderName: sender.fullname,
  senderRole: roleOf(sender),
  createdAt: isoTime(message.createdAt),
});

/** One object for whoever listens to `new_message` (K02). */
const newMessage = (sent: SentMessage) => ({
  ...wireChatMessage(sent),
  ...relationMessage(sent.message, sent.sender),
});

const relationOf = ({ relation }: Speaker) => {
  if (relation === null) throw new DomainError('forbidden', 'Relation not found');
  return relation;
};

const initialMessages = ({ relation, identity }: Speaker, input: z.output<typeof page>) => {
  const other = relation?.other;
  if (other === undefined) throw new DomainError('forbidden', 'Relation not found');
  return step(
    'getMessageWindow',
    { otherId: other.id, page: input.page ?? 1, limit: input.limit },
    ({ page: found, number, limit, total }): Reply => ({
      frames: [
        {
          event: 'initial_messages',
          payload: {
            messages: found.messages
              .filter(({ deletedAt }) => deletedAt === null)
              .map((message) =>
                relationMessage(message, message.senderId === identity.userId ? found.self : found.other),
              ),
            pagination: { page: number, limit, total, hasMore: number * limit < total },
          },
        },
      ],
    }),
  );
};

const sendTo = (receiverId: string, said: string) =>
  step('sendMessage', {
    receiverId,
    text: said,
    kind: 'text',
    fileUrl: null,
    fileName: null,
    replyTo: null,
    clientId: null,
  });

const send = (
  { text: said, relationId }: z.output<typeof text>,
  { relation: bound, identity }: Speaker,
): readonly Step[] => {
  if (bound !== null) {
    if (relationId != null && relationId !== bound.relation.id) {
      throw new DomainError('forbidden', 'Unauthorized');
    }
    return [sendTo(bound.other.id, said)];
  }
  return [
    step('openRelation', { relationId: relationId ?? '' }, ({ other }) => ({
      // Who writes like this is told like this from now on.
      enter: [conversationIdOf(identity.userId, other.id)],
      then: [sendTo(other.id, said)],
    })),
  ];
};

const told = (conversation: string, ...frames: Frame[]): Told => ({ frames, conversation });

const encode = (event: DomainEvent): Told | null => {
  switch (event.type) {
    // Whoever sent it hears of it, too: this vocabulary has no other word for that.
    case 'message-received':
    case 'message-sent':
      return told(conversationIdOf(event.sender.id, event.receiver.id), {
        event: 'new_message',
        payload: { message: newMessage(event) },
      });
    case 'typing-changed':
    case 'typing-continued': {
      if (event.type === 'typing-changed' && !event.isTyping) return null;
      const { id, fullname } = event.typist;
      return told(conversationIdOf(id, event.receiverId), {
        event: 'user_typing',
        payload: { userId: id, userName: fullname, userRole: roleOf(event.typist) },
      });
    }
    case 'conversation-received':
      if (event.kind !== 'read') return null;
      return told(
        event.conversationId,
        ...event.messages.map(({ id }) => ({
          event: 'message_read',
          payload: { messageId: id, readBy: event.readerId },
        })),
      );
    default:
      return null;
  }
};

export const quickclinic: ForeignDialect = {
  id: 'quickclinic',
  events: {
    get_initial_messages: { payload: page },
    send_message: { payload: text, rate: 'message-person', missing: 'Message cannot be empty' },
    user_typing: { payload: anything, rate: 'typing-person' },
    mark_as_read: { payload: messageId },
  },

  means(name, payload, speaker) {
    if (name !== 'send_message') return true;
    const said: Readonly<Record<string, unknown>> =
      typeof payload === 'object' && payload !== null ? { ...payload } : {};
    // An explicit addressee wins (K01).
    if (said['receiverId'] != null) return false;
    return speaker?.relation != null || (said['relationId'] != null && said['text'] !== undefined);
  },

  relationOf: ({ relationId }) => relationId ?? null,

  refusals: {
    unauthenticated: 'Authentication failed',
    not_found: 'Relation not found',
    forbidden: 'Unauthorized',
    token_expired: 'Token expired',
  },

  greet({ identity, relation: { other } }): Reply {
    const { userId, fullname } = identity;
    return {
      enter: [conversationIdOf(userId, other.id)],
      frames: [
        {
          event: 'connected',
          payload: {
            userId,
            userName: fullname,
            userRole: roleOf(identity),
            message: 'Connected successfully',
          },
        },
      ],
    };
  },

  decode(name, payload, speaker) {
    if (name === 'send_message') return send(payload as z.output<typeof text>, speaker);
    const { other, relation } = relationOf(speaker);
    switch (name) {
      case 'get_initial_messages':
        return [initialMessages(speaker, payload as z.output<typeof page>)];
      case 'user_typing':
        return [step('setTyping', { receiverId: other.id, isTyping: true })];
      default:
        return [
          step('readMessages', {
            messageIds: [(payload as z.output<typeof messageId>).messageId],
            pair: { patientId: relation.patientId, doctorId: relation.doctorId },
          }),
        ];
    }
  },

  refuse: (_name, message) => [{ event: 'error', payload: { message } }],
  encode,
};
