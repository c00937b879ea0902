import type { ChatMessage, Contact, ServerPayload } from '../../../server/protocol/index.ts';

/** What happens in a conversation, in its line of the list. */

/** With a message that is newer than what is known. */
export const withNewest = (contact: Contact, message: ChatMessage): Contact => {
  const { content, messageType, createdAt, deletedAt, status, sender, seq } = message;
  const isOwn = sender._id !== contact.otherUser._id;
  return {
    ...contact,
    lastSeq: seq,
    lastMessage: { content, messageType, createdAt, deletedAt, status, sender: sender._id },
    unreadCount: isOwn ? contact.unreadCount : contact.unreadCount + 1,
  };
};

/** The check mark of the newest message. */
export const withLastRead = (contact: Contact, { userId, upTo }: ServerPayload<'messages_read'>): Contact =>
  contact.lastMessage !== null && contact.lastMessage.sender !== userId && upTo >= contact.lastSeq
    ? { ...contact, lastMessage: { ...contact.lastMessage, status: 'read' } }
    : contact;
