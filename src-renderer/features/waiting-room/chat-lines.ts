import type { MessageFile, Role, WaitingMessage } from '../../../server/protocol/index.ts';
import type { ApiErrorCode } from '../../api/api-error.ts';
import type { OutboxEntry } from '../../api/outbox.ts';
import { harmless } from '../../ui/harmless.ts';
import type { Answerable } from '../messages/reactions-view.ts';

/** One bubble of a chat: a stored message or one on its way. */
export type ChatLine = {
  /** Stays the same when a message on its way becomes a stored one. */
  key: string;
  own: boolean;
  name: string;
  userType: Role;
  text: string;
  emergency: boolean;
  /** What was sent with it in the conversation of the two. */
  file: { url: string; name: string; about: MessageFile | null } | null;
  /** It was taken back: the text is empty. */
  deleted: boolean;
  /** It can be answered with a sign; null for what is on its way or was taken back. */
  answerable: Answerable | null;
  /** ISO 8601, or milliseconds for what is on its way. */
  at: string | number;
  state:
    | { status: 'sent' }
    | { status: 'sending' }
    | { status: 'failed'; clientId: string; code: ApiErrorCode };
  /** First and last of a group by the same person within a few minutes. */
  first: boolean;
  last: boolean;
};

const GROUP_MS = 3 * 60_000;

const millisecondsOf = (at: string | number): number => (typeof at === 'number' ? at : Date.parse(at));

/** The history followed by what is on its way; a message in both appears once. */
export const chatLines = (
  messages: readonly WaitingMessage[],
  waiting: readonly OutboxEntry[],
  me: { id: string; fullname: string; role: Role },
): ChatLine[] => {
  const stored = new Set(
    messages.flatMap(({ clientId, userId }) => (clientId !== null && userId === me.id ? [clientId] : [])),
  );
  const lines: Omit<ChatLine, 'first' | 'last'>[] = [
    ...messages.map((message) => ({
      key: message.userId === me.id && message.clientId !== null ? message.clientId : message.id,
      own: message.userId === me.id,
      name: message.senderName,
      userType: message.userType,
      text: harmless(message.message),
      emergency: message.isEmergency === true,
      file:
        message.fileUrl == null
          ? null
          : { url: message.fileUrl, name: message.fileName ?? '', about: message.file ?? null },
      deleted: message.deletedAt != null,
      answerable: message.deletedAt == null ? message : null,
      at: message.timestamp,
      state: { status: 'sent' as const },
    })),
    ...waiting
      .filter(({ clientId }) => !stored.has(clientId))
      .map((entry) => ({
        key: entry.clientId,
        own: true,
        name: me.fullname,
        userType: me.role,
        text: harmless(entry.message),
        emergency: false,
        file: null,
        deleted: false,
        answerable: null,
        at: entry.createdAt,
        state:
          entry.status === 'failed'
            ? { status: 'failed' as const, clientId: entry.clientId, code: entry.code }
            : { status: 'sending' as const },
      })),
  ];
  const joined = (a: (typeof lines)[number] | undefined, b: (typeof lines)[number] | undefined) =>
    a !== undefined &&
    b !== undefined &&
    a.own === b.own &&
    a.name === b.name &&
    Math.abs(millisecondsOf(b.at) - millisecondsOf(a.at)) < GROUP_MS;
  return lines.map((line, index) => ({
    ...line,
    first: !joined(lines[index - 1], line),
    last: !joined(line, lines[index + 1]),
  }));
};
