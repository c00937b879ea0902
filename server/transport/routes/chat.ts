import { wireChatMessage, wireConversation, wirePage } from '../../dialects/wire-chat.ts';
import type { Identity } from '../../domain/identity.ts';
import type { CommandInput } from '../../domain/commands.ts';
import type { chatRoutes } from '../../protocol/routes/chat.ts';
import { limitedPerson } from '../event-rates.ts';
import { RateLimitedError } from '../rate-limits.ts';
import { caller, publishTo, type HandlersOf, type RouteDeps } from './context.ts';

type Window = { limit?: number | undefined; skip?: number | undefined };

const READ = 'Messages marked as read';
const SENT = 'Message sent successfully';

export const createChatHandlers = ({ clinic, fanOut, limits }: RouteDeps): HandlersOf<typeof chatRoutes> => {
  const publish = publishTo(fanOut);
  const { conversations, contacts } = clinic;

  const pageOf = async (identity: Identity | null, otherId: string | undefined, { limit, skip }: Window) =>
    wirePage(
      await conversations.page(caller(identity), otherId ?? '', { limit: limit ?? null, skip: skip ?? 0 }),
    );
  const list = async (identity: Identity | null, words: string | null) => {
    const actor = caller(identity);
    const found = await conversations.list(actor, words);
    return found.map((conversation) => wireConversation(actor.userId, conversation));
  };
  const read = async (identity: Identity | null, senderId: string | undefined): Promise<void> => {
    publish(
      await conversations.markRead(caller(identity), { senderId: senderId ?? '', upTo: null, roomId: null }),
    );
  };
  const unreadCount = async (identity: Identity | null) => ({
    unreadCount: await conversations.countUnread(caller(identity)),
  });
  const send = async (
    identity: Identity | null,
    message: Pick<CommandInput<'sendMessage'>, 'receiverId' | 'text'> &
      Partial<Pick<CommandInput<'sendMessage'>, 'kind' | 'fileUrl' | 'fileName'>>,
  ) => {
    const actor = caller(identity);
    // The same points as by socket: there is one way to write too much.
    const wait = limits.buckets('message-person')?.take(limitedPerson(actor)) ?? 0;
    if (wait > 0) throw new RateLimitedError(wait);
    return wireChatMessage(
      publish(
        await conversations.send(actor, {
          kind: 'text',
          fileUrl: null,
          fileName: null,
          replyTo: null,
          clientId: null,
          ...message,
        }),
      ),
    );
  };

  return {
    listConversations: async ({ identity }) => ({
      answer: { success: true, data: await list(identity, null) },
    }),
    getConversation: async ({ identity, params, query }) => ({
      answer: { success: true, data: await pageOf(identity, params['otherUserId'], query) },
    }),
    readConversation: async ({ identity, params }) => {
      await read(identity, params['senderId']);
      return { answer: { success: true, message: READ } };
    },
    countUnread: async ({ identity }) => ({ answer: { success: true, data: await unreadCount(identity) } }),
    onlineStatus: ({ identity, body }) => {
      const actor = caller(identity);
      const { visitAppointmentId, visitRoom } = actor;
      const isOnline = (userId: string): boolean =>
        (visitAppointmentId === null || visitRoom?.doctorId === userId) &&
        contacts.areOnline(actor, userId) &&
        contacts.statusFor(actor, userId) !== 'offline';
      return {
        answer: {
          success: true,
          data: body.userIds.map((userId) => ({ userId, isOnline: isOnline(userId) })),
        },
      };
    },
    searchConversations: async ({ identity, query }) => ({
      answer: { success: true, data: await list(identity, query.query) },
    }),

    sendMessageToDoctor: async ({ identity, body }) => {
      const { doctorId, content, messageType, fileUrl, fileName } = body;
      const data = await send(identity, {
        receiverId: doctorId,
        text: content,
        kind: messageType ?? 'text',
        fileUrl: fileUrl ?? null,
        fileName: fileName ?? null,
      });
      return { status: 201, answer: { success: true, message: SENT, data } };
    },
    listOwnConversations: async ({ identity }) => ({
      answer: { success: true, data: await list(identity, null) },
    }),
    getOwnConversation: async ({ identity, params, query }) => ({
      answer: { success: true, data: await pageOf(identity, params['doctorId'], query) },
    }),
    readOwnConversation: async ({ identity, params }) => {
      await read(identity, params['doctorId']);
      return { answer: { success: true, message: READ } };
    },
    countOwnUnread: async ({ identity }) => ({
      answer: { success: true, data: await unreadCount(identity) },
    }),

    sendMessageToPatient: async ({ identity, params, body }) => {
      await send(identity, { receiverId: params['patientId'] ?? '', text: body.message });
      return { answer: { status: 'success', message: SENT } };
    },
    getPatientMessages: async ({ identity, params, query }) => ({
      answer: { status: 'success', messages: await pageOf(identity, params['patientId'], query) },
    }),
  };
};
