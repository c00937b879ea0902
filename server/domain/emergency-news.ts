import type { EmergencyAudit } from '../storage/ports/emergencies.ts';
import type { Store } from '../storage/store.ts';
import type { ClinicSettingsRules } from './clinic-settings.ts';
import type { Contacts } from './contacts.ts';
import type { Channel, DomainEvent } from './events.ts';
import { NOTHING_TOLD, type OwedWrites } from './owed-writes.ts';
import type { Clock } from './ports.ts';
import type { EmergencyMark, EmergencyRecord } from './records.ts';

const DOCTORS: Channel = { kind: 'doctors' };

/** Who is told of an emergency, how much of it, and the record of that. */
export const createEmergencyNews = (deps: {
  store: Pick<Store, 'noteEmergencyTold'>;
  clock: Clock;
  contacts: Pick<Contacts, 'areRelated' | 'doctorsOnline'>;
  settings: Pick<ClinicSettingsRules, 'current'>;
  owed: Pick<OwedWrites, 'write'>;
}) => {
  const { store, clock, contacts, settings, owed } = deps;

  const mayRead = (doctorId: string, patientId: string): boolean =>
    settings.current().emergencyTextFor === 'all' ||
    contacts.areRelated({ userId: doctorId, role: 'doctor' }, patientId);

  /** Somebody learns of the emergency of this patient. */
  const told = (doctorId: string, patientId: string): EmergencyAudit => ({
    at: clock.now(),
    actorId: doctorId,
    action: 'emergency.told',
    detail: { text: mayRead(doctorId, patientId) },
  });

  /** Put on record now, or once the store can: help does not wait for it. */
  const record = async (emergencyId: string, audit: EmergencyAudit): Promise<void> => {
    const key = `emergency-told:${emergencyId}:${audit.actorId}`;
    await owed.write(key, audit.action, async () => {
      await store.noteEmergencyTold({ emergencyId, audits: [audit] });
      return NOTHING_TOLD;
    });
  };

  const channelsOf = (doctorIds: readonly string[]): Channel[] =>
    doctorIds.map((userId) => ({ kind: 'user', userId }));

  /** The patient, and who came for one of the visits alone. */
  const patientOf = ({ patientId, visits }: EmergencyRecord): Channel[] => [
    { kind: 'user', userId: patientId },
    ...visits.map((roomId): Channel => ({ kind: 'visit', roomId })),
  ];

  return {
    mayRead,
    told,
    record,

    /**
     * Tells all doctors, also those who have come since `known` was put on record.
     * @param known the doctors who are on record already
     */
    async alert(emergency: EmergencyRecord, known: readonly string[]): Promise<DomainEvent[]> {
      const { id, patientId } = emergency;
      const recorded = new Set(known);
      const late = (): string[] => contacts.doctorsOnline().filter((doctorId) => !recorded.has(doctorId));
      for (let some = late(); some.length > 0; some = late()) {
        for (const doctorId of some) recorded.add(doctorId);
        await Promise.all(some.map((doctorId) => record(id, told(doctorId, patientId))));
      }
      const event = (channels: Channel[], withText: boolean): DomainEvent[] =>
        channels.length === 0 ? [] : [{ type: 'emergency-raised', to: { channels }, emergency, withText }];
      if (settings.current().emergencyTextFor === 'all') return event([DOCTORS], true);
      const doctors = contacts.doctorsOnline();
      const readers = doctors.filter((doctorId) => mayRead(doctorId, patientId));
      const others = doctors.filter((doctorId) => !mayRead(doctorId, patientId));
      return [...event(channelsOf(readers), true), ...event(channelsOf(others), false)];
    },

    marked: (
      type: 'emergency-acknowledged' | 'emergency-resolved',
      emergency: EmergencyRecord,
      mark: EmergencyMark,
    ): DomainEvent => ({ type, to: { channels: [DOCTORS, ...patientOf(emergency)] }, emergency, mark }),

    unseen: (emergency: EmergencyRecord): DomainEvent => ({
      type: 'emergency-unseen',
      to: { channels: patientOf(emergency) },
      emergency,
      emergencyNumber: settings.current().emergencyNumber,
    }),
  };
};

export type EmergencyNews = ReturnType<typeof createEmergencyNews>;
