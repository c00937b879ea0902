import type { Store } from '../storage/store.ts';
import type { ClinicSettingsRules } from './clinic-settings.ts';
import type { ClockJumps } from './clock-jumps.ts';
import type { CommandInput, CommandResult } from './commands.ts';
import { visitOnlyOf } from './conversation-access.ts';
import { DomainError, ifFull } from './errors.ts';
import type { DomainEvent, Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Connection, Identity } from './identity.ts';
import { requireRole } from './identity.ts';
import { isInVisit, toRoom } from './message-news.ts';
import { messageNotified } from './notifications.ts';
import type { Clock, Ids } from './ports.ts';
import { appointmentChanged } from './notices.ts';
import type { OwedWrites } from './owed-writes.ts';
import { NOTHING_TOLD, placeKey } from './owed-writes.ts';
import type { QueueNews } from './queue-news.ts';
import type { AppointmentView } from './records.ts';
import { room, roomDoctors, roomPatients } from './room-channels.ts';
import type { RoomPresence } from './room-presence.ts';
import type { ToldMessages } from './told-messages.ts';
import type { VisitNews } from './visit-news.ts';

/** How long a place is kept for a patient whose connection is gone. */
export const PLACE_KEPT_MS = 30 * 60_000;
/** The same for one who wants to be called back: about a working day, since nobody may call for ever. */
export const CALL_BACK_KEPT_MS = 12 * 3_600_000;

/** `leftAt`: by `Clock.elapsed`, since the clock may be set before it is taken down. */
type AwayPlace = { roomId: string; patientId: string; leftAt: number };

/**
 * What happens in the waiting room, and how it is left: places in a queue that outlive connections and restarts.
 * Live connections only decide who is told what, and who is shown as away. The way in is room-entry.ts.
 */
export const createWaitingRoom = (deps: {
  store: Store;
  clock: Clock;
  ids: Ids;
  presence: RoomPresence;
  visitNews: VisitNews;
  settings: ClinicSettingsRules;
  news: QueueNews;
  jumps: Pick<ClockJumps, 'settle'>;
  owed: OwedWrites;
  told: ToldMessages;
}) => {
  const { store, clock, ids, presence, visitNews, settings, news, jumps, owed, told } = deps;

  const requirePresence = (connection: Connection, roomId: string): void => {
    if (!presence.has(connection.id, roomId)) {
      throw new DomainError('not_in_room', 'join the waiting room first');
    }
  };

  /**
   * Whoever had to leave, for example because the visit is over, hears of what was stored: that answer may have been
   * lost.
   * @throws DomainError `not_in_room`
   */
  const sentFromOutside = async (
    identity: Identity,
    roomId: string,
    clientId: string | null,
  ): Promise<CommandResult<'postMessage'>> => {
    const visitOnly = visitOnlyOf(identity);
    const sent =
      clientId !== null && (visitOnly === null || visitOnly === roomId)
        ? await store.findSentMessage({ senderId: identity.userId, clientId })
        : null;
    if (sent !== null && isInVisit(sent.message) && sent.message.roomId === roomId) {
      return { message: sent.message };
    }
    throw new DomainError('not_in_room', 'join the waiting room first');
  };

  /** The moment of then, by the clock as it is set now. */
  const timeOf = (elapsed: number): number => clock.now() - Math.round(clock.elapsed() - elapsed);

  /** Without an absence that the store could not take down, the place would be kept for ever. */
  const markAway = ({ roomId, patientId, leftAt }: AwayPlace): Promise<unknown> =>
    owed.write(placeKey({ roomId, patientId }), 'waiting-room.away', async () => {
      await jumps.settle();
      if (presence.connectionOf(roomId, patientId) === null) {
        await store.markAway({ roomId, patientId, at: timeOf(leftAt) });
      }
      return NOTHING_TOLD;
    });

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

  /** Patients learn it where the clinic shows them who is there. */
  const doctorLeft = (roomId: string): DomainEvent[] =>
    settings.current().shows.presence
      ? [{ type: 'doctor-left', to: { channels: [roomPatients(roomId)] }, roomId }]
      : [];

  return {
    async leaveRoom(connection: Connection, { roomId }: CommandInput<'leaveRoom'>): Promise<Outcome<null>> {
      requirePresence(connection, roomId);
      const { identity } = connection;
      if (identity.role === 'doctor') {
        const { last } = presence.leave(connection.id, roomId);
        return {
          value: null,
          events: last ? doctorLeft(roomId) : [],
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
        events.push(...(await news.changed(appointment.doctorId)));
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
          events.push(...doctorLeft(roomId));
        } else if (was === 'patient') {
          const patientId = connection.identity.userId;
          events.push(patientLeft(roomId, patientId, 'disconnected'));
          places.push({ roomId, patientId, leftAt: clock.elapsed() });
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
      const entry = await store.saveDeviceResults({
        roomId,
        patientId,
        results,
        ready,
        at: clock.now(),
      });
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
    ): Promise<Outcome<CommandResult<'postMessage'>>> {
      const { identity } = connection;
      if (!presence.has(connection.id, roomId))
        return quiet(await sentFromOutside(identity, roomId, clientId));
      const isOtherThere = presence.isAnyone(identity.role === 'doctor' ? 'patient' : 'doctor', roomId);
      const stored = await store.appendMessage({
        to: { roomId },
        // Who is in the room sees it there.
        ...(!isOtherThere && { notificationId: ids.id() }),
        senderId: identity.userId,
        senderRole: identity.role,
        senderName: identity.fullname,
        kind: 'text',
        text,
        fileUrl: null,
        fileName: null,
        replyTo: null,
        clientId,
        createdAt: clock.now(),
      });
      if (typeof stored === 'string') throw new DomainError('not_found', 'Waiting room not found');
      const { message } = stored;
      if (!isInVisit(message) || message.roomId !== roomId) {
        throw new DomainError('conflict', 'clientId was used in another room');
      }
      if (!told.isOwed(stored)) return quiet({ message });
      told.add(message);
      const elsewhere = await visitNews.elsewhere(stored);
      const notified = messageNotified(stored, { id: identity.userId, fullname: identity.fullname });
      return { value: { message }, events: [toRoom(message), ...elsewhere, ...notified] };
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

    /** After a start nobody is connected yet; those who are before it is written down are not away. */
    async everyoneIsAway(): Promise<void> {
      const startedAt = clock.elapsed();
      await owed.write('all-away', 'waiting-room.all-away', async () => {
        await store.markAllAway(timeOf(startedAt));
        await Promise.all(presence.places().map((place) => store.comeBack(place)));
        return NOTHING_TOLD;
      });
    },

    /** Gives up the places of those who have been away for too long. */
    async expirePlaces(): Promise<Outcome<null>> {
      await jumps.settle();
      const at = clock.now();
      const expired = await store
        .expireAway({
          before: at - PLACE_KEPT_MS,
          beforeWithCallBack: at - CALL_BACK_KEPT_MS,
          audit: { at, actorId: null, action: 'waiting-room.expired', detail: {} },
        })
        // Nobody loses a place by being told later.
        .catch(ifFull([]));
      const events: DomainEvent[] = [];
      for (const { appointment, patientId } of expired) {
        events.push(
          patientLeft(appointment.roomId, patientId, 'expired'),
          ...appointmentChanged(appointment),
        );
      }
      for (const doctorId of new Set(expired.map(({ appointment }) => appointment.doctorId))) {
        events.push(...(await news.changed(doctorId)));
      }
      return { value: null, events };
    },
  };
};

export type WaitingRoom = ReturnType<typeof createWaitingRoom>;
