import type { Store } from '../storage/store.ts';
import type { CommandInput, RoomSnapshot } from './commands.ts';
import { DomainError, ifUnavailable } from './errors.ts';
import type { Channel, DomainEvent, Outcome, PresentPatient } from './events.ts';
import { quiet } from './events.ts';
import type { Connection, Identity } from './identity.ts';
import { requireRole } from './identity.ts';
import type { Clock, Ids } from './ports.ts';
import { appointmentChanged, queueChanged } from './notices.ts';
import type { AppointmentView, QueuePlace, WaitingEntryRecord, WaitingRoomRecord } from './records.ts';
import { requireOwnRoom } from './room-access.ts';
import type { RoomPresence } from './room-presence.ts';

/** How long a place is kept for a patient whose connection is gone. */
export const PLACE_KEPT_MS = 30 * 60_000;

type AwayPlace = Parameters<Store['markAway']>[0];

const room = (roomId: string): Channel => ({ kind: 'room', roomId });
const roomDoctors = (roomId: string): Channel => ({ kind: 'room-doctors', roomId });
const roomPatients = (roomId: string): Channel => ({ kind: 'room-patients', roomId });

/**
 * The waiting room: places in a queue that outlive connections and restarts. Live connections only decide who
 * is told what, and who is shown as away.
 */
export const createWaitingRoom = (deps: { store: Store; clock: Clock; ids: Ids; presence: RoomPresence }) => {
  const { store, clock, ids, presence } = deps;

  const present = (entry: WaitingEntryRecord): PresentPatient => ({
    entry,
    connectionId: presence.connectionOf(entry.roomId, entry.patientId),
  });

  const connectedOnly = (record: WaitingRoomRecord): PresentPatient[] =>
    record.entries.map(present).filter((patient) => patient.connectionId !== null);

  const snapshot = (record: WaitingRoomRecord, viewer: Identity, queue: QueuePlace[]): RoomSnapshot => {
    const { roomId } = record.appointment;
    const index = queue.findIndex((place) => place.roomId === roomId);
    return {
      appointment: record.appointment,
      withInvitation: viewer.role === 'doctor',
      patients: record.entries.map(present),
      doctorOnline: presence.doctorOf(roomId) !== null,
      messages: record.messages,
      position: index === -1 ? null : index + 1,
      at: clock.now(),
    };
  };

  const requirePresence = (connection: Connection, roomId: string): void => {
    if (!presence.has(connection.id, roomId)) {
      throw new DomainError('not_in_room', 'join the waiting room first');
    }
  };

  const enterAsPatient = async (connection: Connection, roomId: string): Promise<Outcome<RoomSnapshot>> => {
    const { identity } = connection;
    const at = clock.now();
    // Before the write: a connection of the same person that closes meanwhile must not mark the place as away.
    const { first, repeated } = presence.enter(connection, roomId, at);
    const arrival = await store
      .arrive({
        roomId,
        patientId: identity.userId,
        viaInvitation: identity.visitAppointmentId !== null,
        at,
        audit: {
          at,
          actorId: identity.userId,
          action: 'waiting-room.arrived',
          subjectId: roomId,
          detail: {},
        },
      })
      .catch((error: unknown) => {
        if (!repeated) presence.leave(connection.id, roomId);
        throw error;
      });
    if (!('room' in arrival)) {
      presence.leave(connection.id, roomId);
      throw arrival.outcome === 'over'
        ? new DomainError('visit_over', 'The visit is over')
        : new DomainError('not_found', 'Waiting room not found');
    }
    const { room: record, queue } = arrival;
    const value = snapshot(record, identity, queue);
    const entry = record.entries.find((candidate) => candidate.patientId === identity.userId);
    const events: DomainEvent[] = [
      {
        type: 'room-entered',
        to: { connectionId: connection.id },
        roomId,
        appointment: record.appointment,
        waiting: presence.patientCount(roomId),
        doctorOnline: value.doctorOnline,
        messages: record.messages,
      },
    ];
    if (first && entry !== undefined) {
      events.push({
        type: 'patient-entered',
        to: { channels: [roomDoctors(roomId)] },
        roomId,
        patient: present(entry),
        appointment: record.appointment,
        at,
      });
    }
    if (arrival.outcome === 'arrived') events.push(...appointmentChanged(record.appointment));
    return {
      value,
      events,
      enter: [
        { connectionId: connection.id, channel: room(roomId) },
        { connectionId: connection.id, channel: roomPatients(roomId) },
      ],
    };
  };

  /** The present state of each patient who is here, told as if it happened now (D07). */
  const replay = (connectionId: string, record: WaitingRoomRecord, at: number): DomainEvent[] => {
    const { roomId } = record.appointment;
    return connectedOnly(record).flatMap((patient) => {
      const { entry } = patient;
      const to = { connectionId };
      const told: DomainEvent[] = [
        { type: 'patient-entered', to, roomId, patient, appointment: record.appointment, at },
      ];
      if (entry.deviceTestCompleted && entry.deviceTestResults !== null) {
        const { patientId, deviceTestResults: results, ready } = entry;
        told.push({ type: 'device-test-completed', to, roomId, patientId, results, ready, at });
      }
      if (entry.ready) {
        told.push({ type: 'ready-changed', to, roomId, patientId: entry.patientId, ready: true, at });
      }
      return told;
    });
  };

  const enterAsDoctor = async (connection: Connection, roomId: string): Promise<Outcome<RoomSnapshot>> => {
    const at = clock.now();
    const { first, repeated } = presence.enter(connection, roomId, at);
    const [record, queue] = await Promise.all([
      store.getWaitingRoom(roomId),
      store.getQueue(connection.identity.userId),
    ]).catch((error: unknown) => {
      if (!repeated) presence.leave(connection.id, roomId);
      throw error;
    });
    const doctor = presence.doctorEntry(roomId, connection.id);
    if (record === null || doctor === null) throw new DomainError('not_found', 'Waiting room not found');
    const events: DomainEvent[] = [
      {
        type: 'doctor-entered',
        // Dashboards repeat their joins; only the first is news to the others in the room.
        to: first && !repeated ? { channels: [room(roomId)] } : { connectionId: connection.id },
        roomId,
        doctor,
        patients: connectedOnly(record),
      },
    ];
    if (!repeated) events.push(...replay(connection.id, record, at));
    return {
      value: snapshot(record, connection.identity, queue),
      events,
      enter: [
        { connectionId: connection.id, channel: room(roomId) },
        { connectionId: connection.id, channel: roomDoctors(roomId) },
      ],
    };
  };

  /** Absences that the store could not take down; without them, these places would be kept for ever. */
  const notYetAway: AwayPlace[] = [];

  const markAway = async (place: AwayPlace): Promise<void> => {
    const isMarked = await store
      .markAway(place)
      .then(() => true)
      .catch(ifUnavailable(false));
    if (!isMarked) notYetAway.push(place);
  };

  const exitChannels = (connectionIds: string[], roomId: string) =>
    connectionIds.flatMap((connectionId) =>
      [room(roomId), roomDoctors(roomId), roomPatients(roomId)].map((channel) => ({ connectionId, channel })),
    );

  const patientLeft = (
    roomId: string,
    patientId: string,
    reason: 'left' | 'disconnected' | 'expired',
  ): DomainEvent => ({
    type: 'patient-left',
    to: { channels: [roomDoctors(roomId)] },
    roomId,
    patientId,
    remaining: presence.patientCount(roomId),
    reason,
    at: clock.now(),
  });

  return {
    async enterRoom(
      connection: Connection,
      input: CommandInput<'enterRoom'>,
    ): Promise<Outcome<RoomSnapshot>> {
      const appointment = await requireOwnRoom(store, connection.identity, input.roomId);
      if (input.appointmentId !== null && input.appointmentId !== appointment.id) {
        throw new DomainError('not_found', 'Appointment not found');
      }
      return connection.identity.role === 'doctor'
        ? enterAsDoctor(connection, input.roomId)
        : enterAsPatient(connection, input.roomId);
    },

    async leaveRoom(connection: Connection, { roomId }: CommandInput<'leaveRoom'>): Promise<Outcome<null>> {
      requirePresence(connection, roomId);
      const { identity } = connection;
      if (identity.role === 'doctor') {
        const { last } = presence.leave(connection.id, roomId);
        return {
          value: null,
          events: last ? [{ type: 'doctor-left', to: { channels: [roomPatients(roomId)] }, roomId }] : [],
          exit: exitChannels([connection.id], roomId),
        };
      }
      const appointment = await store.leave({
        roomId,
        patientId: identity.userId,
        audit: {
          at: clock.now(),
          actorId: identity.userId,
          action: 'waiting-room.left',
          subjectId: roomId,
          detail: {},
        },
      });
      // The place is the person's, not the connection's: every connection of the patient leaves.
      const connectionIds = presence.patientConnections(roomId);
      for (const connectionId of connectionIds) presence.leave(connectionId, roomId);
      const events: DomainEvent[] = [patientLeft(roomId, identity.userId, 'left')];
      if (appointment !== null) {
        events.push(...appointmentChanged(appointment));
        events.push(...queueChanged(await store.getQueue(appointment.doctorId)));
      }
      return { value: null, events, exit: exitChannels(connectionIds, roomId) };
    },

    /** A connection is gone, in whatever way: place, ready and results stay. */
    async disconnect(connection: Connection): Promise<Outcome<null>> {
      const events: DomainEvent[] = [];
      const places: AwayPlace[] = [];
      for (const roomId of presence.roomsOf(connection.id)) {
        const { was, last } = presence.leave(connection.id, roomId);
        if (!last) continue;
        if (was === 'doctor') {
          events.push({ type: 'doctor-left', to: { channels: [roomPatients(roomId)] }, roomId });
        } else if (was === 'patient') {
          const patientId = connection.identity.userId;
          events.push(patientLeft(roomId, patientId, 'disconnected'));
          places.push({ roomId, patientId, at: clock.now() });
        }
      }
      await Promise.all(places.map(markAway));
      return { value: null, events };
    },

    async reportDeviceTest(
      connection: Connection,
      { roomId, results, ready }: CommandInput<'reportDeviceTest'>,
    ): Promise<Outcome<null>> {
      requireRole(connection.identity, 'patient');
      requirePresence(connection, roomId);
      const patientId = connection.identity.userId;
      const entry = await store.saveDeviceResults({ roomId, patientId, results, ready });
      if (entry === null) throw new DomainError('not_in_room', 'join the waiting room first');
      return {
        value: null,
        events: [
          {
            type: 'device-test-completed',
            to: { channels: [roomDoctors(roomId)] },
            roomId,
            patientId,
            results,
            ready: entry.ready,
            at: clock.now(),
          },
        ],
      };
    },

    async setReady(
      connection: Connection,
      { roomId, ready }: CommandInput<'setReady'>,
    ): Promise<Outcome<null>> {
      requireRole(connection.identity, 'patient');
      requirePresence(connection, roomId);
      const patientId = connection.identity.userId;
      const entry = await store.setReady({ roomId, patientId, ready });
      if (entry === null) throw new DomainError('not_in_room', 'join the waiting room first');
      return {
        value: null,
        events: [
          {
            type: 'ready-changed',
            to: { channels: [roomDoctors(roomId)] },
            roomId,
            patientId,
            ready,
            at: clock.now(),
          },
        ],
      };
    },

    async postMessage(
      connection: Connection,
      { roomId, text, clientId }: CommandInput<'postMessage'>,
    ): Promise<Outcome<{ message: Awaited<ReturnType<Store['appendMessage']>>['message'] }>> {
      requirePresence(connection, roomId);
      const { identity } = connection;
      const { message, duplicate } = await store.appendMessage({
        id: ids.id(),
        roomId,
        senderId: identity.userId,
        senderRole: identity.role,
        senderName: identity.fullname,
        text,
        clientId,
        createdAt: clock.now(),
      });
      if (duplicate && message.roomId !== roomId) {
        throw new DomainError('conflict', 'clientId was used in another room');
      }
      if (duplicate) return quiet({ message });
      return {
        value: { message },
        events: [{ type: 'message-posted', to: { channels: [room(roomId)] }, message }],
      };
    },

    /** The visit is over: its patient's connections leave the room, which the doctor's see. */
    release(appointment: AppointmentView): Outcome<null> {
      const { roomId, patientId } = appointment;
      const connectionIds = presence.patientConnections(roomId);
      for (const connectionId of connectionIds) presence.leave(connectionId, roomId);
      return {
        value: null,
        events: connectionIds.length > 0 ? [patientLeft(roomId, patientId, 'left')] : [],
        exit: exitChannels(connectionIds, roomId),
      };
    },

    /** Gives up the places of those who have been away for too long. */
    async expirePlaces(): Promise<Outcome<null>> {
      for (const place of notYetAway.splice(0)) {
        if (presence.connectionOf(place.roomId, place.patientId) === null) await markAway(place);
      }
      const at = clock.now();
      const expired = await store.expireAway({
        before: at - PLACE_KEPT_MS,
        audit: { at, actorId: null, action: 'waiting-room.expired', detail: {} },
      });
      const events: DomainEvent[] = [];
      for (const { appointment, patientId } of expired) {
        events.push(
          patientLeft(appointment.roomId, patientId, 'expired'),
          ...appointmentChanged(appointment),
        );
      }
      for (const doctorId of new Set(expired.map(({ appointment }) => appointment.doctorId))) {
        events.push(...queueChanged(await store.getQueue(doctorId)));
      }
      return { value: null, events };
    },
  };
};

export type WaitingRoom = ReturnType<typeof createWaitingRoom>;
