import type {
  AuditEntry,
  ConversationRecord,
  FoundMessageRecord,
  MessageRecord,
  MessageView,
  NewMessageRecord,
  ReactionChange,
  ReceiptKind,
  ReceiptRecord,
} from '../../domain/records.ts';

/** Whose conversation, and how much of it: of a session that sees one visit only, what belongs to that. */
export type ConversationScope = { patientId: string; doctorId: string; roomId: string | null };

/**
 * Why a message was not stored: nobody to send it to, nothing to reply to, no file of the sender's in this
 * conversation (or visit), or one that has not arrived completely.
 */
export type MessageRefusal = 'unknown' | 'no_such_reply' | 'no_such_file' | 'unfinished_file';

/** With the two whose conversation it is, and what became of it since, if it is not new. */
export type StoredMessage = {
  message: MessageView;
  duplicate: boolean;
  patientId: string;
  doctorId: string;
  /** What the receiver is notified by, made or renewed. */
  notified: { id: string; count: number } | null;
};

export type SyncedConversation = {
  messages: MessageView[];
  lastSeq: number;
  deleted: number[];
  lastDeletion: number;
  /** What changed after `afterReaction`, at most 200, and up to which change that is all. */
  reactions: ReactionChange[];
  lastReaction: number;
  /** How far the other has received and read, and the reader has read. */
  other: { delivered: number; read: number };
  ownRead: number;
};

/** Some of somebody's conversations; `unread` counts the messages of all. */
export type ConversationPage = {
  conversations: ConversationRecord[];
  /** `before` of the next page; null if there is none. */
  next: number | null;
  unread: number;
};

/** The lasting conversation of a patient and a doctor: one log of messages, whose numbers have no gaps. */
export type ConversationStore = {
  /** The patients of a doctor. */
  listContacts(doctorId: string): Promise<string[]>;
  /**
   * Stores a message with the next number of its conversation, and of its visit, and notifies the receiver. If the sender has stored this
   * `clientId` before, nothing is written and the stored one comes back with `duplicate: true`.
   */
  appendMessage(message: NewMessageRecord): Promise<StoredMessage | MessageRefusal>;
  /** What the sender stored under this `clientId` before; null if there is nothing. */
  findSentMessage(input: { senderId: string; clientId: string }): Promise<StoredMessage | null>;
  /**
   * Stores messages of one sender in several rooms, all or none. Those that the sender stored before are answered
   * as in `appendMessage`; if that is all of them, nothing is written. Rooms that do not exist are left out.
   */
  appendMessages(input: {
    messages: readonly NewMessageRecord[];
    audit: AuditEntry;
  }): Promise<StoredMessage[]>;
  /**
   * At most `limit` messages in their order: those after the number `after`, or the last ones before the number
   * `before`, or the newest. Numbers are those of the visit where the scope is one. Null if the two are not related.
   */
  getMessages(
    input: ConversationScope & { after?: number; before?: number; limit: number },
  ): Promise<{ messages: MessageView[]; lastSeq: number; lastReaction: number } | null>;
  /**
   * What `readerId` has missed: at most `limit` messages after the number `after`, and the numbers of those that were
   * deleted after so many deletions, and reactions that changed after so many changes (null: none of them). Null if
   * the two are not related.
   */
  syncConversation(
    input: ConversationScope & {
      readerId: string;
      after: number;
      afterDeletion: number;
      afterReaction: number | null;
      limit: number;
    },
  ): Promise<SyncedConversation | null>;
  /** All conversations of somebody, also those without a message; with `roomId`, that of this visit. */
  listConversations(input: { userId: string; roomId: string | null }): Promise<ConversationRecord[]>;
  /**
   * At most `limit` conversations, that with the newest message first, and behind them, `withSilent`, those without
   * one. `words` are folded and must all be in the name or the email of the other; `otherId`: only with this person.
   */
  pageConversations(input: {
    userId: string;
    roomId: string | null;
    withSilent: boolean;
    words: readonly string[];
    otherId: string | null;
    before: number | null;
    limit: number | null;
  }): Promise<ConversationPage>;
  /** Messages that somebody has not read yet. */
  countUnread(input: { userId: string; roomId: string | null }): Promise<number>;
  /**
   * Notes that somebody has received or read a conversation up to a number, or all of it. Null if there is nothing
   * new in that: nobody is told twice. Who has read all of it needs no notification of it any more. `unknown`: the
   * two are not related.
   */
  noteReceipt(
    input: ConversationScope & { readerId: string; kind: ReceiptKind; upTo: number | null; at: number },
  ): Promise<ReceiptRecord | null | 'unknown'>;
  /**
   * What was sent to `readerId`, by `otherId` if that is not null. Each entry of `names` is what one message is called:
   * its id, or the one that its sender gave it. Answers the newest number in each conversation (or visit), and whose it
   * is. Left out is what is unknown, and what means several messages.
   */
  findReceived(input: {
    readerId: string;
    otherId: string | null;
    roomId: string | null;
    names: readonly (readonly string[])[];
  }): Promise<{ otherId: string; seq: number }[]>;
  /**
   * Empties one of the person's own messages; its number stays. `not_own`: somebody else sent it. `repeated`: it
   * was deleted before. A file that no other message refers to is deleted with it (`fileId`), which has an audit row
   * of its own.
   */
  deleteMessage(input: {
    conversationId: string;
    seq: number;
    senderId: string;
    /** Only if it belongs to this visit. */
    visitOnly: string | null;
    at: number;
    audit: AuditEntry;
    fileAudit: Omit<AuditEntry, 'subjectId'>;
  }): Promise<
    | {
        outcome: 'deleted';
        message: MessageRecord;
        patientId: string;
        doctorId: string;
        fileId: string | null;
        /** Notifications that the other needs no more, by their ids. */
        notificationsRead: string[];
      }
    | { outcome: 'repeated' | 'not_own' | 'unknown' }
  >;
  /**
   * Brings at most `limit` messages into the search, which they are not in when they are stored.
   * @returns whether there are more
   */
  indexMessages(limit: number): Promise<boolean>;
  /**
   * Messages of somebody's conversations, the newest first, that have every one of `words`, the last as the
   * beginning of a word. `before`: the place of the last one that was found.
   */
  searchMessages(input: {
    userId: string;
    /** Only the conversation with this person. */
    otherId: string | null;
    /** Only this visit. */
    roomId: string | null;
    words: readonly string[];
    before: number | null;
    limit: number;
  }): Promise<FoundMessageRecord[]>;
};
