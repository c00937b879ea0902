import type {
  Appointment,
  ServerEvent,
  ServerPayload,
  WaitingMessage,
  WaitingPatient,
  WaitingRoomState,
} from '../../../server/protocol/index.ts';
import { withReaction } from '../messages/reactions-view.ts';

/** The server's events that change what is shown of a room. */
export const ROOM_EVENTS = [
  'doctor-joined-waiting-room',
  'doctor-left-waiting-room',
  'waiting-room-message',
  'patient-joined-waiting-room',
  'patient-left-waiting-room',
  'patient-device-test-completed',
  'patient-ready-status-changed',
  'appointment-updated',
  'queue-position',
  'queue-order',
  'call-back-changed',
  'patient-acknowledged',
  'patient-held',
  'message_deleted',
  'message_reaction',
] as const satisfies readonly ServerEvent[];

export type RoomEventName = (typeof ROOM_EVENTS)[number];
export type RoomEvent = { [E in RoomEventName]: { name: E; payload: ServerPayload<E> } }[RoomEventName];

/** Which room an event is about. */
export const roomIdOf = (event: RoomEvent): string =>
  event.name === 'appointment-updated'
    ? event.payload.appointment.roomId
    : // A message between visits is in no room.
      (event.payload.roomId ?? '');

const withMessage = (
  room: WaitingRoomState,
  messageId: string,
  change: (message: WaitingMessage) => WaitingMessage,
): WaitingRoomState => ({
  ...room,
  messages: room.messages.map((message) => (message.id === messageId ? change(message) : message)),
});

const withPatient = (
  room: WaitingRoomState,
  patientId: string,
  change: (patient: WaitingPatient) => WaitingPatient,
): WaitingRoomState => ({
  ...room,
  patients: room.patients.map((patient) => (patient.userId === patientId ? change(patient) : patient)),
});

/** Some events carry the appointment without the invitation's state: what is known of it stays. */
export const mergeAppointment = (before: Appointment | undefined, after: Appointment): Appointment =>
  after.invitation === undefined && before?.invitation !== undefined
    ? { ...after, invitation: before.invitation }
    : after;

/** Adds a message once, at its place in the room's log. */
export const addMessage = (
  messages: readonly WaitingMessage[],
  message: WaitingMessage,
): WaitingMessage[] => {
  if (messages.some((known) => known.id === message.id)) return [...messages];
  const after = messages.findIndex((known) => known.seq > message.seq);
  return after === -1 ? [...messages, message] : messages.toSpliced(after, 0, message);
};

/** True if a message is missing before the last one: the server numbers them from 1 without gaps. */
export const hasGap = (messages: readonly WaitingMessage[]): boolean => {
  const first = messages[0];
  const last = messages.at(-1);
  return first !== undefined && last !== undefined && last.seq - first.seq + 1 !== messages.length;
};

/** A room after an event. Applying an event twice changes nothing more. */
export const reduceRoom = (room: WaitingRoomState, event: RoomEvent): WaitingRoomState => {
  switch (event.name) {
    case 'doctor-joined-waiting-room':
      return { ...room, doctorOnline: true };
    case 'doctor-left-waiting-room':
      return { ...room, doctorOnline: false };
    case 'waiting-room-message':
      return { ...room, messages: addMessage(room.messages, event.payload) };
    case 'message_deleted': {
      const { messageId, deletedAt } = event.payload;
      return withMessage(room, messageId, ({ reactions: _, ...message }) => ({
        ...message,
        message: '',
        deletedAt,
      }));
    }
    case 'message_reaction':
      return withMessage(room, event.payload.messageId, (message) =>
        message.deletedAt == null ? withReaction(message, event.payload) : message,
      );
    case 'patient-joined-waiting-room': {
      const { patient, appointment } = event.payload;
      return {
        ...room,
        appointment: mergeAppointment(room.appointment, appointment),
        patients: [...room.patients.filter((known) => known.userId !== patient.userId), patient].sort(
          (a, b) => a.joinedAt.localeCompare(b.joinedAt),
        ),
      };
    }
    case 'patient-left-waiting-room': {
      const { patientId, reason, timestamp } = event.payload;
      if (reason === 'disconnected') {
        return withPatient(room, patientId, (patient) => ({
          ...patient,
          connected: false,
          socketId: '',
          awaySince: patient.awaySince ?? timestamp,
        }));
      }
      return { ...room, patients: room.patients.filter((patient) => patient.userId !== patientId) };
    }
    case 'patient-device-test-completed': {
      const { patientId, results, ready } = event.payload;
      return withPatient(room, patientId, (patient) => ({
        ...patient,
        ready,
        deviceTestCompleted: true,
        deviceTestResults: results,
      }));
    }
    case 'patient-ready-status-changed':
      return withPatient(room, event.payload.patientId, (patient) => ({
        ...patient,
        ready: event.payload.ready,
      }));
    case 'appointment-updated': {
      const appointment = mergeAppointment(room.appointment, event.payload.appointment);
      const { patientId, patientName } = appointment;
      // The name may be what has changed.
      return withPatient({ ...room, appointment }, patientId, (patient) => ({
        ...patient,
        fullname: patientName,
      }));
    }
    case 'patient-acknowledged': {
      const { patientId, acknowledgedAt } = event.payload;
      return withPatient(room, patientId, (patient) => ({ ...patient, acknowledgedAt }));
    }
    case 'patient-held': {
      const { patientId, heldAt } = event.payload;
      return withPatient(room, patientId, (patient) => ({ ...patient, heldAt }));
    }
    case 'queue-position':
      return {
        ...room,
        position: event.payload.position,
        expectedWait: event.payload.expectedWait ?? null,
        patients: room.patients.map((patient) => ({
          ...patient,
          reorderReason: event.payload.reason ?? patient.reorderReason,
        })),
      };
    case 'call-back-changed': {
      const { patientId, wanted } = event.payload;
      return withPatient(room, patientId, (patient) => ({ ...patient, callBack: wanted }));
    }
    case 'queue-order':
      return {
        ...room,
        patients: room.patients.map((patient) => ({ ...patient, queueOrder: event.payload.queueOrder })),
      };
  }
};
