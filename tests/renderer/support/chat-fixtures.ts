import type { ChatMessage, Contact, UserSummary } from '../../../server/protocol/index.ts';

/** Facts of a conversation for tests, each with what a test does not care about filled in. */

export const DOCTOR: UserSummary = { _id: 'doctor-1', fullname: 'Dr Ada One', email: null, role: 'doctor' };
export const PATIENT: UserSummary = { _id: 'patient-1', fullname: 'Pat Alpha', email: null, role: 'patient' };
export const CONVERSATION = 'doctor-1_patient-1';

/** From the patient to the doctor. */
export const chatMessage = (seq: number, changes: Partial<ChatMessage> = {}): ChatMessage => ({
  _id: `relation-${seq}`,
  id: `relation-${seq}`,
  seq,
  sender: PATIENT,
  receiver: DOCTOR,
  content: `text ${seq}`,
  messageType: 'text',
  fileUrl: null,
  fileName: null,
  isRead: false,
  readAt: null,
  conversationId: CONVERSATION,
  createdAt: '2026-01-01T10:00:00.000Z',
  updatedAt: '2026-01-01T10:00:00.000Z',
  status: 'sent',
  deliveredAt: null,
  replyTo: null,
  roomId: null,
  clientId: null,
  deletedAt: null,
  ...changes,
});

export const ownMessage = (seq: number, changes: Partial<ChatMessage> = {}): ChatMessage =>
  chatMessage(seq, { sender: DOCTOR, receiver: PATIENT, ...changes });

export const chatContact = (changes: Partial<Contact> = {}): Contact => ({
  conversationId: CONVERSATION,
  otherUser: PATIENT,
  lastMessage: null,
  unreadCount: 0,
  lastSeq: 0,
  status: 'offline',
  hasAccount: true,
  ...changes,
});

/** What a list shows of a message. */
export const asLast = ({
  content,
  messageType,
  createdAt,
  deletedAt,
  status,
  sender,
}: ChatMessage): NonNullable<Contact['lastMessage']> => ({
  content,
  messageType,
  createdAt,
  deletedAt,
  status,
  sender: sender._id,
});
