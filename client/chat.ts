import type { ChatMessage } from '../server/protocol/index.ts';
import type { ConversationCopy } from '../src-renderer/api/conversation-copy.ts';
import type { Outbox } from '../src-renderer/api/outbox.ts';
import { createLetterOutbox } from '../src-renderer/api/outboxes.ts';
import type { Session } from '../src-renderer/api/session.ts';
import type { SocketClient } from '../src-renderer/api/socket-client.ts';
import {
  createEmergencyStore,
  type EmergencyStore,
} from '../src-renderer/features/emergencies/emergency-store.ts';
import {
  createConversationStore,
  type ConversationStore,
} from '../src-renderer/features/messages/conversation-store.ts';
import type { RoomStore } from '../src-renderer/features/waiting-room/room-store.ts';

/** Conversations of whoever is signed in, and what is on its way to them. */
export type Chat = {
  /** Messages that the server has not confirmed yet. */
  readonly letters: Outbox<ChatMessage>;
  readonly conversations: ConversationStore;
  readonly emergencies: EmergencyStore;
  /** Another person may sign in here: nothing of this one stays. */
  clear(): void;
};

export const createChat = ({
  socket,
  session,
  rooms,
  copy,
  random,
}: {
  socket: SocketClient;
  session: Pick<Session, 'state'>;
  /** Visits that go on beside the conversations. */
  rooms?: Pick<RoomStore, 'state'>;
  /** What this computer keeps of conversations, if it does. */
  copy?: ConversationCopy | undefined;
  random?: () => number;
}): Chat => {
  const letters = createLetterOutbox(socket, random, copy);
  const conversations = createConversationStore({ socket, letters, rooms, session, copy });
  const emergencies = createEmergencyStore({ socket, session, ...(random && { random }) });
  return {
    letters,
    conversations,
    emergencies,
    clear() {
      letters.clear();
      conversations.clear();
      emergencies.clear();
    },
  };
};
