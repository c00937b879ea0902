import { conversationIdOf, type Contact, type Reaction } from '../../../server/protocol/index.ts';
import type { SocketClient } from '../../api/socket-client.ts';
import type { ConversationView } from './conversation-view.ts';
import { missesReactions, withReactions } from './reactions-view.ts';

/** What somebody does with messages and conversations beside writing. */
export type RelationActions = {
  /** Answers a message with a sign, or takes that back. @throws ApiError */
  react(messageId: string, emoji: Reaction | null): Promise<void>;
  /** Puts a conversation away, as far as it is known here, or brings it back. @throws ApiError */
  archive(otherId: string, archived: boolean): Promise<void>;
};

/** Follows signs and the archive on all devices, over the state of the conversations. */
export const createRelationActions = ({
  socket,
  ownId,
  otherOf,
  viewOf,
  setView,
  contactOf,
  setContact,
  refresh,
}: {
  socket: Pick<SocketClient, 'request' | 'on'>;
  ownId: () => string;
  otherOf: (conversationId: string) => string | null;
  viewOf: (otherId: string) => ConversationView | undefined;
  setView: (otherId: string, change: (view: ConversationView) => ConversationView) => void;
  contactOf: (otherId: string) => Contact | undefined;
  setContact: (otherId: string, change: (contact: Contact) => Contact) => void;
  /** Asks for what was missed. */
  refresh: (otherId: string) => Promise<void>;
}): RelationActions => {
  socket.on('message_reaction', (change) => {
    const otherId = otherOf(change.conversationId);
    const view = otherId === null ? undefined : viewOf(otherId);
    if (otherId === null || view === undefined) return;
    if (missesReactions(view, change)) void refresh(otherId);
    else setView(otherId, (known) => withReactions(known, [change], change.number));
  });
  const setArchived = (otherId: string, archived: boolean): void =>
    setContact(otherId, (contact) => ({ ...contact, archived }));
  socket.on('conversation_archived', ({ conversationId, archived }) => {
    const otherId = otherOf(conversationId);
    if (otherId !== null) setArchived(otherId, archived);
  });

  return {
    react: async (messageId, emoji) => {
      await socket.request('react_to_message', { messageId, emoji });
    },
    archive: async (otherId, archived) => {
      const conversationId = conversationIdOf(ownId(), otherId);
      const asked = { conversationId, archived, upTo: contactOf(otherId)?.lastSeq ?? null };
      setArchived(otherId, (await socket.request('archive_conversation', asked)).archived);
    },
  };
};
