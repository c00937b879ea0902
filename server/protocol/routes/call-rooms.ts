import { z } from '../zod.ts';
import { callRoomSchema, idSchema } from '../models.ts';
import { empty, success, type Routes } from './route.ts';

/** Rooms of calls, made and read by REST (S2). */
export const callRoomsRoutes = {
  createRoom: {
    method: 'post',
    path: '/api/rooms/create',
    access: 'session',
    query: empty,
    body: z.object({ appointmentId: idSchema.nullish(), doctorId: idSchema, patientId: idSchema }),
    answer: z.object({ success, roomId: idSchema, message: z.string() }),
  },
  getRoom: {
    method: 'get',
    path: '/api/rooms/:roomId',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success, room: callRoomSchema }),
  },
} as const satisfies Routes;
