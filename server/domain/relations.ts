import type { Store } from '../storage/store.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import { requireRole } from './identity.ts';
import type { Clock } from './ports.ts';
import type { DeviceReportRecord, PastEmergencyRecord, RelationNotesRecord } from './records.ts';

/** The newest ones are enough to know that there were any. */
const EMERGENCIES_SHOWN = 5;

/** What a doctor has of a patient beside the conversation. */
export type RelationAside = {
  /** Null as long as nothing was written. */
  notes: RelationNotesRecord | null;
  /** Null if no device was ever tested for a visit with this doctor. */
  deviceReport: DeviceReportRecord | null;
  /** The last ones, the newest first; those of other doctors' conversations too, as every doctor is told of them. */
  emergencies: PastEmergencyRecord[];
};

const notRelated = () => new DomainError('forbidden', 'doctor and patient are not associated');

/**
 * What a doctor keeps of a patient beyond single visits. The notes are of one doctor: neither another doctor of the same
 * patient nor an admin reads them, and nothing that the patient receives has them. No event tells of a change.
 */
export const createRelations = ({ store, clock }: { store: Store; clock: Clock }) => ({
  /** @throws DomainError `forbidden` for everybody but a doctor of this patient */
  async aside(actor: Identity, patientId: string): Promise<RelationAside> {
    requireRole(actor, 'doctor');
    const aside = await store.getRelationAside({
      patientId,
      doctorId: actor.userId,
      emergencies: EMERGENCIES_SHOWN,
    });
    if (aside === null) throw notRelated();
    return aside;
  },

  /** @throws DomainError `conflict` if the notes were changed since `version`; nothing is written then */
  async saveNotes(
    actor: Identity,
    patientId: string,
    input: { notes: string; version: number },
  ): Promise<RelationNotesRecord> {
    requireRole(actor, 'doctor');
    const at = clock.now();
    const saved = await store.saveRelationNotes({
      patientId,
      doctorId: actor.userId,
      ...input,
      at,
      audit: {
        at,
        actorId: actor.userId,
        action: 'relation-notes.saved',
        subjectId: patientId,
        detail: { characters: input.notes.length },
      },
    });
    if (saved === null) throw notRelated();
    if (saved.outcome === 'stale') {
      throw new DomainError('conflict', 'the notes were changed in the meantime');
    }
    return saved.notes;
  },
});

export type Relations = ReturnType<typeof createRelations>;
