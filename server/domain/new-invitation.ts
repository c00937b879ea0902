import type { Clock, Ids, Secrets } from './ports.ts';
import type { InvitationRecord } from './records.ts';

/** An invitation ends this long after the appointment's start, or after its making if that is later. */
const INVITATION_MS = 24 * 3_600_000;
const MAX_OPENINGS = 5;

/** When the invitation to an appointment ends that is made, or moved, now. */
export const invitationEnd = (startsAt: number, now: number): number =>
  Math.max(startsAt, now) + INVITATION_MS;

/** Makes invitations: only the hash of the secret is kept, so that a link can be made but not found again. */
export const createInvitationMaker =
  ({ clock, ids, secrets }: { clock: Clock; ids: Ids; secrets: Secrets }) =>
  (appointmentId: string, startsAt: number): { invitation: InvitationRecord; invite: string } => {
    const invite = secrets.create();
    const at = clock.now();
    return {
      invite,
      invitation: {
        id: ids.id(),
        appointmentId,
        secretHash: secrets.hash(invite),
        createdAt: at,
        expiresAt: invitationEnd(startsAt, at),
        maxOpenings: MAX_OPENINGS,
      },
    };
  };

export type InvitationMaker = ReturnType<typeof createInvitationMaker>;
