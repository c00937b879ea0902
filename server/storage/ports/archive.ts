/** Conversations that people put away, each for oneself. */
export type ArchiveStore = {
  /**
   * Puts a conversation away, or brings it back. One in which there are messages after `upTo` stays where it is, for
   * the person has not seen them. Null if the two are not related.
   * @returns whether it is put away now, and whether that is new
   */
  archiveConversation(input: {
    patientId: string;
    doctorId: string;
    personId: string;
    archived: boolean;
    /** The newest message that the person knows of; null: whatever is the newest. */
    upTo: number | null;
    at: number;
  }): Promise<{ archived: boolean; changed: boolean } | null>;
};
