import type { Store } from '../storage/store.ts';
import type { ClinicSettingsRules } from './clinic-settings.ts';
import type { CommandInput, RoomSnapshot } from './commands.ts';
import { isFinal } from './consultation.ts';
import { DomainError, StoreFullError } from './errors.ts';
import type { Channel, DomainEvent, Outcome, PresentPatient } from './events.ts';
import type { Connection, Identity } from './identity.ts';
import { appointmentChangedBy } from './notices.ts';
import type { Clock } from './ports.ts';
import type { OwedWrites } from './owed-writes.ts';
import { NOTHING_TOLD, placeKey } from './owed-writes.ts';
import type { QueueNews, ToldPlace } from './queue-news.ts';
import type { QueueAhead, QueuePlace, VisitRoom, WaitingEntryRecord, WaitingRoomRecord } from './records.ts';
import { requireOwnRoom } from './room-access.ts';
import { room, roomDoctors, roomPatients } from './room-channels.ts';
import type { RoomLimit } from './room-limit.ts';
import type { RoomPresence } from './room-presence.ts';

/** Null for a room that is not in the queue. */
const aheadIn = (queue: readonly QueuePlace[], roomId: string): QueueAhead | null => {
  const visits = queue.findIndex((queued) => queued.roomId === roomId);
  if (visits < 0) return null;
  return {
    visits,
    minutes: queue.slice(0, visits).reduce((sum, { durationMinutes }) => sum + durationMinutes, 0),
  };
};

/** Entering a waiting room, for the first time or again, and what each is told of it. */
export const createRoomEntry = (deps: {
  store: Store;
  clock: Clock;
  presence: RoomPresence;
  settings: ClinicSettingsRules;
  news: QueueNews;
  roomLimit: RoomLimit;
  owed: OwedWrites;
}) => {
  const { store, clock, presence, settings, news, roomLimit, owed } = deps;

  const present = (entry: WaitingEntryRecord): PresentPatient => ({
    entry,
    connectionId: presence.connectionOf(entry.roomId, entry.patientId),
  });

  const connectedOnly = (record: WaitingRoomRecord): PresentPatient[] =>
    record.entries.map(present).filter((patient) => patient.connectionId !== null);

  const snapshot = (record: WaitingRoomRecord, viewer: Identity, place: ToldPlace): RoomSnapshot => {
    const { roomId } = record.appointment;
    const isThere = presence.doctorOf(roomId) !== null;
    return {
      appointment: record.appointment,
      withInvitation: viewer.role === 'doctor',
      patients: record.entries.map(present),
      doctorOnline: viewer.role === 'doctor' || settings.current().shows.presence ? isThere : null,
      messages: record.messages,
      ...place,
      at: clock.now(),
    };
  };

  /** The disk is full: a place that is stored is come back to without a write. A new one is not given. */
  const comeBackUnwritten = async (
    place: { roomId: string; patientId: string },
    doctorId: string,
    refusal: StoreFullError,
  ): ReturnType<Store['arrive']> => {
    const [room, queue] = await Promise.all([store.getWaitingRoom(place.roomId), store.getQueue(doctorId)]);
    if (room === null) return { outcome: 'unknown' };
    if (isFinal(room.appointment.status)) return { outcome: 'over' };
    if (!room.entries.some(({ patientId }) => patientId === place.patientId)) throw refusal;
    owed.keep(placeKey(place), 'waiting-room.returned', async () => {
      if (presence.connectionOf(place.roomId, place.patientId) !== null) await store.comeBack(place);
      return NOTHING_TOLD;
    });
    return { outcome: 'returned', room, ahead: aheadIn(queue, place.roomId) };
  };

  const enterAsPatient = async (
    connection: Connection,
    { roomId, doctorId }: VisitRoom,
  ): Promise<Outcome<RoomSnapshot>> => {
    const { identity } = connection;
    const at = clock.now();
    // Before the write: a connection of the same person that closes meanwhile must not mark the place as away.
    const { first, repeated } = presence.enter(connection, roomId, at);
    const place = { roomId, patientId: identity.userId };
    const pending = store
      .arrive({
        ...place,
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
      .then((arrival) => {
        // An absence that is still to be written down is over.
        owed.forget(placeKey(place));
        return arrival;
      })
      .catch((error: unknown) => {
        if (error instanceof StoreFullError) return comeBackUnwritten(place, doctorId, error);
        throw error;
      });
    const [arrival, pace] = await Promise.all([pending, news.paceOf(doctorId)]).catch((error: unknown) => {
      if (!repeated) presence.leave(connection.id, roomId);
      throw error;
    });
    if (!('room' in arrival)) {
      presence.leave(connection.id, roomId);
      throw arrival.outcome === 'over'
        ? new DomainError('visit_over', 'The visit is over')
        : new DomainError('not_found', 'Waiting room not found');
    }
    const { room: record, ahead } = arrival;
    const told = news.placeAfter(ahead, record.appointment.startsAt, pace);
    const value = snapshot(record, identity, told);
    const entry = record.entries.find((candidate) => candidate.patientId === identity.userId);
    const events: DomainEvent[] = [
      {
        type: 'room-entered',
        to: { connectionId: connection.id },
        roomId,
        appointment: record.appointment,
        waiting: presence.patientCount(roomId),
        // Documented as a boolean: who is not told sees nobody.
        doctorOnline: value.doctorOnline ?? false,
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
    if (arrival.outcome === 'arrived')
      events.push(...appointmentChangedBy(connection.id, record.appointment));
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

  /** Patients learn that the doctor is here where the clinic shows them who is there. */
  const audience = (roomId: string): Channel =>
    settings.current().shows.presence ? room(roomId) : roomDoctors(roomId);

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
    const index = queue.findIndex((place) => place.roomId === roomId);
    const doctor = presence.doctorEntry(roomId, connection.id);
    if (record === null || doctor === null) throw new DomainError('not_found', 'Waiting room not found');
    const events: DomainEvent[] = [
      {
        type: 'doctor-entered',
        // Dashboards repeat their joins; only the first is news to the others in the room.
        to: first && !repeated ? { channels: [audience(roomId)] } : { connectionId: connection.id },
        roomId,
        doctor,
        patients: connectedOnly(record),
      },
    ];
    if (!repeated) events.push(...replay(connection.id, record, at));
    return {
      value: snapshot(record, connection.identity, {
        position: index === -1 ? null : index + 1,
        expectedWait: null,
      }),
      events,
      enter: [
        { connectionId: connection.id, channel: room(roomId) },
        { connectionId: connection.id, channel: roomDoctors(roomId) },
      ],
    };
  };

  return {
    async enterRoom(
      connection: Connection,
      input: CommandInput<'enterRoom'>,
    ): Promise<Outcome<RoomSnapshot>> {
      const { identity } = connection;
      const { visitRoom, visitAppointmentId } = identity;
      // The one room of an invitation's session was read with the session: everyone who comes at once is spared
      // the same question.
      const isOwnVisit = visitRoom?.roomId === input.roomId;
      const { id, doctorId } =
        isOwnVisit && visitAppointmentId !== null
          ? { id: visitAppointmentId, doctorId: visitRoom.doctorId }
          : await requireOwnRoom(store, identity, input.roomId);
      if (input.appointmentId !== null && input.appointmentId !== id) {
        throw new DomainError('not_found', 'Appointment not found');
      }
      if (!presence.has(connection.id, input.roomId)) roomLimit.requireOneMore(connection);
      return identity.role === 'doctor'
        ? enterAsDoctor(connection, input.roomId)
        : enterAsPatient(connection, { roomId: input.roomId, doctorId });
    },
  };
};

export type RoomEntry = ReturnType<typeof createRoomEntry>;
