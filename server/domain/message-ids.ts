import { DomainError } from './errors.ts';

/**
 * The conversation and the position that a message's id is made of.
 * @throws DomainError `not_found` if it is the id of no message
 */
export const placeOfMessage = (messageId: string): { conversationId: string; seq: number } => {
  const cut = messageId.lastIndexOf('-');
  const seq = Number(messageId.slice(cut + 1));
  if (cut < 1 || !Number.isSafeInteger(seq) || seq < 1) throw noSuchMessage();
  return { conversationId: messageId.slice(0, cut), seq };
};

export const noSuchMessage = () => new DomainError('not_found', 'There is no such message');
