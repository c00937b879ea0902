import type { ConversationScope, MessageRefusal, StoredMessage } from '../storage/ports/conversations.ts';
import type { Store } from '../storage/store.ts';
import type { CommandInput, CommandResult } from './commands.ts';
import { conversationIdOf, REACTIONS_PAGE } from '../protocol/index.ts';
import {
  otherIn,
  requireVisitOf,
  scopeOf,
  sentInClosedVisit,
  visitOnlyOf,
  whyRefused,
} from './conversation-access.ts';
import { createConversationLists } from './conversation-lists.ts';
import type { ConversationOpenings } from './conversation-openings.ts';
import type { Contacts } from './contacts.ts';
import { createDoubleSends, createSecondNames } from './double-sends.ts';
import { DomainError } from './errors.ts';
import type { Channel, DomainEvent, Outcome } from './events.ts';
import { quiet } from './events.ts';
import { visibleName } from './file-names.ts';
import type { Files } from './files.ts';
import type { Identity } from './identity.ts';
import { noSuchMessage, placeOfMessage } from './message-ids.ts';
import { toBoth, withFile } from './message-news.ts';
import { createMessageSearch } from './message-search.ts';
import { messageNotified, notificationsRead } from './notifications.ts';
import type { PeopleNames } from './people-names.ts';
import type { Clock, Ids } from './ports.ts';
import type { MessageView, PersonRecord, ReceiptKind, ReceiptRecord } from './records.ts';
import type { ToldMessages } from './told-messages.ts';
import type { Typing } from './typing.ts';

/** Messages in one answer, unless less are asked for. */
const PAGE = 50;
/** Of messages, and of changes of reactions. */
const SYNC_PAGE = REACTIONS_PAGE;

const noSuchReply = () => new DomainError('bad_request', 'replyTo: there is no such message');

/** A page of messages with the two whose they are. */
export type MessagePage = {
  messages: MessageView[];
  self: PersonRecord;
  other: PersonRecord;
  scope: 'conversation' | 'visit';
  /** So many changes of reactions are in them, where that is asked for. */
  lastReaction?: number;
};

/** The lasting conversation between a patient and a doctor: one log, of which each session sees what it may. */
export const createConversations = (deps: {
  store: Store;
  clock: Clock;
  ids: Ids;
  names: PeopleNames;
  typing: Typing;
  contacts: Pick<Contacts, 'statusFor'>;
  files: Pick<Files, 'lookUp' | 'removeBytes'>;
  told: ToldMessages;
  openings: Pick<ConversationOpenings, 'note'>;
}) => {
  const { store, clock, ids, names, typing, contacts, files, told, openings } = deps;

  const copies = createDoubleSends<Outcome<CommandResult<'sendMessage'>>>(clock);
  const secondNames = createSecondNames();

  const requirePerson = async (userId: string): Promise<PersonRecord> => {
    const person = await names.of(userId);
    if (person === null) throw new DomainError('forbidden', 'One or both users not found');
    return person;
  };

  const pageOf = async (
    identity: Identity,
    otherId: string,
    messages: MessageView[],
  ): Promise<MessagePage> => {
    await openings.note(identity, otherId, 'opened');
    return {
      messages,
      self: await requirePerson(identity.userId),
      other: await requirePerson(otherId),
      scope: visitOnlyOf(identity) === null ? 'conversation' : 'visit',
    };
  };

  const { search, indexAll } = createMessageSearch({ store, requirePerson, openings });

  const receiptNews = (
    identity: Identity,
    otherId: string,
    { kind, from: after, to: upTo, at, visits, messages }: ReceiptRecord,
    /** Only of one visit, so that it says nothing of what was before that. */
    isOfVisit: boolean,
  ): DomainEvent[] => {
    const { userId: readerId, role } = identity;
    const conversationId = conversationIdOf(readerId, otherId);
    const fact = { type: 'conversation-received', kind, readerId, conversationId, at, messages } as const;
    const events: DomainEvent[] = [
      { ...fact, to: { channels: [{ kind: 'user', userId: otherId }] }, after, upTo },
    ];
    if (role === 'doctor') {
      for (const visit of visits) {
        const channels: Channel[] = [{ kind: 'visit', roomId: visit.roomId }];
        // Who came by an invitation is told of no message beside the visit.
        const ofVisit = messages.filter(({ roomId }) => roomId === visit.roomId);
        events.push({ ...fact, messages: ofVisit, to: { channels }, after: 0, upTo: visit.to });
      }
    }
    if (kind === 'read' && !isOfVisit) {
      const channels: Channel[] = [{ kind: 'user', userId: readerId }];
      events.push({ type: 'conversation-read-elsewhere', to: { channels }, conversationId, upTo });
    }
    return events;
  };

  const noteReceipt = async (
    identity: Identity,
    otherId: string,
    kind: ReceiptKind,
    upTo: number | null,
    inVisit: string | null = null,
  ): Promise<Outcome<null>> => {
    const scope = scopeOf(identity, otherId);
    if (inVisit !== null && inVisit !== scope.roomId) await requireVisitOf(store, scope, inVisit);
    const noted = await store.noteReceipt({
      ...scope,
      roomId: inVisit ?? scope.roomId,
      readerId: identity.userId,
      kind,
      upTo,
      at: clock.now(),
    });
    if (noted === 'unknown') throw await whyRefused(names, identity, otherId);
    if (noted === null) return quiet(null);
    return {
      value: null,
      events: [
        ...receiptNews(identity, otherId, noted, (inVisit ?? scope.roomId) !== null),
        ...notificationsRead(identity.userId, noted.notificationsRead),
      ],
    };
  };

  /** Who sees a visit alone answers in its numbers. */
  const answeredBy = async (scope: ConversationScope, replyTo: number | null): Promise<number | null> => {
    if (replyTo === null || scope.roomId === null) return replyTo;
    const found = await store.getMessages({ ...scope, after: replyTo - 1, limit: 1 });
    const [message] = found?.messages ?? [];
    if (message === undefined) throw noSuchReply();
    return message.seq;
  };

  const sendOnce = async (
    identity: Identity,
    { receiverId, text, kind, fileUrl, fileName, replyTo, clientId }: CommandInput<'sendMessage'>,
  ): Promise<Outcome<CommandResult<'sendMessage'>>> => {
    const { patientId, doctorId, roomId } = scopeOf(identity, receiverId);
    const file = await files.lookUp(fileUrl);
    const append = async (): Promise<StoredMessage | MessageRefusal> => {
      const answered = await answeredBy({ patientId, doctorId, roomId }, replyTo);
      return store.appendMessage({
        to: roomId === null ? { patientId, doctorId } : { roomId },
        senderId: identity.userId,
        senderRole: identity.role,
        senderName: identity.fullname,
        kind,
        text,
        fileUrl,
        fileName: fileName == null ? (file?.name ?? null) : visibleName(fileName),
        replyTo: answered,
        clientId,
        createdAt: clock.now(),
        notificationId: ids.id(),
      });
    };
    const [stored, sender, receiver] = await Promise.all([
      (await sentInClosedVisit(store, identity, roomId, clientId)) ?? append(),
      names.of(identity.userId),
      names.of(receiverId),
    ]);
    if (stored === 'no_such_reply') throw noSuchReply();
    if (stored === 'no_such_file') {
      throw new DomainError('not_found', 'fileUrl: there is no such file of yours in this conversation');
    }
    if (stored === 'unfinished_file') {
      throw new DomainError('bad_request', 'fileUrl: the file has not arrived completely');
    }
    if (stored === 'unknown' || sender === null || receiver === null) {
      throw await whyRefused(names, identity, receiverId);
    }
    const message = withFile(stored.message, file);
    const isOfVisit = roomId === null || message.roomId === roomId;
    if (stored.patientId !== patientId || stored.doctorId !== doctorId || !isOfVisit) {
      throw new DomainError('conflict', 'clientId was used in another conversation');
    }
    const scope = roomId === null ? 'conversation' : 'visit';
    const value = { message, sender, receiver, scope } as const;
    if (!told.isOwed(stored)) return quiet(value);
    told.add(message);
    return {
      value,
      events: [
        ...toBoth(message, sender, receiver),
        ...messageNotified(stored, sender),
        ...typing.stoppedBySending(sender, receiver),
      ],
    };
  };

  const send = async (
    identity: Identity,
    message: CommandInput<'sendMessage'>,
  ): Promise<Outcome<CommandResult<'sendMessage'>>> => {
    const { way, receiverId, text, fileUrl, clientId } = message;
    if (way === undefined) return sendOnce(identity, message);
    const key = JSON.stringify([identity.userId, receiverId, text, fileUrl]);
    const { stored, isSecond } = await copies.take(key, way, () => sendOnce(identity, message));
    if (!isSecond) return stored;
    if (clientId !== null) {
      secondNames.remember({ senderId: identity.userId, receiverId, clientId }, stored.value.message.id);
    }
    return quiet(stored.value);
  };

  /** The newest messages before a number, or before the last `skip`. */
  const readPage = async (
    identity: Identity,
    otherId: string,
    { before, skip = 0, limit }: { before?: number; skip?: number; limit: number | null },
  ): Promise<MessagePage> => {
    const asked = { ...scopeOf(identity, otherId), limit: limit ?? PAGE };
    let found = await store.getMessages({ ...asked, ...(before !== undefined && { before }) });
    if (found !== null && skip > 0) {
      found = await store.getMessages({ ...asked, before: Math.max(1, found.lastSeq - skip + 1) });
    }
    if (found === null) throw await whyRefused(names, identity, otherId);
    return {
      ...(await pageOf(identity, otherId, found.messages)),
      lastReaction: found.lastReaction,
    };
  };

  return {
    send,

    markRead: (
      identity: Identity,
      { senderId, upTo, roomId }: CommandInput<'markRead'>,
    ): Promise<Outcome<null>> => noteReceipt(identity, senderId, 'read', upTo, roomId),

    markDelivered: (
      identity: Identity,
      { senderId, upTo }: CommandInput<'markDelivered'>,
    ): Promise<Outcome<null>> => noteReceipt(identity, senderId, 'delivered', upTo),

    page: readPage,

    /** Window `page`, from 1 for the newest messages, of `limit` messages each. */
    async window(
      identity: Identity,
      { otherId, page, limit }: CommandInput<'getMessageWindow'>,
    ): Promise<CommandResult<'getMessageWindow'>> {
      const asked = { ...scopeOf(identity, otherId), limit };
      const newest = await store.getMessages(asked);
      if (newest === null) throw await whyRefused(names, identity, otherId);
      const { lastSeq: total } = newest;
      const before = total - (page - 1) * limit + 1;
      const found = page === 1 || before < 1 ? newest : await store.getMessages({ ...asked, before });
      const messages = page > 1 && before <= 1 ? [] : (found?.messages ?? []);
      return { page: await pageOf(identity, otherId, messages), number: page, limit, total };
    },

    /**
     * These messages, and those before them, are read.
     * @param otherId only in the conversation with this person; null: in all of the reader's, where a name means
     * nothing if several people gave it
     */
    async readMessages(
      identity: Identity,
      messageIds: readonly string[],
      otherId: string | null,
    ): Promise<Outcome<null>> {
      const visitOnly = visitOnlyOf(identity);
      const { userId: readerId } = identity;
      const found = await store.findReceived({
        readerId,
        roomId: visitOnly,
        otherId,
        names: messageIds.map((id) => [
          id,
          ...secondNames.of({ receiverId: readerId, clientId: id }, otherId),
        ]),
      });
      const events: DomainEvent[] = [];
      for (const { otherId: senderId, seq } of found) {
        const outcome = await noteReceipt(identity, senderId, 'read', seq);
        events.push(...outcome.events);
      }
      return { value: null, events };
    },

    older: (
      identity: Identity,
      { conversationId, before, limit }: CommandInput<'getMessages'>,
    ): Promise<MessagePage> => readPage(identity, otherIn(conversationId, identity), { before, limit }),

    async sync(
      identity: Identity,
      { conversationId, afterSeq, afterDeletion, afterReaction }: CommandInput<'syncConversation'>,
    ): Promise<CommandResult<'syncConversation'>> {
      const otherId = otherIn(conversationId, identity);
      const missed = await store.syncConversation({
        ...scopeOf(identity, otherId),
        readerId: identity.userId,
        after: afterSeq,
        afterDeletion,
        afterReaction,
        limit: SYNC_PAGE,
      });
      if (missed === null) throw await whyRefused(names, identity, otherId);
      const { messages, ...rest } = missed;
      return { conversationId, page: await pageOf(identity, otherId, messages), ...rest };
    },

    ...createConversationLists({ store, contacts }),

    async remove(identity: Identity, { messageId }: CommandInput<'deleteMessage'>): Promise<Outcome<null>> {
      const { conversationId, seq } = placeOfMessage(messageId);
      const at = clock.now();
      const removed = await store.deleteMessage({
        conversationId,
        seq,
        senderId: identity.userId,
        visitOnly: visitOnlyOf(identity),
        at,
        audit: {
          at,
          actorId: identity.userId,
          action: 'message.deleted',
          subjectId: messageId,
          detail: {},
        },
        fileAudit: { at, actorId: identity.userId, action: 'file.deleted', detail: {} },
      });
      switch (removed.outcome) {
        case 'unknown':
          throw noSuchMessage();
        case 'not_own':
          throw new DomainError('forbidden', 'Only who sent a message may delete it');
        case 'repeated':
          return quiet(null);
        case 'deleted':
      }
      const { message, patientId, doctorId, fileId } = removed;
      const otherId = identity.userId === patientId ? doctorId : patientId;
      if (fileId !== null) await files.removeBytes([fileId]);
      const fact = {
        type: 'message-deleted',
        messageId,
        conversationId: conversationIdOf(patientId, doctorId),
        roomId: message.roomId,
        at,
      } as const;
      const { roomId, roomSeq } = message;
      const people = [patientId, doctorId].map((userId): Channel => ({ kind: 'user', userId }));
      return {
        value: null,
        events: [
          { ...fact, to: { channels: people }, seq: message.seq },
          // Who came by an invitation has other numbers.
          ...(roomId === null || roomSeq === null
            ? []
            : [{ ...fact, to: { channels: [{ kind: 'visit', roomId } as const] }, seq: roomSeq }]),
          ...notificationsRead(otherId, removed.notificationsRead),
        ],
      };
    },

    search,

    /** What has come since the last time is brought into the search. */
    index: indexAll,
  };
};

export type Conversations = ReturnType<typeof createConversations>;
