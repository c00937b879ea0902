import type { Store } from '../storage/store.ts';
import type { CommandInput, CommandResult } from './commands.ts';
import type { Contacts } from './contacts.ts';
import { visitOnlyOf } from './conversation-access.ts';
import { foldText, searchWords } from './fold-text.ts';
import type { Identity } from './identity.ts';
import type { ConversationRecord } from './records.ts';

/** The conversations that somebody has, and what is unread in them. */
export const createConversationLists = ({
  store,
  contacts,
}: {
  store: Store;
  contacts: Pick<Contacts, 'statusFor'>;
}) => ({
  /**
   * Those in which there is a message, the newest first; with `search`, whose other person or newest message has
   * every word of it.
   */
  async list(identity: Identity, search: string | null): Promise<ConversationRecord[]> {
    const all = await store.listConversations({
      userId: identity.userId,
      roomId: visitOnlyOf(identity),
    });
    const words = searchWords(search ?? '');
    return all
      .filter(({ other, last }) => {
        if (last === null) return false;
        const text = foldText(`${other.fullname} ${other.email ?? ''} ${last.text}`);
        return words.every((word) => text.includes(word));
      })
      .toSorted((one, next) => (next.last?.createdAt ?? 0) - (one.last?.createdAt ?? 0));
  },

  /**
   * For somebody's own list: of a patient also doctors to whom nothing was written yet, and of anybody who is looked
   * for by name.
   */
  async contacts(
    identity: Identity,
    { before, limit, search, otherUserId }: CommandInput<'listConversations'>,
  ): Promise<CommandResult<'listConversations'>> {
    const { userId, role } = identity;
    const words = searchWords(search ?? '');
    const { conversations, ...rest } = await store.pageConversations({
      userId,
      roomId: visitOnlyOf(identity),
      withSilent: role === 'patient' || words.length > 0 || otherUserId !== null,
      words,
      otherId: otherUserId,
      before,
      limit,
    });
    return {
      ...rest,
      userId,
      conversations: conversations.map((conversation) => ({
        ...conversation,
        status: contacts.statusFor(identity, conversation.other.id),
      })),
    };
  },

  countUnread: (identity: Identity): Promise<number> =>
    store.countUnread({ userId: identity.userId, roomId: visitOnlyOf(identity) }),
});
