import type { Store } from '../storage/store.ts';
import type { CommandInput, CommandResult } from './commands.ts';
import { otherIn, scopeOf, whyRefused } from './conversation-access.ts';
import type { Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Identity } from './identity.ts';
import { requireOwnAccount } from './own-account.ts';
import type { PeopleNames } from './people-names.ts';
import type { Clock } from './ports.ts';

/** Conversations that somebody puts away, for oneself alone: the other neither sees nor learns it. */
export const createArchive = ({
  store,
  clock,
  names,
}: {
  store: Store;
  clock: Clock;
  names: PeopleNames;
}) => ({
  /** @throws DomainError `not_found`, or `forbidden` for sessions of invitations and people who are not related */
  async archive(
    identity: Identity,
    { conversationId, archived, upTo }: CommandInput<'archiveConversation'>,
  ): Promise<Outcome<CommandResult<'archiveConversation'>>> {
    requireOwnAccount(identity);
    const otherId = otherIn(conversationId, identity);
    const { patientId, doctorId } = scopeOf(identity, otherId);
    const done = await store.archiveConversation({
      patientId,
      doctorId,
      personId: identity.userId,
      archived,
      upTo,
      at: clock.now(),
    });
    if (done === null) throw await whyRefused(names, identity, otherId);
    const value = { archived: done.archived };
    if (!done.changed) return quiet(value);
    return {
      value,
      events: [
        {
          type: 'conversation-archived',
          to: { channels: [{ kind: 'user', userId: identity.userId }] },
          conversationId,
          archived: done.archived,
        },
      ],
    };
  },
});

export type Archive = ReturnType<typeof createArchive>;
