import type { SentMessage } from '../domain/commands.ts';
import { TEMPORARY_NAME } from '../domain/double-sends.ts';
import { DomainError } from '../domain/errors.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { MessageKey, MessageView } from '../domain/records.ts';
import {
  conversationIdOf,
  FILE_NAME_MAX_LENGTH,
  FILE_URL_MAX_LENGTH,
  idSchema,
  MESSAGE_MAX_LENGTH,
  type DeliveryStatus,
} from '../protocol/index.ts';
import { z } from '../protocol/zod.ts';
import type { Frame } from './dialect.ts';
import {
  AS_CANONICAL,
  step,
  type Decoded,
  type ForeignDialect,
  type Speaker,
  type Told,
} from './foreign-dialect.ts';
import { isoTime } from './wire-models.ts';

/** The vocabulary of S4. */

const introduction = z.object({
  userId: z.string().max(256).nullish(),
  role: z.string().max(32).nullish(),
  email: z.string().max(320).nullish(),
});
const pair = z.object({ patientId: idSchema, doctorId: idSchema });
const message = z.object({
  /** The id that the page gave it, such as `temp-1700000000000`. */
  id: idSchema.nullish(),
  /** Said by the page, and not believed. */
  senderId: z.string().max(256).nullish(),
  receiverId: idSchema,
  content: z.string().trim().min(1).max(MESSAGE_MAX_LENGTH),
  isEmergency: z.boolean().nullish(),
  fileUrl: z.string().max(FILE_URL_MAX_LENGTH).nullish(),
  fileName: z.string().trim().max(FILE_NAME_MAX_LENGTH).nullish(),
});
const read = z.object({ messageId: idSchema, patientId: idSchema, doctorId: idSchema });

/** S4-M01: how far a message is. */
export const statusOf = ({ readAt, deliveredAt }: MessageView): DeliveryStatus =>
  readAt !== null ? 'read' : deliveredAt !== null ? 'delivered' : 'sent';

/** S4-M05. */
const roomIdOf = ({ patientId, doctorId }: z.output<typeof pair>) => `chat:${patientId}:${doctorId}`;

/**
 * The name by which pages of this vocabulary know a message: the one that such a page gave it, because its own copy
 * has no other, else its id.
 */
export const nameOf = ({ id, clientId }: Pick<MessageKey, 'id' | 'clientId'>): string =>
  clientId?.startsWith(TEMPORARY_NAME) === true ? clientId : id;

/** S4-M02, with the time twice (K13). */
const received = ({ message: sent, sender, receiver }: SentMessage) => ({
  id: nameOf(sent),
  senderId: sender.id,
  receiverId: receiver.id,
  content: sent.text,
  isEmergency: sent.kind === 'emergency',
  fileUrl: sent.fileUrl,
  fileName: sent.fileName,
  status: statusOf(sent),
  timestamp: isoTime(sent.createdAt),
  createdAt: isoTime(sent.createdAt),
});

const otherIn = ({ identity: { userId } }: Speaker, { patientId, doctorId }: z.output<typeof pair>): string =>
  userId === patientId ? doctorId : patientId;

const introduce = ({ identity }: Speaker, claimed: z.output<typeof introduction>): Decoded => {
  const { userId, role, email } = identity;
  const lies =
    (claimed.userId != null && claimed.userId !== userId) ||
    (claimed.role != null && claimed.role.toLowerCase() !== role) ||
    (claimed.email != null && claimed.email.toLowerCase() !== email?.toLowerCase());
  if (lies) throw new DomainError('forbidden', 'Authentication failed');
  return [
    step('listOnline', null, (online) => ({
      isIntroduced: true,
      frames: [
        { event: 'authenticated', payload: { success: true, userId } },
        ...online.map((person) => frame('user:online', userOf(person))),
      ],
    })),
  ];
};

const userOf = ({ userId, role }: { userId: string; role: string }) => ({ userId, role: role.toUpperCase() });

const frame = (event: string, payload: unknown): Frame => ({ event, payload });

const send = (input: z.output<typeof message>) => {
  const { receiverId, content: text, id, isEmergency, fileUrl, fileName } = input;
  const clientId = id ?? null;
  if (isEmergency === true) return step('raiseEmergency', { receiverId, text, clientId, way: 'socket' });
  return step('sendMessage', {
    receiverId,
    text,
    kind: fileUrl == null ? 'text' : 'file',
    fileUrl: fileUrl ?? null,
    fileName: fileName ?? null,
    replyTo: null,
    clientId,
    way: 'socket',
  });
};

const isEmergencyIn = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'isEmergency' in payload && payload.isEmergency === true;

const decode = (name: string, payload: unknown, speaker: Speaker): Decoded => {
  if (name === 'authenticate') return introduce(speaker, payload as z.output<typeof introduction>);
  if (!speaker.isIntroduced) throw new DomainError('unauthenticated', 'Not authenticated');
  switch (name) {
    case 'join:chat': {
      const people = payload as z.output<typeof pair>;
      return [
        step('openConversation', people, () => ({
          enter: [conversationIdOf(people.patientId, people.doctorId)],
          frames: [frame('chat:joined', { roomId: roomIdOf(people) })],
        })),
      ];
    }
    case 'leave:chat': {
      const { patientId, doctorId } = payload as z.output<typeof pair>;
      return { leave: [conversationIdOf(patientId, doctorId)] };
    }
    case 'message:send':
      return [send(payload as z.output<typeof message>)];
    case 'typing:start':
    case 'typing:stop':
      return [
        step('setTyping', {
          receiverId: otherIn(speaker, payload as z.output<typeof pair>),
          isTyping: name === 'typing:start',
        }),
      ];
    default: {
      const { messageId, ...people } = payload as z.output<typeof read>;
      return [step('readMessages', { messageIds: [messageId], pair: people })];
    }
  }
};

const encode = (event: DomainEvent): Told | typeof AS_CANONICAL | null => {
  switch (event.type) {
    case 'message-received':
    case 'message-sent':
      return {
        conversation: conversationIdOf(event.sender.id, event.receiver.id),
        // The page has its own copy of what it sends (K11, D02).
        butOrigin: true,
        frames: [frame('message:received', received(event))],
      };
    case 'typing-changed': {
      const { typist, receiverId, isTyping } = event;
      return {
        conversation: conversationIdOf(typist.id, receiverId),
        frames: [
          isTyping
            ? frame('typing:started', { userId: typist.id, email: typist.email })
            : frame('typing:stopped', { userId: typist.id }),
        ],
      };
    }
    case 'conversation-received':
      if (event.kind !== 'read') return null;
      return {
        conversation: event.conversationId,
        frames: event.messages.map((key) =>
          frame('message:read:confirmed', {
            messageId: nameOf(key),
            readBy: event.readerId,
            readAt: isoTime(event.at),
          }),
        ),
      };
    case 'presence-changed':
      return {
        frames: [frame(event.status === 'offline' ? 'user:offline' : 'user:online', userOf(event))],
      };
    case 'notified':
    case 'emergency-raised':
    case 'emergency-acknowledged':
    case 'emergency-resolved':
    case 'emergency-unseen':
      return AS_CANONICAL;
    default:
      return null;
  }
};

export const phase4: ForeignDialect = {
  id: 'phase4',
  events: {
    authenticate: { payload: introduction, rate: 'join-person' },
    'join:chat': { payload: pair, rate: 'join-person' },
    'leave:chat': { payload: pair, rate: 'join-person' },
    'message:send': {
      payload: message,
      // Who has written a lot must still be able to call for help, and not without end.
      rate: (said) => (isEmergencyIn(said) ? 'emergency-person' : 'message-person'),
    },
    'typing:start': { payload: pair, rate: 'typing-person' },
    'typing:stop': { payload: pair, rate: 'typing-person' },
    'message:read': { payload: read },
  },
  means: () => true,
  decode,
  refuse: (name, text) => [
    name === 'authenticate'
      ? frame('authenticated', { success: false, error: 'Authentication failed' })
      : frame('error', { message: text }),
  ],
  encode,
};
