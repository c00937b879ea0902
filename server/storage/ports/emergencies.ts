import type { NotifiedDoctor } from '../../domain/notification-records.ts';
import type { AuditEntry, EmergencyRecord, NewMessageRecord } from '../../domain/records.ts';
import type { StoredMessage } from './conversations.ts';

/** Its subject is the emergency, whose id is known to the store. */
export type EmergencyAudit = Omit<AuditEntry, 'subjectId'>;

/** Emergencies, each all alerts of one patient until it is resolved, and who has seen them. */
export type EmergencyStore = {
  /**
   * Stores a message as `appendMessage` does, and with it a new emergency, or one more alert of the one that is open,
   * which takes back that it was acknowledged, and notifies every doctor of the clinic. A message that the sender stored before comes back with its emergency,
   * and nothing is written. `unknown`: there is nobody to write to. `other_message`: what was stored with this
   * `clientId` was no alert.
   */
  raiseEmergency(input: {
    /** Of a new one. */
    emergencyId: string;
    message: Omit<NewMessageRecord, 'to'>;
    /** `doctorId: null` is the doctor of the patient's newest message, or of the newest relation. */
    to: { roomId: string } | { patientId: string; doctorId: string | null };
    audits: readonly EmergencyAudit[];
  }): Promise<
    | { stored: StoredMessage; emergency: EmergencyRecord; notified: NotifiedDoctor[] }
    | 'unknown'
    | 'other_message'
  >;
  listOpenEmergencies(): Promise<EmergencyRecord[]>;
  /**
   * The first one since the last alert that had to be acknowledged counts, and is what comes back. Nothing is written
   * if there are more `alerts` than these. Null if it is unknown.
   */
  acknowledgeEmergency(input: {
    emergencyId: string;
    by: string;
    at: number;
    alerts: number;
    audit: AuditEntry;
  }): Promise<EmergencyRecord | null>;
  /** As `acknowledgeEmergency`, which it does as well. */
  resolveEmergency(input: {
    emergencyId: string;
    by: string;
    at: number;
    note: string | null;
    alerts: number;
    audit: AuditEntry;
  }): Promise<EmergencyRecord | null>;
  /** Notes that its patient is told that nobody has acknowledged it, unless somebody has. */
  noteEmergencyUnseen(input: {
    emergencyId: string;
    at: number;
    audits: readonly EmergencyAudit[];
  }): Promise<EmergencyRecord>;
  /** Notes who was told of it; comes back as it is now. */
  noteEmergencyTold(input: {
    emergencyId: string;
    audits: readonly EmergencyAudit[];
  }): Promise<EmergencyRecord>;
};
