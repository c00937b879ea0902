import type { ChatMessage, DeliveryStatus, MessageFile } from '../../../server/protocol/index.ts';
import type { ApiErrorCode } from '../../api/api-error.ts';
import type { OutboxEntry } from '../../api/outbox.ts';
import { harmless } from '../../ui/harmless.ts';
import type { UploadEntry } from '../files/uploads.ts';

/** The file of a message: `about` is null for one of a front end's own. */
export type LineFile = { url: string; name: string; about: MessageFile | null };

/** One bubble: a stored message or one on its way. */
export type MessageLine = {
  /** Stays the same when a message on its way becomes a stored one. */
  key: string;
  /** Null for what is on its way. */
  message: ChatMessage | null;
  own: boolean;
  text: string;
  file: LineFile | null;
  /** Its file is on the way; the message follows. */
  upload: UploadEntry | null;
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
  /** It is the first of a visit, or the first after one. */
  part: 'visit' | 'after-visit' | null;
  /** Last of a group by the same person within a few minutes. */
  last: boolean;
};

const GROUP_MS = 3 * 60_000;

const isSameDay = (first: number, second: number): boolean =>
  new Date(first).toDateString() === new Date(second).toDateString();

const fileOf = ({ fileUrl, fileName, file }: ChatMessage): LineFile | null =>
  fileUrl === null ? null : { url: fileUrl, name: harmless(fileName ?? ''), about: file ?? null };

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
  one.part === other.part &&
  one.newDay === other.newDay &&
  one.firstUnread === other.firstUnread &&
  one.last === other.last &&
  one.answers?.text === other.answers?.text &&
  one.answers?.own === other.answers?.own;

type Source = ChatMessage | OutboxEntry | UploadEntry;

/**
 * Makes the bubbles of the history followed by what is on its way, files that have not arrived among them; a message
 * in both appears once. Of a hundred
 * thousand only those are made that are shown, and only those anew that have changed.
 */
export const createMessageLines = () => {
  const known = new WeakMap<Source, MessageLine>();

  return (
    messages: readonly ChatMessage[],
    entries: readonly OutboxEntry[],
    ownId: string,
    unreadFrom: number | null,
    uploads: readonly UploadEntry[] = [],
  ): MessageLines => {
    const first = messages[0]?.seq ?? 1;
    const own = [...entries, ...uploads];
    const sent = new Set(own.map(({ clientId }) => clientId));
    for (const { clientId } of sent.size === 0 ? [] : messages) {
      if (clientId !== null) sent.delete(clientId);
    }
    const waiting: (OutboxEntry | UploadEntry)[] = [];
    for (const source of own) {
      // Its file has arrived, and the message with it is in the outbox.
      if (sent.delete(source.clientId)) waiting.push(source);
    }

    /** `timed`: the time is said below it. A failed one stays where it is below all that is newer, and says why. */
    const sideOf = (index: number): { own: boolean; at: number; timed: boolean } | null => {
      const message = messages[index];
      if (message !== undefined) {
        return { own: message.sender._id === ownId, at: Date.parse(message.createdAt), timed: true };
      }
      const entry = waiting[index - messages.length];
      if (entry === undefined) return null;
      return { own: true, at: entry.createdAt, timed: 'message' in entry && entry.status !== 'failed' };
    };
    /** Where a visit's part of the conversation begins, and what is after it. */
    const partAt = (index: number): MessageLine['part'] => {
      const message = messages[index];
      const before = messages[index - 1];
      if (message === undefined || message.roomId === (before?.roomId ?? null)) return null;
      return message.roomId === null ? 'after-visit' : 'visit';
    };
    const answered = (replyTo: number | null | undefined): MessageLine['answers'] => {
      const found = replyTo == null ? undefined : messages[replyTo - first];
      return found === undefined ? null : { text: harmless(found.content), own: found.sender._id === ownId };
    };
    const lineOf = (source: Source, index: number): MessageLine => {
      const { own: isOwn, at } = sideOf(index) ?? { own: true, at: 0 };
      const before = sideOf(index - 1);
      const after = sideOf(index + 1);
      const place = {
        own: isOwn,
        at,
        answers: answered(source.replyTo),
        part: partAt(index),
        newDay: before === null || !isSameDay(before.at, at),
        last: after === null || after.own !== isOwn || !after.timed || after.at - at > GROUP_MS,
      };
      if ('seq' in source) {
        return {
          ...place,
          key: isOwn && source.clientId !== null ? source.clientId : source.id,
          message: source,
          text: harmless(source.content),
          file: fileOf(source),
          upload: null,
          state: { status: source.status },
          firstUnread: source.seq === unreadFrom,
        };
      }
      if ('message' in source) {
        const { file } = source;
        return {
          ...place,
          key: source.clientId,
          message: null,
          text: harmless(source.message),
          file: file === undefined ? null : { url: file.url, name: file.name, about: file },
          upload: null,
          state:
            source.status === 'failed'
              ? { status: 'failed', clientId: source.clientId, code: source.code }
              : { status: 'sending' },
          firstUnread: false,
        };
      }
      return {
        ...place,
        key: source.clientId,
        message: null,
        text: harmless(source.text),
        file: null,
        upload: source,
        state: { status: 'sending' },
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

const ADDRESS = /(?:https?:\/\/|\bwww\.)[^\s<>"]+[^\s<>".,;:!?)\]}'’”]/g;

/** Finds addresses that may be opened: of the web only, and shown as they are. */
export const linkParts = (text: string): TextPart[] => {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].startsWith('www.') ? `https://${match[0]}` : match[0];
    if (!URL.canParse(address)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), href: null });
    parts.push({ text: match[0], href: new URL(address).href });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
};
