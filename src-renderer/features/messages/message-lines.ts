import type { ChatMessage, DeliveryStatus } from '../../../server/protocol/index.ts';
import type { ApiErrorCode } from '../../api/api-error.ts';
import type { OutboxEntry } from '../../api/outbox.ts';

/** One bubble: a stored message or one on its way. */
export type MessageLine = {
  /** Stays the same when a message on its way becomes a stored one. */
  key: string;
  /** Null for what is on its way. */
  message: ChatMessage | null;
  own: boolean;
  text: string;
  /** Milliseconds since the epoch. */
  at: number;
  state:
    | { status: DeliveryStatus }
    | { status: 'sending' }
    | { status: 'failed'; clientId: string; code: ApiErrorCode };
  /** The text that it answers, if that is known here. */
  answers: { text: string; own: boolean } | null;
  /** It is the first of its day, or the first that was not read. */
  newDay: boolean;
  firstUnread: boolean;
  /** Last of a group by the same person within a few minutes. */
  last: boolean;
};

const GROUP_MS = 3 * 60_000;

const isSameDay = (first: number, second: number): boolean =>
  new Date(first).toDateString() === new Date(second).toDateString();

/** The bubbles of a conversation, each made when it is looked at. */
export type MessageLines = {
  readonly length: number;
  /** The same object as before as long as nothing about it changes. */
  at(index: number): MessageLine | undefined;
  /** Where a message is that is loaded; -1 if it is not. */
  indexOfSeq(seq: number): number;
  /** Where a bubble is now, also if it was on its way before; -1 if it is gone. */
  indexOf(line: MessageLine): number;
};

const isSame = (one: MessageLine, other: MessageLine): boolean =>
  one.newDay === other.newDay &&
  one.firstUnread === other.firstUnread &&
  one.last === other.last &&
  one.answers?.text === other.answers?.text &&
  one.answers?.own === other.answers?.own;

/**
 * Makes the bubbles of the history followed by what is on its way; a message in both appears once. Of a hundred
 * thousand only those are made that are shown, and only those anew that have changed.
 */
export const createMessageLines = () => {
  const known = new WeakMap<ChatMessage | OutboxEntry, MessageLine>();

  return (
    messages: readonly ChatMessage[],
    entries: readonly OutboxEntry[],
    ownId: string,
    unreadFrom: number | null,
  ): MessageLines => {
    const first = messages[0]?.seq ?? 1;
    const sent = new Set(entries.map(({ clientId }) => clientId));
    for (const { clientId } of sent.size === 0 ? [] : messages) {
      if (clientId !== null) sent.delete(clientId);
    }
    const waiting = entries.filter(({ clientId }) => sent.has(clientId));

    const sideOf = (index: number): { own: boolean; at: number } | null => {
      const message = messages[index];
      if (message !== undefined) {
        return { own: message.sender._id === ownId, at: Date.parse(message.createdAt) };
      }
      const entry = waiting[index - messages.length];
      return entry === undefined ? null : { own: true, at: entry.createdAt };
    };
    const answered = (replyTo: number | null | undefined): MessageLine['answers'] => {
      const found = replyTo == null ? undefined : messages[replyTo - first];
      return found === undefined ? null : { text: found.content, own: found.sender._id === ownId };
    };
    const lineOf = (source: ChatMessage | OutboxEntry, index: number): MessageLine => {
      const { own, at } = sideOf(index) ?? { own: true, at: 0 };
      const before = sideOf(index - 1);
      const after = sideOf(index + 1);
      const place = {
        own,
        at,
        answers: answered(source.replyTo),
        newDay: before === null || !isSameDay(before.at, at),
        last: after === null || after.own !== own || after.at - at > GROUP_MS,
      };
      if ('seq' in source) {
        return {
          ...place,
          key: own && source.clientId !== null ? source.clientId : source.id,
          message: source,
          text: source.content,
          state: { status: source.status },
          firstUnread: source.seq === unreadFrom,
        };
      }
      return {
        ...place,
        key: source.clientId,
        message: null,
        text: source.message,
        state:
          source.status === 'failed'
            ? { status: 'failed', clientId: source.clientId, code: source.code }
            : { status: 'sending' },
        firstUnread: false,
      };
    };
    const indexOfSeq = (seq: number): number => (messages[seq - first]?.seq === seq ? seq - first : -1);

    return {
      length: messages.length + waiting.length,
      at(index) {
        const source = messages[index] ?? waiting[index - messages.length];
        if (source === undefined) return undefined;
        const line = lineOf(source, index);
        const before = known.get(source);
        if (before !== undefined && isSame(before, line)) return before;
        known.set(source, line);
        return line;
      },
      indexOfSeq,
      indexOf({ key, message }) {
        if (message !== null) return indexOfSeq(message.seq);
        const index = waiting.findIndex(({ clientId }) => clientId === key);
        return index < 0
          ? messages.findLastIndex(({ clientId }) => clientId === key)
          : messages.length + index;
      },
    };
  };
};

/** A text in parts, of which some are addresses of the web. */
export type TextPart = { text: string; href: string | null };

const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'’”]/g;

/** Finds addresses that may be opened: of the web only, and shown as they are. */
export const linkParts = (text: string): TextPart[] => {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (!URL.canParse(match[0])) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), href: null });
    parts.push({ text: match[0], href: new URL(match[0]).href });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
};
