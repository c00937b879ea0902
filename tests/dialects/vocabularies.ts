import { expect } from 'vitest';
import type { Person } from '../support/server.ts';
import type { TestClient } from '../support/socket-client.ts';
import { connectPhase4, connectQuickclinic, type arrangeForeign } from '../support/foreign.ts';

type Arranged = Awaited<ReturnType<typeof arrangeForeign>>;

/** What one side does, and hears of the other, in one vocabulary. */
export type Side = {
  socket: TestClient;
  send(text: string): void;
  /** The next message of the other. @returns by what it is marked as read */
  hearsMessage(text: string): Promise<string>;
  type(): void;
  hearsTyping(): Promise<void>;
  read(messageId: string): void;
  /** The other has read. */
  hearsRead(): Promise<void>;
  /** The other is gone. Null where the vocabulary has no word for it. */
  hearsLeaving: (() => Promise<void>) | null;
  /** Null where the vocabulary has no word for it. */
  raiseEmergency: ((text: string) => void) | null;
  hearsEmergency: ((text: string) => Promise<void>) | null;
};

export type Vocabulary = {
  name: string;
  /** By which a message comes. */
  messageEvent: string;
  join(arranged: Arranged, self: Person, other: Person): Promise<Side>;
};

type Heard = { message: { id: string; senderId: string } };

const canonical: Vocabulary = {
  name: 'S1',
  messageEvent: 'new_message',
  async join({ server }, self, other) {
    const socket = await server.connect(self);
    await socket.request('list_conversations', {});
    const from = { userId: other.user.id };
    return {
      socket,
      send: (content) => socket.send('send_message', { receiverId: other.user.id, content }),
      async hearsMessage(content) {
        const { message } = await socket.next('new_message');
        expect(message).toMatchObject({ content, sender: { _id: other.user.id } });
        return message.id;
      },
      type: () => socket.send('typing_start', { receiverId: other.user.id }),
      hearsTyping: async () => expect(await socket.next('typing_start')).toEqual(from),
      read: () => socket.send('mark_read', { senderId: other.user.id }),
      hearsRead: async () => expect(await socket.next('messages_read')).toMatchObject(from),
      hearsLeaving: async () =>
        void (await socket.next('user_status_change', ({ status }) => status === 'offline')),
      raiseEmergency: (content) => socket.send('raise_emergency', { receiverId: other.user.id, content }),
      hearsEmergency: async (message) =>
        expect(await socket.next('emergency:alert')).toMatchObject({ patientId: other.user.id, message }),
    };
  },
};

const quickclinic: Vocabulary = {
  name: 'S3',
  messageEvent: 'new_message',
  async join({ server, relationId }, self, other) {
    const socket = await connectQuickclinic(server, self, relationId);
    await socket.hears('connected');
    socket.send('get_initial_messages', { page: 1, limit: 50 });
    await socket.hears('initial_messages');
    return {
      socket,
      send: (text) => socket.send('send_message', { text }),
      async hearsMessage(text) {
        // What the own side writes comes, too.
        const payload = await socket.hears(
          'new_message',
          (heard) => (heard as Heard).message.senderId === other.user.id,
        );
        const { message } = payload as Heard;
        expect(message).toMatchObject({ text, senderName: other.user.fullname });
        return message.id;
      },
      type: () => void socket.socket.emit('user_typing'),
      hearsTyping: async () =>
        expect(await socket.hears('user_typing')).toMatchObject({ userId: other.user.id }),
      read: (messageId) => socket.send('mark_as_read', { messageId }),
      hearsRead: async () =>
        expect(await socket.hears('message_read')).toMatchObject({ readBy: other.user.id }),
      hearsLeaving: null,
      raiseEmergency: null,
      hearsEmergency: null,
    };
  },
};

const phase4: Vocabulary = {
  name: 'S4',
  messageEvent: 'message:received',
  async join({ server, pair }, self, other) {
    const socket = await connectPhase4(server, self, pair);
    return {
      socket,
      send: (content) =>
        socket.send('message:send', { id: `temp-${content.length}`, receiverId: other.user.id, content }),
      async hearsMessage(content) {
        const message = (await socket.hears('message:received')) as { id: string };
        expect(message).toMatchObject({ content, senderId: other.user.id });
        return message.id;
      },
      type: () => socket.send('typing:start', pair),
      hearsTyping: async () =>
        expect(await socket.hears('typing:started')).toMatchObject({ userId: other.user.id }),
      read: (messageId) => socket.send('message:read', { messageId, ...pair }),
      hearsRead: async () =>
        expect(await socket.hears('message:read:confirmed')).toMatchObject({ readBy: other.user.id }),
      hearsLeaving: async () =>
        expect(await socket.hears('user:offline')).toMatchObject({ userId: other.user.id }),
      raiseEmergency: (content) =>
        socket.send('message:send', {
          id: `temp-help-${content.length}`,
          receiverId: other.user.id,
          content,
          isEmergency: true,
        }),
      hearsEmergency: async (message) =>
        expect(await socket.hears('emergency:alert')).toMatchObject({ patientId: other.user.id, message }),
    };
  },
};

export const VOCABULARIES: readonly Vocabulary[] = [canonical, quickclinic, phase4];
