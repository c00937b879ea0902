import { createConversationCopy } from '../../../src-renderer/api/conversation-copy.ts';
import { createClinicStore } from '../../../src-renderer/api/clinic-store.ts';
import { createHttp } from '../../../src-renderer/api/http.ts';
import { createLineProbe } from '../../../src-renderer/api/line-probe.ts';
import { createLetterOutbox, createRoomOutbox } from '../../../src-renderer/api/outboxes.ts';
import { createRestClient } from '../../../src-renderer/api/rest-client.ts';
import { createSession } from '../../../src-renderer/api/session.ts';
import { createServersStore } from '../../../src-renderer/api/servers-store.ts';
import { createStorageStore } from '../../../src-renderer/api/storage-store.ts';
import { continueWithRoom, type Services } from '../../../src-renderer/create-services.ts';
import { createCallSlot } from '../../../src-renderer/features/consultation/call-slot.ts';
import { createLocalMedia } from '../../../src-renderer/features/device-test/local-media.ts';
import { browserMedia } from '../../../src-renderer/features/device-test/media.ts';
import { createEmergencyStore } from '../../../src-renderer/features/emergencies/emergency-store.ts';
import { createFilesSlot } from '../../../src-renderer/features/files/files-slot.ts';
import { createFailureMemory } from '../../../src-renderer/features/help-code/failure-memory.ts';
import { createPasswordLinkInbox } from '../../../src-renderer/features/password/password-link-inbox.ts';
import { createInviteInbox } from '../../../src-renderer/features/visit/invite-inbox.ts';
import { createConversationStore } from '../../../src-renderer/features/messages/conversation-store.ts';
import { createDeletions } from '../../../src-renderer/features/messages/deletions.ts';
import { createSignOut } from '../../../src-renderer/features/sign-out/sign-out.ts';
import { countUnsent } from '../../../src-renderer/features/sign-out/unsent.ts';
import { createRoomStore } from '../../../src-renderer/features/waiting-room/room-store.ts';
import { createVisitNotes } from '../../../src-renderer/features/visit-summary/visit-notes.ts';
import { createFakeFetch, type FakeFetch, type FakeRoutes } from './fake-fetch.ts';
import { createFakePlatform, type FakePlatform } from './fake-platform.ts';
import { createFakeSocket, type FakeSocket } from './fake-socket.ts';

export type TestServices = Services & { socket: FakeSocket; platform: FakePlatform; fetch: FakeFetch };

/** The real services of a window over a fake network. Nobody is signed in yet. */
export const createTestServices = (routes: FakeRoutes, token: string | null = null): TestServices => {
  const fetch = createFakeFetch({
    'GET /api/clinic': () => ({
      json: {
        success: true,
        data: {
          name: 'Test Clinic',
          needsSetup: false,
          needsSetupCode: false,
          protocol: 1,
          version: '0.0.0',
        },
      },
    }),
    'GET /ice-servers': () => ({ json: { success: true, iceServers: [], expiresAt: null } }),
    'GET /probe': () => ({ json: {} }),
    'POST /probe': () => ({ json: { success: true, bytes: 0 } }),
    ...routes,
  });
  const platform = createFakePlatform({ token });
  const way = { baseUrl: () => platform.serverUrl.getState(), fetch };
  const http = createHttp(way);
  const session = createSession({ http, platform, random: () => 0 });
  const socket = createFakeSocket();
  socket.answer('own_emergency', () => ({ emergency: null }));
  socket.answer('open_emergencies', () => ({ emergencies: [] }));
  const outbox = createRoomOutbox(socket, () => 0);
  const letters = createLetterOutbox(socket, () => 0);
  const rest = createRestClient(http, session);
  const files = createFilesSlot();
  const emergencies = createEmergencyStore({ socket, session, random: () => 0 });
  const copy = createConversationCopy(platform.conversations);
  const rooms = createRoomStore({ socket, outbox, random: () => 0 });
  const servers = createServersStore(socket);
  const storage = createStorageStore(socket);
  const conversations = createConversationStore({ socket, letters, rooms, session });
  const deletions = createDeletions({ conversations, socket, copy });
  continueWithRoom(storage, { outbox, letters, rooms });
  return {
    platform,
    computer: null,
    fetch,
    session,
    socket,
    outbox,
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
    clinic: createClinicStore({ http, platform, random: () => 0 }),
    rest,
    visitNotes: createVisitNotes({ rest, socket }),
    line: createLineProbe(way, session),
    rooms,
    servers,
    storage,
    invites: createInviteInbox(window),
    passwordLinks: createPasswordLinkInbox(window),
    media: createLocalMedia(browserMedia(window)),
    callSlot: createCallSlot(),
    failures: createFailureMemory({ path: () => window.location.pathname }),
  };
};
