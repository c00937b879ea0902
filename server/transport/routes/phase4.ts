import { statusOf } from '../../dialects/phase4.ts';
import { isoTime } from '../../dialects/wire-models.ts';
import type { MessageView, PersonRecord } from '../../domain/records.ts';
import type { phase4Routes } from '../../protocol/routes/phase4.ts';
import { caller, publishTo, type HandlersOf, type RouteDeps } from './context.ts';
import { takeMessageRate } from './message-rate.ts';

/** Two names, as this vocabulary has them: the last word is the second. */
const namesOf = (fullname: string) => {
  const words = fullname.trim().split(/\s+/);
  const lastName = words.length > 1 ? (words.at(-1) ?? '') : '';
  return { firstName: (lastName === '' ? words : words.slice(0, -1)).join(' '), lastName };
};

const wireLast = (message: MessageView) => ({
  id: message.id,
  senderId: message.senderId,
  content: message.text,
  isEmergency: message.kind === 'emergency',
  status: statusOf(message).toUpperCase(),
  createdAt: isoTime(message.createdAt),
  timestamp: isoTime(message.createdAt),
});

const wireMessage = (message: MessageView, one: PersonRecord, other: PersonRecord) => {
  const [patient, doctor] = one.role === 'patient' ? [one, other] : [other, one];
  const { createdAt, deliveredAt, readAt } = message;
  return {
    ...wireLast(message),
    patientId: patient.id,
    doctorId: doctor.id,
    messageType: message.kind === 'emergency' ? ('EMERGENCY' as const) : ('REGULAR' as const),
    fileUrl: message.fileUrl,
    fileName: message.fileName,
    resolvedAt: null,
    updatedAt: isoTime(Math.max(createdAt, deliveredAt ?? 0, readAt ?? 0)),
    patient: namesOf(patient.fullname),
    doctor: namesOf(doctor.fullname),
  };
};

/** S4 by HTTP. */
export const createPhase4Handlers = ({
  clinic,
  fanOut,
  limits,
}: RouteDeps): HandlersOf<typeof phase4Routes> => {
  const publish = publishTo(fanOut);
  const { conversations, relationAccess, emergencies, people } = clinic;
  return {
    getChatMessages: async ({ identity, query: { limit, ...pair } }) => {
      const actor = caller(identity);
      const { other } = await relationAccess.openPair(actor, pair);
      const page = await conversations.page(actor, other.id, { limit });
      return {
        answer: {
          messages: page.messages
            .filter(({ deletedAt }) => deletedAt === null)
            .map((message) => wireMessage(message, page.self, page.other)),
        },
      };
    },

    postChatMessage: async ({ identity, body }) => {
      const actor = caller(identity);
      const { content: text, isEmergency, fileUrl, fileName, ...pair } = body;
      const { other } = await relationAccess.openPair(actor, pair);
      takeMessageRate(limits, actor, isEmergency === true ? 'emergency-person' : 'message-person');
      const receiverId = other.id;
      const { message, sender, receiver } =
        isEmergency === true
          ? publish(await emergencies.raise(actor, { receiverId, text, clientId: null, way: 'request' })).sent
          : publish(
              await conversations.send(actor, {
                receiverId,
                text,
                kind: fileUrl == null ? 'text' : 'file',
                fileUrl: fileUrl ?? null,
                fileName: fileName ?? null,
                replyTo: null,
                clientId: null,
                way: 'request',
              }),
            );
      return { status: 201, answer: { message: wireMessage(message, sender, receiver) } };
    },

    readChatMessages: async ({ identity, body: { messageIds, patientId, doctorId } }) => {
      const actor = caller(identity);
      const isPair = patientId != null && doctorId != null;
      const other = isPair ? (await relationAccess.openPair(actor, { patientId, doctorId })).other : null;
      publish(await conversations.readMessages(actor, messageIds, other?.id ?? null));
      return { answer: { success: true } };
    },

    listChatConversations: async ({ identity }) => {
      const actor = caller(identity);
      const { conversations: known } = await conversations.contacts(actor, {
        before: null,
        limit: null,
        search: null,
        otherUserId: null,
      });
      const entries = await Promise.all(
        known.map(async ({ other, last, unread }) => {
          const entry = { id: other.id, lastMessage: last && wireLast(last), unreadCount: unread };
          const account = { id: other.id, ...namesOf(other.fullname), user: { email: other.email } };
          if (actor.role === 'patient') {
            return { ...entry, type: 'doctor' as const, doctor: { ...account, specialization: null } };
          }
          const { dateOfBirth, bloodGroup } = await people.demographics(actor, other.id);
          return {
            ...entry,
            type: 'patient' as const,
            patient: { ...account, dateOfBirth, bloodGroup },
            hasEmergency: emergencies.isOpenFor(other.id),
          };
        }),
      );
      const isUrgent = (entry: (typeof entries)[number]): number =>
        Number(entry.type === 'patient' && entry.hasEmergency);
      return {
        answer: {
          conversations: entries.toSorted((one, next) => isUrgent(next) - isUrgent(one)),
        },
      };
    },
  };
};
