import type { Contact } from '../../../server/protocol/index.ts';
import type { ApiErrorCode } from '../../api/api-error.ts';
import { unreadOf } from './contact-pages.ts';
import type { ConversationView } from './conversation-view.ts';

/** What is known of conversations. */
export type ConversationsState = {
  /** The newest first, as far as they are loaded; null until they are known. */
  list: readonly Contact[] | null;
  /** Where those begin that are not in the list; null if all are. */
  next: number | null;
  /** Unread messages of conversations that are not in the list. */
  unreadElsewhere: number;
  /** Why the list could not be loaded. */
  problem: ApiErrorCode | null;
  /** Conversations that were opened, by the other person. */
  views: Readonly<Partial<Record<string, ConversationView>>>;
  typing: Readonly<Partial<Record<string, true>>>;
};

export const NO_CONVERSATIONS: ConversationsState = {
  list: null,
  next: null,
  unreadElsewhere: 0,
  problem: null,
  views: {},
  typing: {},
};

/** Of everybody: also of those whom the list does not reach yet. */
export const allUnread = ({ list, unreadElsewhere }: ConversationsState): number =>
  unreadElsewhere + unreadOf(list ?? []);
