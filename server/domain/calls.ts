import type { Store } from '../storage/store.ts';
import type { AppointmentNewsMaker } from './appointment-news.ts';
import type { CallAccess } from './call-access.ts';
import type { CallRegistry } from './call-registry.ts';
import type { ClinicSettingsRules } from './clinic-settings.ts';
import type { CommandInput, CommandResult } from './commands.ts';
import { DomainError, ifUnavailable, StoreFullError } from './errors.ts';
import type { CallMember, Channel, DomainEvent, Outcome, Signal } from './events.ts';
import { quiet } from './events.ts';
import type { Connection, Identity } from './identity.ts';
import { appointmentChanged } from './notices.ts';
import type { OwedWrites } from './owed-writes.ts';
import { NOTHING_TOLD } from './owed-writes.ts';
import type { Clock } from './ports.ts';
import type { QueueNews } from './queue-news.ts';
import type { AppointmentView } from './records.ts';
import { relayedSignal } from './relay-policy.ts';
import type { RoomLimit } from './room-limit.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** Nobody is admitted to a room that the doctor made by REST: being let in is what making it says. */
const BEFORE_CALL = ['scheduled', 'waiting', 'admitted'] as const;

/** How the visit's last call was ended, if the store could not take that down. */
const endKey = ({ id }: AppointmentView): string => `ended:${id}`;

const call = (roomId: string): Channel => ({ kind: 'call', roomId });

/** Calls: who is in which, and the relay of their signals. Media never passes here. */
export const createCalls = (deps: {
  store: Store;
  clock: Clock;
  registry: CallRegistry;
  access: CallAccess;
  waitingRoom: WaitingRoom;
  settings: ClinicSettingsRules;
  news: QueueNews;
  patientNews: AppointmentNewsMaker;
  roomLimit: RoomLimit;
  owed: OwedWrites;
}) => {
  const { store, clock, registry, access, waitingRoom, settings, news, patientNews, roomLimit, owed } = deps;

  const requireMember = (connection: Connection, roomId: string): CallMember => {
    const member = registry.memberOf(connection.id, roomId);
    if (member === null) throw new DomainError('not_in_room', 'join the room first');
    return member;
  };

  const toOthers = (roomId: string, connectionId: string) => ({
    channels: [call(roomId)],
    exceptConnectionId: connectionId,
  });

  /** As it may be told in this clinic; null if nothing of it may. */
  const tellable = (signal: Signal): Signal | null =>
    settings.current().relayOnly ? relayedSignal(signal) : signal;

  const bothPresent = (roomId: string): boolean => {
    const roles = new Set([...(registry.get(roomId)?.members.values() ?? [])].map((member) => member.role));
    return roles.size === 2;
  };

  /** The call runs as soon as both are in it; that the store cannot take it down now is no reason to stop it. */
  const markInCall = async (
    identity: Identity,
    appointment: AppointmentView,
    from: readonly AppointmentView['status'][],
  ): Promise<DomainEvent[]> => {
    const at = clock.now();
    const action = 'consultation.in-call';
    // Whoever is in the call again has not ended it.
    owed.forget(endKey(appointment));
    const write = async () => {
      const changed = await store.transitionAppointment({
        appointmentId: appointment.id,
        from,
        to: 'inCall',
        at,
        audit: { at, actorId: identity.userId, action, subjectId: appointment.id, detail: {} },
      });
      if (changed === null) return NOTHING_TOLD;
      // Who waited when the doctor's room was entered is in nobody's way any more.
      const moved =
        appointment.status === 'waiting'
          ? await news.changed(changed.doctorId).catch(ifUnavailable<DomainEvent[]>([]))
          : [];
      return { events: [...appointmentChanged(changed), ...moved] };
    };
    const told = from.includes(appointment.status)
      ? await owed.write(`in-call:${appointment.id}`, action, write)
      : await write().catch(ifUnavailable(null));
    return told?.events ?? [];
  };

  /** On a full disk people must be able to hang up: what it did to the visit is written when there is room. */
  const endOrOwe = async (
    appointment: AppointmentView,
    action: string,
    write: () => Promise<Pick<Outcome<null>, 'events' | 'exit'>>,
  ): Promise<Pick<Outcome<{ stored: boolean }>, 'value' | 'events' | 'exit'>> => {
    try {
      const { events, exit = [] } = await write();
      return { value: { stored: true }, events, exit };
    } catch (error) {
      if (!(error instanceof StoreFullError)) throw error;
      owed.keep(endKey(appointment), action, write);
      return { value: { stored: false }, events: [] };
    }
  };

  /**
   * The connection is out of these rooms, whatever the store says: an empty room whose row stays behind is like
   * one that a crash left.
   */
  const leave = async (connection: Connection, roomIds: readonly string[]): Promise<Outcome<null>> => {
    const left = roomIds.flatMap((roomId) => {
      const member = registry.remove(connection.id, roomId);
      return member === null ? [] : [{ roomId, member }];
    });
    const empty = left.filter(({ roomId }) => registry.get(roomId) === undefined);
    await Promise.all(
      empty.map(({ roomId }) => store.deleteCallRoom(roomId).catch(ifUnavailable(undefined))),
    );
    return {
      value: null,
      events: left.map(({ roomId, member }) => ({
        type: 'member-left-call',
        to: toOthers(roomId, connection.id),
        roomId,
        member,
      })),
      exit: left.map(({ roomId }) => ({ connectionId: connection.id, channel: call(roomId) })),
    };
  };

  const closeVisit = async (
    identity: Identity,
    appointment: AppointmentView,
    outcome: 'ended' | 'cancelled' | 'missed',
    from: readonly AppointmentView['status'][],
    { closingMessage = null, at = clock.now() }: { closingMessage?: string | null; at?: number } = {},
  ): Promise<(Outcome<null> & { appointment: AppointmentView }) | null> => {
    const cancellation = outcome === 'cancelled' ? await patientNews.of('cancelled', appointment) : undefined;
    const changed = await store.transitionAppointment({
      appointmentId: appointment.id,
      from,
      to: outcome,
      at,
      closingMessage,
      ...(cancellation && { news: cancellation }),
      audit: {
        at,
        actorId: identity.userId,
        action: `consultation.${outcome}`,
        subjectId: appointment.id,
        detail: closingMessage === null ? {} : { withMessage: true },
      },
    });
    if (changed === null) return null;
    const released = waitingRoom.release(changed);
    return {
      ...released,
      appointment: changed,
      events: [
        ...released.events,
        ...appointmentChanged(changed),
        ...(cancellation === undefined ? [] : patientNews.told(cancellation, changed)),
        ...(await news.changed(changed.doctorId)),
      ],
    };
  };

  const hungUpByPatient = async (
    identity: Identity,
    appointment: AppointmentView,
    at: number,
  ): Promise<DomainEvent[]> => {
    const back = await store.transitionAppointment({
      appointmentId: appointment.id,
      from: ['inCall'],
      to: 'admitted',
      at,
      audit: {
        at,
        actorId: identity.userId,
        action: 'consultation.patient-hung-up',
        subjectId: appointment.id,
        detail: {},
      },
    });
    return back === null ? [] : appointmentChanged(back);
  };

  return {
    async enterCall(
      connection: Connection,
      { roomId }: CommandInput<'enterCall'>,
    ): Promise<Outcome<CommandResult<'enterCall'>>> {
      const { identity } = connection;
      if (registry.memberOf(connection.id, roomId) === null) roomLimit.requireOneMore(connection);
      const { parties, appointment, madeByDoctor } = await access.authorise(identity, roomId);
      const at = clock.now();
      const { member, replaced, repeated } = registry.enter(
        registry.open(roomId, parties, at),
        connection,
        at,
      );
      const others = [...(registry.get(roomId)?.members.values() ?? [])].filter(
        (other) => other.connectionId !== connection.id,
      );
      const events: DomainEvent[] = replaced.map((old) => ({
        type: 'member-left-call',
        to: toOthers(roomId, connection.id),
        roomId,
        member: old,
      }));
      events.push({ type: 'call-entered', to: { connectionId: connection.id }, roomId, others });
      if (!repeated) {
        events.push({ type: 'member-entered-call', to: toOthers(roomId, connection.id), roomId, member });
      }
      if (appointment !== null && bothPresent(roomId)) {
        events.push(...(await markInCall(identity, appointment, madeByDoctor ? BEFORE_CALL : ['admitted'])));
      }
      return {
        value: { roomId, others },
        events,
        enter: [{ connectionId: connection.id, channel: call(roomId) }],
        // Told of its own replacement first, then out: a fact's audience is resolved before the exits.
        exit: replaced.map((old) => ({ connectionId: old.connectionId, channel: call(roomId) })),
      };
    },

    /** Synchronous on purpose: a signal must not wait behind the store. */
    relaySignal(connection: Connection, { to, signal }: CommandInput<'relaySignal'>): Outcome<null> {
      const shared = registry.shared(connection.id, to);
      if (shared === null) {
        throw registry.roomsOf(connection.id).length === 0
          ? new DomainError('not_in_room', 'join the room first')
          : new DomainError('peer_not_in_room', 'the addressee is not in this call');
      }
      const told = tellable(signal);
      // A candidate that is not told is no error: its sender goes on with the others.
      if (told === null) return quiet(null);
      return {
        value: null,
        events: [
          {
            type: 'signal',
            to: { connectionId: to },
            roomId: shared.roomId,
            from: shared.sender,
            signal: told,
          },
        ],
      };
    },

    /** For front ends that name the room instead of an addressee; nobody in it is no error. */
    shareCandidate(
      connection: Connection,
      { roomId, candidate }: CommandInput<'shareCandidate'>,
    ): Outcome<null> {
      const from = requireMember(connection, roomId);
      const told = tellable({ kind: 'ice-candidate', body: candidate, attempt: undefined });
      if (told === null) return quiet(null);
      const to = toOthers(roomId, connection.id);
      return {
        value: null,
        events: [{ type: 'candidate-shared', to, roomId, from, candidate: told.body }],
      };
    },

    announceCall(connection: Connection, { roomId }: CommandInput<'announceCall'>): Outcome<null> {
      const from = requireMember(connection, roomId);
      return {
        value: null,
        events: [{ type: 'call-started', to: toOthers(roomId, connection.id), roomId, from }],
      };
    },

    /**
     * The call ends for everyone in the room. The doctor ends the visit with it; after a patient has hung up,
     * the patient may come back until the doctor closes the visit.
     */
    async endCall(
      connection: Connection,
      { roomId }: CommandInput<'endCall'>,
    ): Promise<Outcome<CommandResult<'endCall'>>> {
      const from = requireMember(connection, roomId);
      const { identity } = connection;
      const events: DomainEvent[] = [
        { type: 'call-ended', to: toOthers(roomId, connection.id), roomId, from },
      ];
      const appointment = (await store.findAppointmentByRoom(roomId)) ?? (await store.getAppointment(roomId));
      if (appointment === null) return { value: { stored: true }, events };
      const at = clock.now();
      const ended =
        identity.role === 'doctor'
          ? await endOrOwe(
              appointment,
              'consultation.ended',
              async () =>
                (await closeVisit(identity, appointment, 'ended', ['admitted', 'inCall'], { at })) ??
                NOTHING_TOLD,
            )
          : await endOrOwe(appointment, 'consultation.patient-hung-up', async () => ({
              events: await hungUpByPatient(identity, appointment, at),
            }));
      return { ...ended, events: [...events, ...ended.events] };
    },

    toggleMedia(
      connection: Connection,
      { roomId, media, enabled, reason }: CommandInput<'toggleMedia'>,
    ): Outcome<null> {
      const from = requireMember(connection, roomId);
      registry.setMedia(
        connection.id,
        roomId,
        media === 'audio'
          ? { audioEnabled: enabled }
          : { videoEnabled: enabled, videoPaused: !enabled && reason === 'network' },
      );
      const to = toOthers(roomId, connection.id);
      return { value: null, events: [{ type: 'media-toggled', to, roomId, from, media, enabled, reason }] };
    },

    async leaveCall(connection: Connection, { roomId }: CommandInput<'leaveCall'>): Promise<Outcome<null>> {
      requireMember(connection, roomId);
      return leave(connection, [roomId]);
    },

    disconnect: (connection: Connection): Promise<Outcome<null>> =>
      leave(connection, registry.roomsOf(connection.id)),

    closeVisit,

    /**
     * Ends the calls of a visit that was closed from outside of them, for everyone in them. An appointment's id
     * names a call, too, where a front end made its room by REST.
     */
    endedFromOutside(
      { userId, role, fullname }: Pick<Identity, 'userId' | 'role' | 'fullname'>,
      { id, roomId }: AppointmentView,
    ): DomainEvent[] {
      const at = clock.now();
      return [roomId, id].flatMap((callId) => {
        const members = [...(registry.get(callId)?.members.values() ?? [])];
        if (members.length === 0) return [];
        // Nobody in the call speaks: where a connection's id belongs, the person's own stands.
        const from: CallMember = members.find((member) => member.userId === userId) ?? {
          connectionId: userId,
          userId,
          role,
          fullname,
          joinedAt: at,
          audioEnabled: false,
          videoEnabled: false,
          videoPaused: false,
        };
        return [{ type: 'call-ended', to: { channels: [call(callId)] }, roomId: callId, from }];
      });
    },
  };
};

export type Calls = ReturnType<typeof createCalls>;
