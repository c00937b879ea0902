import type { Appointment, PastEmergency, RelationDeviceReport } from '../../../server/protocol/index.ts';
import type { RestClient } from '../../api/rest-client.ts';
import type { SocketClient } from '../../api/socket-client.ts';
import { createNotesDraft, type NotesDraft, type NotesSource } from './notes-draft.ts';

/** The visit that notes are about. */
export type VisitOfNotes = { appointment: Appointment; followUps: readonly Appointment[] };

/** What is known of a patient beside the notes. */
export type RelationOfNotes = {
  deviceReport: RelationDeviceReport | null;
  /** The newest first. */
  emergencies: readonly PastEmergency[];
};

/**
 * The notes that this window has open. They are in memory only: what a lost connection keeps from the server
 * stays here until it comes back, and nothing stays on the machine.
 */
export type VisitNotesStore = {
  open(appointmentId: string): NotesDraft<VisitOfNotes>;
  /** Those of a patient beyond single visits. */
  openOfPatient(patientId: string): NotesDraft<RelationOfNotes>;
  hasUnsaved(): boolean;
  saveAll(): void;
  /** Another person's notes are forgotten; those of the same one wait for the next sign-in. */
  ownedBy(userId: string): void;
};

const visitSource = (rest: RestClient, appointmentId: string): NotesSource<VisitOfNotes> => {
  const params = { appointmentId };
  return {
    read: async () => {
      const { summary: notes, ...about } = (await rest.call('getVisitSummary', { params })).data;
      return { about, notes };
    },
    write: async (body) => (await rest.call('putVisitSummary', { params, body })).data.summary,
  };
};

const relationSource = (rest: RestClient, patientId: string): NotesSource<RelationOfNotes> => {
  const params = { patientId };
  return {
    read: async () => {
      const { notes, ...about } = (await rest.call('getRelation', { params })).data;
      return { about, notes };
    },
    write: async (body) => (await rest.call('putRelationNotes', { params, body })).data.notes,
  };
};

const opened = <About>(
  drafts: Map<string, NotesDraft<About>>,
  id: string,
  source: () => NotesSource<About>,
): NotesDraft<About> => {
  const draft = drafts.get(id) ?? createNotesDraft(source());
  drafts.set(id, draft);
  return draft;
};

export const createVisitNotes = ({
  rest,
  socket,
}: {
  rest: RestClient;
  socket: Pick<SocketClient, 'onOnline'>;
}): VisitNotesStore => {
  const ofVisits = new Map<string, NotesDraft<VisitOfNotes>>();
  const ofPatients = new Map<string, NotesDraft<RelationOfNotes>>();
  const all = (): NotesDraft[] => [...ofVisits.values(), ...ofPatients.values()] as NotesDraft[];
  let owner: string | null = null;

  const saveAll = () => {
    for (const draft of all()) void draft.save();
  };
  // A connection that is back is the moment for what could not be saved.
  socket.onOnline(saveAll);

  return {
    saveAll,
    open: (appointmentId) => opened(ofVisits, appointmentId, () => visitSource(rest, appointmentId)),
    openOfPatient: (patientId) => opened(ofPatients, patientId, () => relationSource(rest, patientId)),
    hasUnsaved: () => all().some(({ state }) => state.getState().saving !== 'saved'),
    ownedBy(userId) {
      if (owner !== null && owner !== userId) {
        ofVisits.clear();
        ofPatients.clear();
      }
      owner = userId;
    },
  };
};
