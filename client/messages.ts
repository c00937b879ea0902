import type { ChatMessage } from '../server/protocol/index.ts';
import type { ApiErrorCode } from '../src-renderer/api/api-error.ts';
import type { OutboxEntry } from '../src-renderer/api/outbox.ts';
import type { UploadEntry } from '../src-renderer/features/files/uploads.ts';
import type { UrgentMessage } from './urgent.ts';

/** A message as front ends show it (S4-M02); from `clientId` on, additions. */
export type TelehealthMessage = {
  /** The server's, or the own one until the server has answered. */
  id: string;
  senderId: string;
  receiverId: string;
  content: string;
  /** ISO 8601. */
  timestamp: string;
  isEmergency: boolean;
  fileUrl: string | null;
  fileName: string | null;
  /** `failed`: the server refused it; `retry` or `discard` it. */
  status: 'sending' | 'failed' | ChatMessage['status'];
  /** What it was sent under: stays the same when the server has it, so it is the key to draw it by. */
  clientId: string | null;
  /** Why it failed. */
  code: ApiErrorCode | null;
  isDeleted: boolean;
  /** How much of its file has arrived, 0 to 1; null once there is nothing left to arrive. */
  progress: number | null;
};

/** What the server has not confirmed. */
export type OnItsWay = OutboxEntry | UploadEntry | UrgentMessage;

const stored = (message: ChatMessage): TelehealthMessage => ({
  id: message.id,
  senderId: message.sender._id,
  receiverId: message.receiver._id,
  content: message.content,
  timestamp: message.createdAt,
  isEmergency: message.messageType === 'emergency',
  fileUrl: message.fileUrl,
  fileName: message.fileName,
  status: message.status,
  clientId: message.clientId,
  code: null,
  isDeleted: message.deletedAt !== null,
  progress: null,
});

const fileOf = (entry: OnItsWay): Pick<TelehealthMessage, 'fileUrl' | 'fileName' | 'progress'> => {
  if ('sent' in entry) {
    return { fileUrl: null, fileName: entry.file.name, progress: entry.sent / Math.max(1, entry.file.size) };
  }
  const file = 'isEmergency' in entry ? undefined : entry.file;
  return { fileUrl: file?.url ?? null, fileName: file?.name ?? null, progress: null };
};

const waiting = (senderId: string, entry: OnItsWay): TelehealthMessage => ({
  id: entry.clientId,
  senderId,
  receiverId: entry.to,
  content: 'sent' in entry ? entry.text : entry.message,
  timestamp: new Date(entry.createdAt).toISOString(),
  isEmergency: 'isEmergency' in entry,
  status: entry.status === 'failed' ? 'failed' : 'sending',
  clientId: entry.clientId,
  code: entry.status === 'failed' ? entry.code : null,
  isDeleted: false,
  ...fileOf(entry),
});

/** One conversation in order: what the server has, then what is on its way to it. */
export const messagesOf = (
  ownId: string,
  otherId: string,
  known: readonly ChatMessage[],
  onTheirWay: readonly OnItsWay[],
): readonly TelehealthMessage[] => {
  const own = onTheirWay.filter(({ to }) => to === otherId);
  if (own.length === 0) return known.map(stored);
  // For a moment a message is in both places.
  const arrived = new Set(known.map(({ clientId }) => clientId));
  return [
    ...known.map(stored),
    ...own.filter(({ clientId }) => !arrived.has(clientId)).map((entry) => waiting(ownId, entry)),
  ];
};
