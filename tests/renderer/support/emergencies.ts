import type { EmergencyAlert, OwnEmergency } from '../../../server/protocol/index.ts';

/** Emergencies for tests, each with what a test does not care about filled in. */

export const AT = '2026-01-01T10:30:00.000Z';
export const BOB = { id: 'doctor-2', fullname: 'Dr Bob Two' };

export const emergencyAlert = (changes: Partial<EmergencyAlert> = {}): EmergencyAlert => ({
  patientId: 'patient-1',
  message: 'My chest hurts',
  timestamp: AT,
  id: 'e1',
  patientName: 'Pat Alpha',
  doctor: { id: 'doctor-1', fullname: 'Dr Ada One' },
  messageId: 'm-1',
  raisedAt: AT,
  count: 1,
  textHidden: false,
  escalated: false,
  acknowledgedAt: null,
  acknowledgedBy: null,
  ...changes,
});

export const ownEmergency = (changes: Partial<OwnEmergency> = {}): OwnEmergency => ({
  id: 'e1',
  raisedAt: AT,
  lastAt: AT,
  count: 1,
  acknowledgedAt: null,
  acknowledgedBy: null,
  unseenSince: null,
  resolvedAt: null,
  resolvedBy: null,
  emergencyNumber: null,
  ...changes,
});
