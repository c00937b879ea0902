import { isoTime } from '../../dialects/wire-models.ts';
import { relationMessage } from '../../dialects/quickclinic.ts';
import type { MessageView, PersonRecord, RelationRecord } from '../../domain/records.ts';
import type { quickclinicRoutes } from '../../protocol/routes/quickclinic.ts';
import { caller, publishTo, type HandlersOf, type RouteDeps } from './context.ts';
import { takeMessageRate } from './message-rate.ts';

const wireRelation = ({ id, doctorId, patientId, createdAt }: RelationRecord) => ({
  id,
  doctorsUserId: doctorId,
  patientsUserId: patientId,
  createdAt: isoTime(createdAt),
  updatedAt: isoTime(createdAt),
});

const wireChat = (relationId: string, message: MessageView, sender: PersonRecord) => {
  const shown = relationMessage(message, sender);
  return { ...shown, doctorPatientRelationId: relationId, updatedAt: shown.createdAt };
};

/** S3 by HTTP: one relation, and what is said in it. */
export const createQuickclinicHandlers = ({
  clinic,
  fanOut,
  limits,
}: RouteDeps): HandlersOf<typeof quickclinicRoutes> => {
  const publish = publishTo(fanOut);
  return {
    establishRelation: async ({ identity, body }) => {
      const { relation, isNew } = await clinic.relationAccess.establish(caller(identity), {
        patientId: body.patientsUserId,
        doctorId: body.doctorsUserId,
      });
      return { status: isNew ? 201 : 200, answer: { relation: wireRelation(relation), isNew } };
    },

    getRelationChats: async ({ identity, params, query: { page: currentPage, limit: pageSize } }) => {
      const actor = caller(identity);
      const { relation, other } = await clinic.relationAccess.open(actor, params['relationId'] ?? '');
      const { page, total: totalMessages } = await clinic.conversations.window(actor, {
        otherId: other.id,
        page: currentPage,
        limit: pageSize,
      });
      const totalPages = Math.ceil(totalMessages / pageSize);
      return {
        answer: {
          chats: page.messages
            .filter(({ deletedAt }) => deletedAt === null)
            .map((message) =>
              wireChat(relation.id, message, message.senderId === page.self.id ? page.self : page.other),
            ),
          pagination: {
            currentPage,
            pageSize,
            totalMessages,
            totalPages,
            hasNextPage: currentPage < totalPages,
            hasPreviousPage: currentPage > 1,
          },
        },
      };
    },

    sendRelationChat: async ({ identity, params, body }) => {
      const actor = caller(identity);
      const { relation, other } = await clinic.relationAccess.open(actor, params['relationId'] ?? '');
      takeMessageRate(limits, actor);
      const { message, sender } = publish(
        await clinic.conversations.send(actor, {
          receiverId: other.id,
          text: body.text,
          kind: 'text',
          fileUrl: null,
          fileName: null,
          replyTo: null,
          clientId: null,
        }),
      );
      return { status: 201, answer: { chat: wireChat(relation.id, message, sender) } };
    },
  };
};
