import type { Store } from '../storage/store.ts';
import type { CallAccess } from './call-access.ts';
import type { CallRegistry } from './call-registry.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { Clock, Ids } from './ports.ts';

const ROOM_IS_TAKEN = 'a room with this id belongs to other people';

/** Call rooms by REST: for front ends that make a room before anyone enters it. */
export const createCallRooms = (deps: {
  store: Store;
  clock: Clock;
  ids: Ids;
  registry: CallRegistry;
  access: CallAccess;
}) => {
  const { store, clock, ids, registry, access } = deps;

  return {
    /** `POST /api/rooms/create` (S2-R02, R03): made by one of the two, who share a relation. */
    async create(
      identity: Identity,
      input: { appointmentId: string | null; doctorId: string; patientId: string },
    ): Promise<string> {
      const { doctorId, patientId } = input;
      const own = identity.role === 'doctor' ? doctorId : patientId;
      if (own !== identity.userId) throw new DomainError('forbidden', 'only its parties may create a room');
      if (identity.visitAppointmentId !== null && identity.visitAppointmentId !== input.appointmentId) {
        throw new DomainError('forbidden', 'this session may only create the room of its own visit');
      }
      if ((await store.findRelation(patientId, doctorId)) === null) {
        throw new DomainError('forbidden', 'doctor and patient are not associated');
      }
      const appointment =
        input.appointmentId === null ? null : await store.getAppointment(input.appointmentId);
      if (
        appointment !== null &&
        (appointment.doctorId !== doctorId || appointment.patientId !== patientId)
      ) {
        throw new DomainError('forbidden', 'the appointment belongs to other people');
      }
      const roomId = input.appointmentId ?? ids.roomId();
      if ((await store.findAppointmentByRoom(roomId)) !== null) {
        throw new DomainError('conflict', 'this id is the room of an appointment');
      }
      // A room that others are in already, or that one person waits in, never becomes that of other people.
      if (!registry.admits(roomId, { doctorId, patientId })) throw new DomainError('conflict', ROOM_IS_TAKEN);
      const at = clock.now();
      const room = await store.createCallRoom(
        {
          id: roomId,
          doctorId,
          patientId,
          // Front ends may number their appointments themselves: then the id is only the room's.
          appointmentId: appointment?.id ?? null,
          createdByRole: identity.role,
          createdAt: at,
        },
        { at, actorId: identity.userId, action: 'call-room.created', subjectId: roomId, detail: {} },
      );
      if (room.doctorId !== doctorId || room.patientId !== patientId) {
        throw new DomainError('conflict', ROOM_IS_TAKEN);
      }
      registry.open(room.id, { doctorId, patientId }, at);
      return room.id;
    },

    /** `GET /api/rooms/:roomId` (S2-R04). */
    async get(identity: Identity, roomId: string) {
      const known = await access.findForParty(identity, roomId);
      const live = registry.get(roomId);
      if (known === null) throw new DomainError('not_found', 'Room not found');
      return {
        id: roomId,
        doctorId: known.doctorId,
        patientId: known.patientId,
        createdAt: live?.createdAt ?? known.createdAt,
        members: [...(live?.members.values() ?? [])],
      };
    },
  };
};

export type CallRooms = ReturnType<typeof createCallRooms>;
