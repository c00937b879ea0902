import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type {
  Contact,
  EmergencyAlert,
  Notification,
  OwnEmergency,
  RouteBodyInput,
  ServerPayload,
  User,
} from '../server/protocol/index.ts';
import type { ApiErrorCode } from '../src-renderer/api/api-error.ts';
import type { ConnectionState, SocketClient } from '../src-renderer/api/socket-client.ts';
import { hasOlder } from '../src-renderer/features/messages/conversation-view.ts';
import { messagesOf, type TelehealthMessage } from './messages.ts';
import type { OutgoingMessage, Telehealth } from './telehealth.ts';

/** What a page has of the clinic (S4-J01 to J22); what is not in that document is marked as ours. */
export type TelehealthHook = {
  /** Every event of the contract, by name; null while nobody is signed in. */
  socket: SocketClient | null;
  isConnected: boolean;
  /** Ours: `offline` tries again by itself, as long as it takes. */
  status: ConnectionState['status'];
  /** Ours: `restoring` until it is known whether somebody is signed in. */
  session: 'restoring' | 'signedOut' | 'signedIn';
  /** Ours. */
  user: User | null;
  /** Ours: why the server refused the connection, or something could not be loaded; null if all is well. */
  problem: ApiErrorCode | null;
  /** Of the conversation that was joined, the oldest first; own ones from the moment they are sent. */
  messages: readonly TelehealthMessage[];
  /** Ids of people who write to this one. */
  typingUsers: ReadonlySet<string>;
  /** Ids of people who are there, of those that this one shares a conversation with. */
  onlineUsers: ReadonlySet<string>;
  /** Ours: the newest first; null until they are known. */
  conversations: readonly Contact[] | null;
  /** Ours: the newest first; null until they are known. */
  notifications: readonly Notification[] | null;
  /** Ours: all that are open, for doctors; null until they are known. */
  openEmergencies: readonly EmergencyAlert[] | null;
  /** Ours: the patient's own, also for a while after it is over. */
  ownEmergency: OwnEmergency | null;
  /** Ours: there is more before the first message. */
  hasOlder: boolean;
} & TelehealthActions;

export type TelehealthActions = {
  /** Shows the conversation of these two, one of whom is signed in, and follows it. */
  joinChat(patientId: string, doctorId: string): void;
  leaveChat(patientId: string, doctorId: string): void;
  /** Shows it at once and sends it, once, as soon as there is a way. Returns the id of the message. */
  sendMessage(message: OutgoingMessage): string;
  sendTyping(patientId: string, doctorId: string, isTyping: boolean): void;
  /** This message, and what came before it, has been seen. */
  markAsRead(messageId: string, patientId: string, doctorId: string): void;
  /** For doctors. Returns what ends it. */
  onEmergencyAlert(callback: (alert: ServerPayload<'emergency:alert'>) => void): () => void;
  /** Returns what ends it. */
  onNotification(callback: (notification: Notification) => void): () => void;
  isUserOnline(userId: string): boolean;
  /** Ours, as all that follow: a message that failed, once more. */
  retryMessage(clientId: string): void;
  /** Gives a message up that failed, or a file that is on its way. */
  discardMessage(clientId: string): void;
  loadOlder(): void;
  /** @throws ApiError */
  signIn(body: RouteBodyInput<'login'>): Promise<void>;
  signOut(): Promise<void>;
  /** @throws ApiError */
  acknowledgeEmergency(id: string): Promise<void>;
  /** @throws ApiError */
  resolveEmergency(id: string, note: string): Promise<void>;
  /** These, or all of them (null). @throws ApiError */
  readNotifications(ids: readonly string[] | null): Promise<void>;
};

type Pair = { patientId: string; doctorId: string };

/** The other of the two; null if neither is the person who is signed in. */
const otherOf = ({ patientId, doctorId }: Pair, ownId: string): string | null => {
  if (ownId === patientId) return doctorId;
  return ownId === doctorId ? patientId : null;
};

/** Connects as long as the component is there; several components may use the same clinic. */
const useClinic = (clinic: Telehealth): void => useEffect(() => clinic.use(), [clinic]);

/**
 * The clinic in a React component: connects by itself as soon as somebody is signed in, and says who that is with
 * each connection. Closed on unmount.
 * @param clinic made once, outside of components: `createTelehealth({ url })`
 */
export const useTelehealth = (clinic: Telehealth): TelehealthHook => {
  const { session, socket, conversations, letters, uploads, urgent, notices, emergencies } = clinic;
  useClinic(clinic);
  const [joined, setJoined] = useState<Pair | null>(null);
  const person = useStore(session.state);
  const connection = useStore(socket.state);
  const { list, views, typing, problem } = useStore(conversations.state);
  const { entries } = useStore(letters.state);
  const { entries: files } = useStore(uploads.state);
  const calls = useStore(urgent.state);
  const { open, own } = useStore(emergencies.state);
  const { list: notifications } = useStore(notices.state);

  const user = person.status === 'signedIn' ? person.user : null;
  const ownId = user?.id ?? '';
  const otherId = joined === null ? null : otherOf(joined, ownId);
  const view = otherId === null ? undefined : views[otherId];
  const known = view?.messages;

  useEffect(() => {
    if (otherId !== null) conversations.open(otherId);
  }, [conversations, otherId]);

  const messages = useMemo(
    () => (otherId === null ? [] : messagesOf(ownId, otherId, known ?? [], [...entries, ...files, ...calls])),
    [ownId, otherId, known, entries, files, calls],
  );
  const typingUsers = useMemo(() => new Set(Object.keys(typing)), [typing]);
  const onlineUsers = useMemo(
    () =>
      new Set(
        (list ?? []).filter(({ status }) => status !== 'offline').map(({ otherUser }) => otherUser._id),
      ),
    [list],
  );

  const actions = useMemo(
    (): Omit<TelehealthActions, 'isUserOnline'> => ({
      joinChat: (patientId, doctorId) => setJoined({ patientId, doctorId }),
      leaveChat: (patientId, doctorId) =>
        setJoined((now) => (now?.patientId === patientId && now.doctorId === doctorId ? null : now)),
      sendMessage: clinic.send,
      sendTyping(patientId, doctorId, isTyping) {
        const to = otherOf({ patientId, doctorId }, ownId);
        if (to !== null) conversations.setTyping(to, isTyping);
      },
      markAsRead(messageId, patientId, doctorId) {
        const from = otherOf({ patientId, doctorId }, ownId);
        if (from === null) return;
        const { list: contacts, views: open } = conversations.state.getState();
        const message = open[from]?.messages.find(({ id }) => id === messageId);
        if (message === undefined || message.sender._id !== from || message.isRead) return;
        if (contacts?.some(({ otherUser }) => otherUser._id === from) === true) {
          conversations.markRead(from, message.seq);
          return;
        }
        // The list is still on its way. What is lost is said again when the page is looked at again.
        void socket.request('mark_read', { senderId: from, upTo: message.seq }).catch(() => undefined);
      },
      onEmergencyAlert: (callback) => socket.on('emergency:alert', callback),
      onNotification: (callback) => socket.on('notification', callback),
      retryMessage: clinic.retry,
      discardMessage: clinic.discard,
      loadOlder() {
        if (otherId !== null) void conversations.loadOlder(otherId);
      },
      signIn: session.signIn,
      signOut: session.signOut,
      acknowledgeEmergency: emergencies.acknowledge,
      resolveEmergency: emergencies.resolve,
      readNotifications: notices.read,
    }),
    [clinic, session, socket, conversations, emergencies, notices, ownId, otherId],
  );

  return {
    socket: user === null ? null : socket,
    isConnected: connection.status === 'online',
    status: connection.status,
    session: person.status,
    user,
    problem:
      connection.refusal ??
      view?.problem ??
      problem ??
      (person.status === 'restoring' ? person.problem : null),
    messages,
    typingUsers,
    onlineUsers,
    conversations: list,
    notifications,
    openEmergencies: open,
    ownEmergency: own,
    hasOlder: view !== undefined && hasOlder(view),
    isUserOnline: (userId) => onlineUsers.has(userId),
    ...actions,
  };
};
