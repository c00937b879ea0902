import {
  conversationIdOf,
  type ChatMessage,
  type Contact,
  type User,
} from '../../../server/protocol/index.ts';
import type { KeptLetter } from '../../../src-preload/contract.ts';

/** What a copy of conversations is filled with in tests. */

export const DOCTOR: User = {
  id: 'doctor-1',
  _id: 'doctor-1',
  fullname: 'Dr Ada One',
  email: null,
  role: 'doctor',
  isAdmin: false,
};
export const ACCOUNT = { clinic: null, userId: DOCTOR.id } as const;

const summary = ({ _id, fullname, email, role }: User) => ({ _id, fullname, email, role });
export const patient = (id = 'patient-1') =>
  ({ _id: id, fullname: `Pat ${id}`, email: null, role: 'patient' }) as const;

/** A message of the patient to the doctor, a second after the one before it. */
export const chatMessage = (
  seq: number,
  changes: Partial<ChatMessage> & { otherId?: string } = {},
): ChatMessage => {
  const { otherId = 'patient-1', ...others } = changes;
  const createdAt = new Date(Date.UTC(2026, 0, 1) + seq * 1_000).toISOString();
  return {
    _id: `${otherId}-${seq}`,
    id: `${otherId}-${seq}`,
    seq,
    sender: patient(otherId),
    receiver: summary(DOCTOR),
    content: `text ${seq}`,
    messageType: 'text',
    fileUrl: null,
    fileName: null,
    isRead: false,
    readAt: null,
    conversationId: conversationIdOf(DOCTOR.id, otherId),
    createdAt,
    updatedAt: createdAt,
    status: 'sent',
    deliveredAt: null,
    replyTo: null,
    roomId: null,
    clientId: null,
    deletedAt: null,
    ...others,
  };
};
export const own = (otherId = 'patient-1') => ({ sender: summary(DOCTOR), receiver: patient(otherId) });

export const messages = (from: number, to: number, changes: Parameters<typeof chatMessage>[1] = {}) =>
  Array.from({ length: to - from + 1 }, (_, index) => chatMessage(from + index, changes));

export const contact = (otherId: string, lastSeq = 0): Contact => ({
  conversationId: conversationIdOf(DOCTOR.id, otherId),
  otherUser: patient(otherId),
  lastMessage: null,
  unreadCount: 0,
  lastSeq,
  status: 'online',
  hasAccount: true,
});

export const letter = (number: number, changes: Partial<KeptLetter> = {}): KeptLetter => ({
  clientId: `client-${number}`,
  to: 'patient-1',
  message: `letter ${number}`,
  createdAt: number,
  order: number,
  failed: null,
  ...changes,
});
