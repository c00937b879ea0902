import type { EmergencyAlert, OwnEmergency } from '../../../server/protocol/index.ts';

/** Pure: what is known of an emergency, and how it is to be seen. */

type Marks = Pick<OwnEmergency, 'acknowledgedAt' | 'acknowledgedBy' | 'count'>;

/**
 * Nobody takes back that these alerts were seen: an answer that does not know of it yet is the older one. One more
 * alert is not seen, whatever was before it.
 */
export const withMarks = <T extends Marks>(next: T, known: Marks): T =>
  next.acknowledgedAt !== null || known.acknowledgedAt === null || next.count > known.count
    ? next
    : { ...next, acknowledgedAt: known.acknowledgedAt, acknowledgedBy: known.acknowledgedBy };

/** Whether what was told of so many alerts is about all of these; without a number it is. */
export const isOfAll = (count: number | undefined, known: { count: number }): boolean =>
  count === undefined || count >= known.count;

/** Whether the first knows more alerts of it, or of its escalation, than the second. */
export const isLater = (first: EmergencyAlert, second: EmergencyAlert): boolean =>
  first.count > second.count || (first.count === second.count && first.escalated && !second.escalated);

/** What nobody has acknowledged first, each group in order of time. */
export const sortOpen = (alerts: readonly EmergencyAlert[]): EmergencyAlert[] =>
  alerts.toSorted(
    (first, second) =>
      Number(first.acknowledgedAt !== null) - Number(second.acknowledgedAt !== null) ||
      first.raisedAt.localeCompare(second.raisedAt),
  );

/** Where the own emergency stands: what the patient has to know and do next. */
export type OwnStage = 'sent' | 'unseen' | 'seen' | 'resolved' | 'over';

/** @param isOver it is known to be over, but not by whom */
export const ownStage = (
  { acknowledgedAt, unseenSince, resolvedAt }: OwnEmergency,
  isOver: boolean,
): OwnStage => {
  if (resolvedAt !== null) return 'resolved';
  if (isOver) return 'over';
  if (acknowledgedAt !== null) return 'seen';
  return unseenSince === null ? 'sent' : 'unseen';
};

/** Contacts with an open emergency first, the others as they were. */
export const emergenciesFirst = <T extends { otherUser: { _id: string } }>(
  contacts: readonly T[],
  open: readonly EmergencyAlert[],
): readonly T[] => {
  if (open.length === 0) return contacts;
  const place = new Map(open.map(({ patientId }, index) => [patientId, index]));
  const placeOf = ({ otherUser }: T): number => place.get(otherUser._id) ?? open.length;
  return contacts.toSorted((first, second) => placeOf(first) - placeOf(second));
};
