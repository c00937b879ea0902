import { isoTime, wireParticipant } from '../../dialects/wire-models.ts';
import type { callRoomsRoutes } from '../../protocol/routes/call-rooms.ts';
import { caller, type HandlersOf, type RouteDeps } from './context.ts';

export const createCallRoomsHandlers = ({ clinic }: RouteDeps): HandlersOf<typeof callRoomsRoutes> => {
  return {
    createRoom: async ({ body, identity }) => {
      const roomId = await clinic.callRooms.create(caller(identity), {
        appointmentId: body.appointmentId ?? null,
        doctorId: body.doctorId,
        patientId: body.patientId,
      });
      return { answer: { success: true, roomId, message: 'Room created successfully' } };
    },

    getRoom: async ({ params, identity }) => {
      const room = await clinic.callRooms.get(caller(identity), params['roomId'] ?? '');
      return {
        answer: {
          success: true,
          room: {
            id: room.id,
            participants: room.members.map(wireParticipant),
            createdAt: isoTime(room.createdAt),
            ...(room.doctorId !== null && { doctorId: room.doctorId }),
            ...(room.patientId !== null && { patientId: room.patientId }),
          },
        },
      };
    },
  };
};
