import type { ClientAckData, ClientEvent, ServerEvent, ServerPayload } from '../protocol/index.ts';
import type { Command, CommandMap, CommandName, CommandResult } from '../domain/commands.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { DecodedEvent, Dialect, Frame } from './dialect.ts';
import { conversationAnswers, decodeConversation, encodeConversation } from './conversations.ts';
import { decodeEmergency, emergencyAnswers, encodeEmergency } from './emergencies.ts';
import { decodeRelation, encodeRelation, relationAnswers } from './relations.ts';
import { relay, relayCandidate, sharedCandidateFrame, signalFrame } from './signals.ts';
import { wireNotification } from './wire-notifications.ts';
import {
  isoTime,
  wireAppointment,
  wireCallUser,
  wireDoctor,
  wireMessage,
  wireParticipant,
  wirePatient,
  wireRoomState,
} from './wire-models.ts';

/** The canonical vocabulary: the documented events of S0 (waiting room), S1 (chat) and S2 (calls), and our additions. */

const decode = (input: DecodedEvent): Command[] => {
  switch (input.event) {
    case 'join-waiting-room': {
      const { roomId, appointmentId } = input.payload;
      return [{ name: 'enterRoom', input: { roomId, appointmentId: appointmentId ?? null } }];
    }
    case 'leave-waiting-room':
      return [{ name: 'leaveRoom', input: input.payload }];
    case 'start-consultation':
      return [{ name: 'startConsultation', input: input.payload }];
    case 'doctor-join-consultation':
      return [{ name: 'joinConsultation', input: input.payload }];
    case 'device-test-results': {
      const { roomId, results, keepReady } = input.payload;
      const ready = keepReady === true ? null : results.allTestsPassed === true;
      return [{ name: 'reportDeviceTest', input: { roomId, results, ready } }];
    }
    case 'patient-ready':
      return [{ name: 'setReady', input: input.payload }];
    case 'waiting-room-message': {
      const { roomId, message, clientId } = input.payload;
      return [{ name: 'postMessage', input: { roomId, text: message, clientId: clientId ?? null } }];
    }
    case 'acknowledge-patient':
      return [{ name: 'acknowledgePatient', input: input.payload }];
    case 'hold-patient':
      return [{ name: 'holdPatient', input: input.payload }];
    case 'request-call-back':
      return [{ name: 'requestCallBack', input: input.payload }];
    case 'reorder-queue':
      return [{ name: 'reorderQueue', input: input.payload }];
    case 'message-waiting':
      return [
        {
          name: 'messageWaiting',
          input: { text: input.payload.message, clientId: input.payload.clientId ?? null },
        },
      ];
    case 'join-room':
      return [{ name: 'enterCall', input: { roomId: input.payload.roomId } }];
    case 'offer':
      return [relay(input.payload.to, 'offer', input.payload.offer, input.payload.attempt)];
    case 'answer':
      return [relay(input.payload.to, 'answer', input.payload.answer, input.payload.attempt)];
    case 'ice-candidate':
      return [relayCandidate(input.payload)];
    case 'start-call':
      return [{ name: 'announceCall', input: input.payload }];
    case 'end-call':
      return [{ name: 'endCall', input: input.payload }];
    case 'toggle-video':
      return [{ name: 'toggleMedia', input: { ...input.payload, media: 'video' } }];
    case 'toggle-audio':
      return [{ name: 'toggleMedia', input: { ...input.payload, media: 'audio' } }];
    case 'leave-room':
      return [{ name: 'leaveCall', input: input.payload }];
    case 'send_message':
    case 'typing_start':
    case 'typing_stop':
    case 'mark_read':
    case 'mark_delivered':
    case 'set_status':
    case 'set_idle':
    case 'sync':
    case 'list_conversations':
    case 'get_messages':
    case 'delete_message':
    case 'search_messages':
      return [decodeConversation(input)];
    case 'react_to_message':
    case 'archive_conversation':
      return [decodeRelation(input)];
    case 'raise_emergency':
    case 'own_emergency':
    case 'open_emergencies':
    case 'acknowledge_emergency':
    case 'resolve_emergency':
      return [decodeEmergency(input)];
  }
};

type Answers = {
  [C in CommandName]: (result: CommandMap[C]['result']) => Record<string, unknown>;
};

const nothing = () => ({});

const answers: Answers = {
  enterRoom: (snapshot) => ({ room: wireRoomState(snapshot) }) satisfies ClientAckData<'join-waiting-room'>,
  leaveRoom: nothing,
  startConsultation: nothing,
  joinConsultation: nothing,
  reportDeviceTest: nothing,
  setReady: nothing,
  postMessage: ({ message }) =>
    ({ message: wireMessage(message) }) satisfies ClientAckData<'waiting-room-message'>,
  acknowledgePatient: nothing,
  holdPatient: nothing,
  requestCallBack: nothing,
  reorderQueue: nothing,
  messageWaiting: ({ count }) => ({ count }) satisfies ClientAckData<'message-waiting'>,
  enterCall: ({ roomId, others }) =>
    ({ roomId, participants: others.map(wireParticipant) }) satisfies ClientAckData<'join-room'>,
  relaySignal: nothing,
  shareCandidate: nothing,
  announceCall: nothing,
  endCall: ({ stored }) => (stored ? {} : { stored }) satisfies ClientAckData<'end-call'>,
  toggleMedia: nothing,
  leaveCall: nothing,
  ...conversationAnswers,
  ...relationAnswers,
  ...emergencyAnswers,
  // Asked in other vocabularies alone.
  getMessageWindow: nothing,
  readMessages: nothing,
  listOnline: nothing,
  openConversation: nothing,
  openRelation: nothing,
};

const answer = (command: Command, result: CommandResult<CommandName>): Record<string, unknown> =>
  // The command's name picks both the answer's type and its encoder; the compiler cannot see the correlation.
  (answers[command.name] as (result: CommandResult<CommandName>) => Record<string, unknown>)(result);

const frame = <E extends ServerEvent>(event: E, payload: ServerPayload<E>): Frame[] => [{ event, payload }];

const encode = (event: DomainEvent): Frame[] => {
  switch (event.type) {
    case 'room-entered':
      return frame('waiting-room-joined', {
        roomId: event.roomId,
        appointment: wireAppointment(event.appointment, false),
        waitingPatients: event.waiting,
        doctorOnline: event.doctorOnline,
        messages: event.messages.map(wireMessage),
      });
    case 'doctor-entered':
      return frame('doctor-joined-waiting-room', {
        roomId: event.roomId,
        doctor: wireDoctor(event.doctor),
        waitingPatients: event.patients.map(wirePatient),
      });
    case 'doctor-left':
      return frame('doctor-left-waiting-room', { roomId: event.roomId });
    case 'patient-entered':
      return frame('patient-joined-waiting-room', {
        roomId: event.roomId,
        patient: wirePatient(event.patient),
        appointment: wireAppointment(event.appointment, true),
        timestamp: isoTime(event.at),
      });
    case 'patient-left':
      return frame('patient-left-waiting-room', {
        roomId: event.roomId,
        patientId: event.patientId,
        remainingPatients: event.remaining,
        timestamp: isoTime(event.at),
        reason: event.reason,
      });
    case 'device-test-completed':
      return frame('patient-device-test-completed', {
        roomId: event.roomId,
        patientId: event.patientId,
        results: event.results,
        ready: event.ready,
        timestamp: isoTime(event.at),
      });
    case 'ready-changed':
      return frame('patient-ready-status-changed', {
        roomId: event.roomId,
        patientId: event.patientId,
        ready: event.ready,
        timestamp: isoTime(event.at),
      });
    case 'patient-acknowledged':
      return frame('patient-acknowledged', {
        roomId: event.roomId,
        patientId: event.patientId,
        acknowledgedAt: isoTime(event.at),
      });
    case 'patient-held':
      return frame('patient-held', {
        roomId: event.roomId,
        patientId: event.patientId,
        heldAt: isoTime(event.at),
      });
    case 'call-back-changed':
      return frame('call-back-changed', {
        roomId: event.roomId,
        patientId: event.patientId,
        wanted: event.wanted,
      });
    case 'message-posted':
      return frame('waiting-room-message', wireMessage(event.message));
    case 'message-received':
    case 'message-sent':
    case 'typing-changed':
    case 'conversation-received':
    case 'conversation-read-elsewhere':
    case 'message-deleted':
    case 'presence-changed':
    case 'own-status-changed':
      return [encodeConversation(event)];
    case 'message-reaction':
    case 'conversation-archived':
      return [encodeRelation(event)];
    case 'typing-continued':
      // Ours shows it until it stops.
      return [];
    case 'emergency-raised':
    case 'emergency-acknowledged':
    case 'emergency-resolved':
    case 'emergency-unseen':
      return [encodeEmergency(event)];
    case 'notified':
      return frame('notification', wireNotification(event.notification));
    case 'notifications-read':
      return frame('notifications_read', { ids: event.ids === null ? null : [...event.ids] });
    case 'consultation-starting':
      return frame('consultation-starting', { roomId: event.roomId, doctorId: event.doctorId });
    case 'doctor-joining-consultation':
      return frame('doctor-joining-consultation', { roomId: event.roomId, doctorId: event.doctorId });
    case 'appointment-changed':
      return frame('appointment-updated', {
        appointment: wireAppointment(event.appointment, event.withInvitation),
      });
    case 'queue-position-changed':
      return frame('queue-position', {
        roomId: event.roomId,
        position: event.position,
        expectedWait: event.expectedWait,
        ...(event.reason !== undefined && { reason: event.reason }),
      });
    case 'queue-order-changed':
      return frame('queue-order', { roomId: event.roomId, queueOrder: event.queueOrder });
    case 'call-entered':
      return frame('room-joined', { roomId: event.roomId, participants: event.others.map(wireParticipant) });
    case 'member-entered-call':
      return frame('user-joined', {
        socketId: event.member.connectionId,
        userId: event.member.userId,
        userType: event.member.role,
        userName: event.member.fullname,
        roomId: event.roomId,
      });
    case 'member-left-call':
      return frame('user-left', {
        socketId: event.member.connectionId,
        user: wireCallUser(event.roomId, event.member),
      });
    case 'signal':
      return signalFrame(event);
    case 'candidate-shared':
      return sharedCandidateFrame(event);
    case 'call-started':
    case 'call-ended':
      return frame(event.type, {
        from: event.from.connectionId,
        fromUser: wireCallUser(event.roomId, event.from),
        roomId: event.roomId,
      });
    case 'media-toggled': {
      const { roomId, enabled, reason } = event;
      const toggled = { from: event.from.connectionId, enabled, roomId };
      return event.media === 'audio'
        ? frame('peer-toggle-audio', toggled)
        : frame('peer-toggle-video', { ...toggled, ...(reason !== undefined && { reason }) });
    }
  }
};

export const canonical: Dialect = { id: 'canonical', detect: () => true, decode, answer, encode };

/** Client events that concern the waiting room; the others concern calls. */
export const WAITING_ROOM_EVENTS: ReadonlySet<ClientEvent> = new Set([
  'join-waiting-room',
  'leave-waiting-room',
  'doctor-join-consultation',
  'start-consultation',
  'device-test-results',
  'patient-ready',
  'waiting-room-message',
  'acknowledge-patient',
  'hold-patient',
  'request-call-back',
  'reorder-queue',
  'message-waiting',
]);
