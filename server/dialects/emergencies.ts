import type { ClientAckData, ServerEvent, ServerPayload } from '../protocol/index.ts';
import type { Command, CommandMap } from '../domain/commands.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { DecodedEvent, Frame } from './dialect.ts';
import { wireChatMessage } from './wire-chat.ts';
import {
  wireAcknowledged,
  wireAlert,
  wireOwnEmergency,
  wireResolved,
  wireUnseen,
} from './wire-emergencies.ts';

/** The canonical vocabulary of emergencies: S4, and our additions. */

type EmergencyEvent =
  | 'raise_emergency'
  | 'own_emergency'
  | 'open_emergencies'
  | 'acknowledge_emergency'
  | 'resolve_emergency';

type EmergencyCommand =
  | 'raiseEmergency'
  | 'ownEmergency'
  | 'openEmergencies'
  | 'acknowledgeEmergency'
  | 'resolveEmergency';

export const decodeEmergency = (input: Extract<DecodedEvent, { event: EmergencyEvent }>): Command => {
  switch (input.event) {
    case 'raise_emergency': {
      const { content, receiverId, clientId } = input.payload;
      return {
        name: 'raiseEmergency',
        input: { receiverId: receiverId ?? null, text: content, clientId: clientId ?? null },
      };
    }
    case 'own_emergency':
      return { name: 'ownEmergency', input: null };
    case 'open_emergencies':
      return { name: 'openEmergencies', input: null };
    case 'acknowledge_emergency':
      return {
        name: 'acknowledgeEmergency',
        input: { emergencyId: input.payload.emergencyId, count: input.payload.count ?? null },
      };
    case 'resolve_emergency': {
      const { emergencyId, note, count } = input.payload;
      return {
        name: 'resolveEmergency',
        input: { emergencyId, note: note == null || note === '' ? null : note, count: count ?? null },
      };
    }
  }
};

export const emergencyAnswers: {
  [C in EmergencyCommand]: (result: CommandMap[C]['result']) => Record<string, unknown>;
} = {
  raiseEmergency: ({ sent, ...own }) =>
    ({
      emergency: wireOwnEmergency(own),
      message: wireChatMessage(sent),
    }) satisfies ClientAckData<'raise_emergency'>,
  ownEmergency: (own) =>
    ({ emergency: own && wireOwnEmergency(own) }) satisfies ClientAckData<'own_emergency'>,
  openEmergencies: (open) =>
    ({ emergencies: open.map(wireAlert) }) satisfies ClientAckData<'open_emergencies'>,
  acknowledgeEmergency: (marked) => wireAcknowledged(marked) satisfies ClientAckData<'acknowledge_emergency'>,
  resolveEmergency: (marked) => wireResolved(marked) satisfies ClientAckData<'resolve_emergency'>,
};

const frame = <E extends ServerEvent>(event: E, payload: ServerPayload<E>): Frame => ({ event, payload });

export const encodeEmergency = (event: Extract<DomainEvent, { type: `emergency-${string}` }>): Frame => {
  switch (event.type) {
    case 'emergency-raised':
      return frame('emergency:alert', wireAlert(event));
    case 'emergency-acknowledged':
      return frame('emergency:acknowledged', wireAcknowledged(event));
    case 'emergency-resolved':
      return frame('emergency:resolved', wireResolved(event));
    case 'emergency-unseen':
      return frame('emergency:unseen', wireUnseen(event));
  }
};
