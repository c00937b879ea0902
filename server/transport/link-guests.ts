import { DomainError } from '../domain/errors.ts';
import type { EndedSession } from '../domain/events.ts';
import type { Identity } from '../domain/identity.ts';
import type { Sessions } from '../domain/sessions.ts';
import type { FanOut } from './fan-out.ts';

/** Links whose session is remembered: far more than are open at a time. */
const LINKS_KEPT = 1_000;

/**
 * Patients whose page shows the link of their invitation with every connection, instead of opening it once (S0-A02):
 * the first opens it, the others go on with that session as long as it lasts, each in the place of the one before.
 * Opened elsewhere, it ends like any other.
 */
export const createLinkGuests = ({
  sessions,
  fanOut,
}: {
  sessions: Pick<Sessions, 'openInvitation' | 'identify'>;
  fanOut: Pick<FanOut, 'publish' | 'endSession' | 'replaceConnections'>;
}) => {
  const opened = new Map<string, Promise<Identity>>();

  const open = async (invite: string): Promise<Identity> => {
    const { identity, events, ended } = await sessions.openInvitation(invite);
    ended.forEach((session: EndedSession) => fanOut.endSession(session));
    fanOut.publish({ events });
    return identity;
  };

  const remember = (invite: string): Promise<Identity> => {
    const opening = open(invite);
    opened.set(invite, opening);
    opening.catch(() => opened.delete(invite));
    if (opened.size > LINKS_KEPT) {
      for (const oldest of opened.keys()) {
        opened.delete(oldest);
        break;
      }
    }
    return opening;
  };

  return {
    /** @throws DomainError as for the opening of an invitation */
    async identify(invite: string): Promise<Identity> {
      const known = opened.get(invite);
      const { userId, sessionId } = await (known ?? remember(invite));
      try {
        const identity = await sessions.identify({ userId, sessionId });
        // Nobody else who has the link is there without being noticed.
        if (known !== undefined) fanOut.replaceConnections(sessionId);
        return identity;
      } catch (error) {
        const isOver =
          error instanceof DomainError && ['session_ended', 'opened_elsewhere'].includes(error.code);
        if (known === undefined || !isOver) throw error;
        opened.delete(invite);
        const again = await remember(invite);
        return sessions.identify(again);
      }
    },
  };
};

export type LinkGuests = ReturnType<typeof createLinkGuests>;
