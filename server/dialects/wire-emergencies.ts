import type { EmergencyAlert, EmergencyDoctor, OwnEmergency, ServerPayload } from '../protocol/index.ts';
import type { MarkedEmergency, OwnEmergency as Own } from '../domain/commands.ts';
import type { EmergencyMark, EmergencyRecord } from '../domain/records.ts';
import { isoTime } from './wire-models.ts';

/** Emergencies in the shapes of the protocol. */

const doctorOf = ({ by, name }: EmergencyMark): EmergencyDoctor => ({ id: by, fullname: name });

export const wireAlert = ({
  emergency,
  withText,
}: {
  emergency: EmergencyRecord;
  withText: boolean;
}): EmergencyAlert => {
  const { patientId, patientName, doctorId, doctorName, messageId, acknowledged } = emergency;
  return {
    patientId,
    message: withText ? emergency.text : '',
    timestamp: isoTime(emergency.lastAt),
    id: emergency.id,
    patientName,
    doctor: { id: doctorId, fullname: doctorName },
    messageId,
    raisedAt: isoTime(emergency.raisedAt),
    count: emergency.count,
    textHidden: !withText,
    escalated: emergency.unseenAt !== null,
    acknowledgedAt: acknowledged && isoTime(acknowledged.at),
    acknowledgedBy: acknowledged && doctorOf(acknowledged),
  };
};

export const wireOwnEmergency = ({ emergency, emergencyNumber }: Own): OwnEmergency => {
  const { acknowledged, unseenAt, resolved } = emergency;
  return {
    id: emergency.id,
    raisedAt: isoTime(emergency.raisedAt),
    lastAt: isoTime(emergency.lastAt),
    count: emergency.count,
    acknowledgedAt: acknowledged && isoTime(acknowledged.at),
    acknowledgedBy: acknowledged && doctorOf(acknowledged),
    unseenSince: unseenAt === null ? null : isoTime(unseenAt),
    resolvedAt: resolved && isoTime(resolved.at),
    resolvedBy: resolved && doctorOf(resolved),
    emergencyNumber,
  };
};

export const wireAcknowledged = ({
  emergency: { id, patientId, count },
  mark,
}: MarkedEmergency): ServerPayload<'emergency:acknowledged'> => ({
  emergencyId: id,
  patientId,
  count,
  acknowledgedAt: isoTime(mark.at),
  acknowledgedBy: doctorOf(mark),
});

export const wireResolved = ({
  emergency: { id, patientId },
  mark,
}: MarkedEmergency): ServerPayload<'emergency:resolved'> => ({
  emergencyId: id,
  patientId,
  resolvedAt: isoTime(mark.at),
  resolvedBy: doctorOf(mark),
});

export const wireUnseen = ({ emergency, emergencyNumber }: Own): ServerPayload<'emergency:unseen'> => ({
  emergencyId: emergency.id,
  since: isoTime(emergency.unseenAt ?? emergency.raisedAt),
  emergencyNumber,
});
