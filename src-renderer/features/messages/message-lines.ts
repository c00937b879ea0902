import type { ChatMessage, DeliveryStatus, MessageFile } from '../../../server/protocol/index.ts';
import type { ApiErrorCode } from '../../api/api-error.ts';
import type { OutboxEntry } from '../../api/outbox.ts';
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
  /** Last of a group by the same person within a few minutes. */
  last: boolean;
};

const GROUP_MS = 3 * 60_000;

const isSameDay = (first: number, second: number): boolean =>
  new Date(first).toDateString() === new Date(second).toDateString();

const fileOf = ({ fileUrl, fileName, file }: ChatMessage): LineFile | null =>
  fileUrl === null ? null : { url: fileUrl, name: fileName ?? '', about: file ?? null };

/**
 * The history followed by what is on its way, files that have not arrived among them; a message in both appears
 * once.
 */
export const messageLines = (
  messages: readonly ChatMessage[],
  waiting: readonly OutboxEntry[],
  ownId: string,
  unreadFrom: number | null,
  uploads: readonly UploadEntry[] = [],
): MessageLine[] => {
  const bySeq = new Map(messages.map((message) => [message.seq, message]));
  const stored = new Set(messages.flatMap(({ clientId }) => clientId ?? []));
  const known = new Set([...stored, ...waiting.map(({ clientId }) => clientId)]);
  const answered = (replyTo: number | null | undefined): MessageLine['answers'] => {
    const found = replyTo == null ? undefined : bySeq.get(replyTo);
    return found === undefined ? null : { text: found.content, own: found.sender._id === ownId };
  };
  const lines: Omit<MessageLine, 'newDay' | 'last'>[] = [
    ...messages.map((message) => {
      const own = message.sender._id === ownId;
      return {
        key: own && message.clientId !== null ? message.clientId : message.id,
        message,
        own,
        text: message.content,
        file: fileOf(message),
        upload: null,
        at: Date.parse(message.createdAt),
        state: { status: message.status },
        answers: answered(message.replyTo),
        firstUnread: message.seq === unreadFrom,
      };
    }),
    ...waiting
      .filter(({ clientId }) => !stored.has(clientId))
      .map((entry) => ({
        key: entry.clientId,
        message: null,
        own: true,
        text: entry.message,
        file:
          entry.file === undefined ? null : { url: entry.file.url, name: entry.file.name, about: entry.file },
        upload: null,
        at: entry.createdAt,
        state:
          entry.status === 'failed'
            ? { status: 'failed' as const, clientId: entry.clientId, code: entry.code }
            : { status: 'sending' as const },
        answers: answered(entry.replyTo),
        firstUnread: false,
      })),
    ...uploads
      .filter(({ clientId }) => !known.has(clientId))
      .map((upload) => ({
        key: upload.clientId,
        message: null,
        own: true,
        text: upload.text,
        file: null,
        upload,
        at: upload.createdAt,
        state: { status: 'sending' as const },
        answers: answered(upload.replyTo),
        firstUnread: false,
      })),
  ];
  return lines.map((line, index) => {
    const before = lines[index - 1];
    const after = lines[index + 1];
    return {
      ...line,
      newDay: before === undefined || !isSameDay(before.at, line.at),
      last: after === undefined || after.own !== line.own || after.at - line.at > GROUP_MS,
    };
  });
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
