import type { Store } from '../storage/store.ts';
import type { CallParties, CallRegistry, LiveCall } from './call-registry.ts';
import { isFinal, mayEnterCall } from './consultation.ts';
import { DomainError, StoreFullError } from './errors.ts';
import type { Identity } from './identity.ts';
import { isPartyOf } from './identity.ts';
import type { OwedWrites } from './owed-writes.ts';
import { NOTHING_TOLD } from './owed-writes.ts';
import type { Peers } from './peers.ts';
import type { Clock } from './ports.ts';
import type { AppointmentView, CallRoomRecord } from './records.ts';

const denied = () => new DomainError('forbidden', 'Access to this room is denied');

const partiesOf = (identity: Identity): CallParties =>
  identity.role === 'doctor'
    ? { doctorId: identity.userId, patientId: null }
    : { doctorId: null, patientId: identity.userId };

/**
 * Decides who may enter a call room. A room is one of: an appointment's own room; a room that a front end made
 * by REST; an appointment's id, which some front ends take for the room; or one that two related people open
 * by joining it (D10).
 */
export const createCallAccess = (deps: {
  store: Store;
  clock: Clock;
  registry: CallRegistry;
  owed: OwedWrites;
  /** Null in a server that is the only one. */
  peers: Pick<Peers, 'claim'> | null;
}) => {
  const { store, clock, registry, owed, peers } = deps;

  const requireAdmission = (identity: Identity, appointment: AppointmentView): void => {
    if (isFinal(appointment.status)) throw new DomainError('visit_over', 'The visit is over');
    if (identity.role === 'patient' && !mayEnterCall(appointment.status)) {
      throw new DomainError('not_admitted', 'The doctor has not started the consultation yet');
    }
  };

  const forAppointment = (identity: Identity, appointment: AppointmentView) => {
    if (!isPartyOf(identity, appointment)) throw denied();
    requireAdmission(identity, appointment);
    const { doctorId, patientId } = appointment;
    return { parties: { doctorId, patientId }, appointment, madeByDoctor: false };
  };

  const forCallRoom = async (identity: Identity, room: CallRoomRecord) => {
    const own = identity.role === 'doctor' ? room.doctorId : room.patientId;
    if (own !== identity.userId) throw denied();
    if (identity.visitAppointmentId !== null && identity.visitAppointmentId !== room.appointmentId) {
      throw denied();
    }
    const appointment = room.appointmentId === null ? null : await store.getAppointment(room.appointmentId);
    // A room that the doctor made is the doctor's word that the patient may come in.
    if (appointment !== null && (isFinal(appointment.status) || room.createdByRole === 'patient')) {
      requireAdmission(identity, appointment);
    }
    const { doctorId, patientId, createdByRole } = room;
    return { parties: { doctorId, patientId }, appointment, madeByDoctor: createdByRole === 'doctor' };
  };

  /** Somebody may have opened it in another server a moment ago. */
  const learnOpener = async (
    { claim }: Pick<Peers, 'claim'>,
    identity: Identity,
    roomId: string,
  ): Promise<void> => {
    const own = `${identity.role} ${identity.userId}`;
    const first = await claim(`call ${roomId}`, own);
    if (first === own || registry.get(roomId) !== undefined) return;
    const [role, userId = ''] = first.split(' ');
    const parties =
      role === 'doctor' ? { doctorId: userId, patientId: null } : { doctorId: null, patientId: userId };
    registry.open(roomId, parties, clock.now());
  };

  const adHoc = async (identity: Identity, roomId: string) => {
    if (identity.visitAppointmentId !== null) throw denied();
    const parties = partiesOf(identity);
    if (peers !== null && registry.get(roomId) === undefined) await learnOpener(peers, identity, roomId);
    const open = registry.get(roomId);
    if (open === undefined) {
      // Taken at once: of two strangers who name the same room together, the second must find it taken.
      registry.open(roomId, parties, clock.now());
      return { parties, appointment: null, madeByDoctor: false };
    }
    const doctorId = open.doctorId ?? parties.doctorId;
    const patientId = open.patientId ?? parties.patientId;
    const own = identity.role === 'doctor' ? doctorId : patientId;
    if (own !== identity.userId) throw denied();
    if (doctorId !== null && patientId !== null) {
      if ((await store.findRelation(patientId, doctorId)) === null) throw denied();
      const at = clock.now();
      // Both are known now: kept, so that the room survives a restart.
      const row = {
        id: roomId,
        doctorId,
        patientId,
        appointmentId: null,
        createdByRole: identity.role,
        createdAt: at,
      };
      const audit = {
        at,
        actorId: identity.userId,
        action: 'call-room.opened',
        subjectId: roomId,
        detail: {},
      };
      const room = await store.createCallRoom(row, audit).catch((error: unknown) => {
        // A full disk keeps nobody out of a call that is in memory; both were checked, by reading.
        if (!(error instanceof StoreFullError)) throw error;
        owed.keep(`call-room:${roomId}`, audit.action, async () => {
          if (registry.get(roomId) !== undefined) await store.createCallRoom(row, audit);
          return NOTHING_TOLD;
        });
        return row;
      });
      // Somebody else may have been first meanwhile.
      if (room.doctorId !== doctorId || room.patientId !== patientId) throw denied();
    }
    return { parties: { doctorId, patientId }, appointment: null, madeByDoctor: false };
  };

  /** A room that one person opened by joining it, and waits in. */
  const openRoomOf = (identity: Identity, roomId: string): LiveCall | null => {
    const open = registry.get(roomId);
    if (open === undefined || identity.visitAppointmentId !== null) return null;
    const own = identity.role === 'doctor' ? open.doctorId : open.patientId;
    return own === identity.userId ? open : null;
  };

  return {
    /**
     * The parties of the room, its appointment if it belongs to one, and whether the doctor made it by REST.
     * @throws DomainError `forbidden`, `not_admitted` or `visit_over`
     */
    async authorise(
      identity: Identity,
      roomId: string,
    ): Promise<{ parties: CallParties; appointment: AppointmentView | null; madeByDoctor: boolean }> {
      const byRoom = await store.findAppointmentByRoom(roomId);
      if (byRoom !== null) return forAppointment(identity, byRoom);
      const made = await store.getCallRoom(roomId);
      if (made !== null) return forCallRoom(identity, made);
      const byId = await store.getAppointment(roomId);
      if (byId !== null) return forAppointment(identity, byId);
      return adHoc(identity, roomId);
    },

    /** Whether the person may see this room by REST. Unknown rooms and those of others look alike. */
    async findForParty(
      identity: Identity,
      roomId: string,
    ): Promise<(CallParties & { createdAt: number }) | null> {
      const made = await store.getCallRoom(roomId);
      if (made !== null) {
        const own = identity.role === 'doctor' ? made.doctorId : made.patientId;
        if (own !== identity.userId) return null;
        return identity.visitAppointmentId === null || identity.visitAppointmentId === made.appointmentId
          ? made
          : null;
      }
      const appointment = (await store.findAppointmentByRoom(roomId)) ?? (await store.getAppointment(roomId));
      if (appointment === null) return openRoomOf(identity, roomId);
      return !isFinal(appointment.status) && isPartyOf(identity, appointment) ? appointment : null;
    },
  };
};

export type CallAccess = ReturnType<typeof createCallAccess>;
