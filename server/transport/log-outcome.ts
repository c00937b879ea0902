import type { Clinic } from '../domain/clinic.ts';
import type { Command } from '../domain/commands.ts';
import type { Connection } from '../domain/identity.ts';
import type { Log } from '../log.ts';

/**
 * What the log says of a command: joins, departures, calls, refusals; of messages only that there was one, and
 * of signals only at level debug, because a line per signal costs four times the relay itself. That somebody
 * needed help at once is about their health: of emergencies nothing.
 */
export const logOutcome = (
  log: Log,
  { id: socketId, identity }: Connection,
  command: Command,
  outcome: Awaited<ReturnType<Clinic['execute']>>,
): void => {
  const { userId, role } = identity;
  switch (command.name) {
    case 'enterRoom':
      log.info('waiting-room-joined', { socketId, userId, role, roomId: command.input.roomId });
      return;
    case 'leaveRoom':
      log.info('waiting-room-left', { socketId, userId, role, roomId: command.input.roomId });
      return;
    case 'postMessage':
      log.debug('message-stored', { userId, roomId: command.input.roomId });
      return;
    case 'startConsultation':
    case 'joinConsultation':
      log.info('consultation-starting', { userId, roomId: command.input.roomId });
      return;
    case 'enterCall': {
      const { roomId } = command.input;
      log.info('call-room-joined', { socketId, userId, role, roomId });
      const value = outcome.value as { others: readonly unknown[] };
      log.info('call-room-size', { roomId, participants: value.others.length + 1 });
      return;
    }
    case 'relaySignal':
      log.debug('signal-relayed', { kind: command.input.signal.kind, from: socketId, to: command.input.to });
      return;
    case 'shareCandidate':
      log.debug('signal-relayed', {
        kind: 'ice-candidate',
        from: socketId,
        roomId: command.input.roomId,
      });
      return;
    case 'announceCall':
      log.info('call-started', { userId, roomId: command.input.roomId });
      return;
    case 'endCall':
      log.info('call-ended', { userId, roomId: command.input.roomId });
      return;
    case 'leaveCall':
      log.info('call-room-left', { socketId, userId, roomId: command.input.roomId });
      return;
    case 'acknowledgePatient':
    case 'holdPatient':
    case 'reorderQueue':
    case 'requestCallBack':
      log.info('queue-changed', { kind: command.name, userId, roomId: command.input.roomId });
      return;
    case 'messageWaiting':
      log.info('message-to-all-stored', { userId });
      return;
    case 'sendMessage':
      log.debug('message-stored', { userId });
      return;
    case 'deleteMessage':
      log.info('message-deleted', { userId });
      return;
    case 'setTyping':
    case 'markRead':
    case 'markDelivered':
    case 'setStatus':
    case 'setIdle':
    case 'syncConversation':
    case 'getMessages':
    case 'listConversations':
    case 'getMessageWindow':
    case 'readMessages':
    case 'listOnline':
    case 'openConversation':
    case 'openRelation':
    case 'searchMessages':
    case 'reactToMessage':
    case 'archiveConversation':
    case 'raiseEmergency':
    case 'ownEmergency':
    case 'openEmergencies':
    case 'acknowledgeEmergency':
    case 'resolveEmergency':
    case 'reportDeviceTest':
    case 'setReady':
    case 'toggleMedia':
      return;
  }
};
