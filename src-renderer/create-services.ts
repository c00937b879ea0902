import type { StoreApi } from 'zustand/vanilla';
import { createChat } from '../client/chat.ts';
import { createConnection, followPerson } from '../client/connection.ts';
import type { ChatMessage, WaitingMessage } from '../server/protocol/index.ts';
import { createConversationCopy, type ConversationCopy } from './api/conversation-copy.ts';
import { createClinicStore, type ClinicStore } from './api/clinic-store.ts';
import { createLineProbe, type LineProbe } from './api/line-probe.ts';
import type { Outbox } from './api/outbox.ts';
import { createRoomOutbox } from './api/outboxes.ts';
import type { RestClient } from './api/rest-client.ts';
import { createSession, type Session } from './api/session.ts';
import { createServersStore, type ServersState } from './api/servers-store.ts';
import type { SocketClient } from './api/socket-client.ts';
import { createStorageStore, type StorageState } from './api/storage-store.ts';
import { createComputer, type Computer } from './features/computer/computer.ts';
import { followPatient } from './features/computer/follow-patient.ts';
import { createCallSlot, type CallSlot } from './features/consultation/call-slot.ts';
import type { LocalMedia } from './features/device-test/local-media.ts';
import type { EmergencyStore } from './features/emergencies/emergency-store.ts';
import { createFilesSlot, type FilesSlot } from './features/files/files-slot.ts';
import { createFailureMemory, type FailureMemory } from './features/help-code/failure-memory.ts';
import type { PasswordLinkInbox } from './features/password/password-link-inbox.ts';
import type { InviteInbox } from './features/visit/invite-inbox.ts';
import type { ConversationStore } from './features/messages/conversation-store.ts';
import { createDeletions, type Deletions } from './features/messages/deletions.ts';
import { keepConversations } from './features/messages/keep-conversations.ts';
import { createSignOut, type SignOut } from './features/sign-out/sign-out.ts';
import { countUnsent } from './features/sign-out/unsent.ts';
import { createVisitNotes, type VisitNotesStore } from './features/visit-summary/visit-notes.ts';
import { createRoomStore, type RoomStore } from './features/waiting-room/room-store.ts';
import type { Platform } from './platform/platform.ts';

/** What every screen may use. Built once a window, handed down by React's context. */
export type Services = {
  readonly platform: Platform;
  /** What the app has of the computer that it runs on; null in a browser. */
  readonly computer: Computer | null;
  readonly clinic: ClinicStore;
  readonly session: Session;
  readonly rest: RestClient;
  /** Measures the way to the clinic's server. */
  readonly line: LineProbe;
  readonly socket: SocketClient;
  /** What the server said of its disk. */
  readonly storage: StoreApi<StorageState>;
  readonly servers: StoreApi<ServersState>;
  /** Messages on their way to waiting rooms. */
  readonly outbox: Outbox<WaitingMessage>;
  readonly rooms: RoomStore;
  /** Messages on their way to people. */
  readonly letters: Outbox<ChatMessage>;
  readonly conversations: ConversationStore;
  readonly deletions: Deletions;
  readonly emergencies: EmergencyStore;
  /** Files that people send each other. */
  readonly files: FilesSlot;
  /** What this computer keeps of conversations; in a browser nothing. */
  readonly copy: ConversationCopy;
  readonly signOut: SignOut;
  /** What the doctor writes of visits, until the server has it. */
  readonly visitNotes: VisitNotesStore;
  readonly invites: InviteInbox;
  readonly passwordLinks: PasswordLinkInbox;
  /** Own camera and microphone: the call takes over those of the waiting room. */
  readonly media: LocalMedia;
  /** Holds a call that begins before its page. */
  readonly callSlot: CallSlot;
  /** What went wrong last, for whoever phones the clinic about it. */
  readonly failures: FailureMemory;
};

/** What waited for room on the server's disk goes on at once when there is some, not after the next wait. */
export const continueWithRoom = (
  storage: Services['storage'],
  { outbox, letters, rooms }: Pick<Services, 'outbox' | 'letters' | 'rooms'>,
): void => {
  storage.subscribe(({ writable }, before) => {
    if (!writable || before.writable) return;
    outbox.flush();
    letters.flush();
    for (const [roomId, { fresh }] of Object.entries(rooms.state.getState().rooms)) {
      if (!fresh) rooms.refresh(roomId);
    }
  });
};

/**
 * Builds the services in the order of their dependencies, and lets the connection follow the session.
 * @param now milliseconds of this client's clock
 */
export const createServices = (
  platform: Platform,
  fetch: typeof globalThis.fetch,
  inboxes: Pick<Services, 'invites' | 'passwordLinks'>,
  media: LocalMedia,
  now: () => number = Date.now,
): Services => {
  const way = { baseUrl: () => platform.serverUrl.getState(), fetch };
  const { http, session, rest, socket } = createConnection({
    platform,
    fetch,
    session: (way) => createSession({ http: way, platform, now }),
    now,
  });
  const clinic = createClinicStore({ http, platform });
  const storage = createStorageStore(socket);
  const servers = createServersStore(socket);
  const outbox = createRoomOutbox(socket);
  const copy = createConversationCopy(platform.conversations);
  const kept = copy.isKept ? copy : undefined;
  const rooms = createRoomStore({ socket, outbox, now });
  const chat = createChat({ socket, session, rooms, copy: kept });
  const { letters, conversations, emergencies } = chat;
  const deletions = createDeletions({ conversations, socket, copy });
  const files = createFilesSlot();
  const visitNotes = createVisitNotes({ rest, socket });
  continueWithRoom(storage, { outbox, letters, rooms });
  if (kept !== undefined) {
    kept.onOpened(({ letters: waiting, drafts }) => letters.restore(waiting, drafts));
    keepConversations({ conversations, socket, copy: kept });
  }

  followPerson(session, (person) => {
    if (person !== null) visitNotes.ownedBy(person.user.id);
    socket.close();
    outbox.clear();
    files.clear();
    rooms.clear();
    chat.clear();
    deletions.clear();
    copy.close();
    // An invitation sees one visit, by other numbers than its patient's account: nothing of it is kept.
    if (person !== null && person.visit === null) copy.open(person.user);
    if (person !== null) socket.connect();
  });

  const computer = platform.desktop === null ? null : createComputer(platform.desktop);
  if (computer !== null) followPatient({ session, rooms }, computer.attention);
  const line = createLineProbe(way, session);
  return {
    platform,
    computer,
    clinic,
    session,
    rest,
    line,
    socket,
    storage,
    servers,
    outbox,
    rooms,
    letters,
    conversations,
    deletions,
    emergencies,
    files,
    copy,
    signOut: createSignOut({
      session,
      copy,
      unsent: () => countUnsent({ letters, outbox, files, emergencies, deletions }),
    }),
    visitNotes,
    ...inboxes,
    media,
    callSlot: createCallSlot(),
    failures: createFailureMemory({ path: () => window.location.pathname }),
  };
};
