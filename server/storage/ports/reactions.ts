import type { ReactionChange } from '../../domain/records.ts';

/** What people answer messages with. */
export type ReactionStore = {
  /**
   * Sets somebody's reaction to a message of an own conversation, or takes it back (null). `same`: it was so before,
   * nothing is written. `gone`: the message is deleted. `unknown`: there is no such message for this person, or not in
   * this visit.
   */
  reactToMessage(input: {
    conversationId: string;
    seq: number;
    personId: string;
    /** Only if it belongs to this visit. */
    visitOnly: string | null;
    emoji: string | null;
    at: number;
  }): Promise<
    | { outcome: 'changed'; change: ReactionChange; patientId: string; doctorId: string }
    | { outcome: 'same' | 'gone' | 'unknown' }
  >;
};
