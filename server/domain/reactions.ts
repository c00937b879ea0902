import type { Store } from '../storage/store.ts';
import { conversationIdOf } from '../protocol/index.ts';
import type { CommandInput } from './commands.ts';
import { requireOpenVisit, visitOnlyOf } from './conversation-access.ts';
import { DomainError } from './errors.ts';
import type { Channel, Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Identity } from './identity.ts';
import { noSuchMessage, placeOfMessage } from './message-ids.ts';
import type { Clock } from './ports.ts';

/** A person's short answer to one message: seen, yes, thank you, a question. Nobody is notified of it. */
export const createReactions = ({ store, clock }: { store: Store; clock: Clock }) => ({
  /** @throws DomainError `not_found`, or `visit_over` for who came for that visit alone */
  async react(
    identity: Identity,
    { messageId, emoji }: CommandInput<'reactToMessage'>,
  ): Promise<Outcome<null>> {
    const { conversationId, seq } = placeOfMessage(messageId);
    const visitOnly = visitOnlyOf(identity);
    if (visitOnly !== null) await requireOpenVisit(store, visitOnly);
    const at = clock.now();
    const reacted = await store.reactToMessage({
      conversationId,
      seq,
      personId: identity.userId,
      visitOnly,
      emoji,
      at,
    });
    switch (reacted.outcome) {
      case 'unknown':
        throw noSuchMessage();
      case 'gone':
        throw new DomainError('not_found', 'The message was deleted');
      case 'same':
        return quiet(null);
      case 'changed':
    }
    const { change, patientId, doctorId } = reacted;
    const { roomId, roomSeq, personId, number } = change;
    const fact = {
      type: 'message-reaction',
      messageId,
      conversationId: conversationIdOf(patientId, doctorId),
      roomId,
      personId,
      emoji,
      number,
      at,
    } as const;
    const people = [patientId, doctorId].map((userId): Channel => ({ kind: 'user', userId }));
    return {
      value: null,
      events: [
        { ...fact, to: { channels: people }, seq },
        // Who came by an invitation has other numbers.
        ...(roomId === null || roomSeq === null
          ? []
          : [{ ...fact, to: { channels: [{ kind: 'visit', roomId } as const] }, seq: roomSeq }]),
      ],
    };
  },
});

export type Reactions = ReturnType<typeof createReactions>;
