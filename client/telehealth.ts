import { createStore } from 'zustand/vanilla';
import { createSession } from '../src-renderer/api/session.ts';
import { createUploads, type Uploads } from '../src-renderer/features/files/uploads.ts';
import { createNotices, type Notices } from '../src-renderer/features/notifications/notices-store.ts';
import { createNetworkSource, createSessionTokenStore } from '../src-renderer/platform/browser.ts';
import { createNoCache } from '../src-renderer/platform/conversation-cache.ts';
import type { Platform } from '../src-renderer/platform/platform.ts';
import { createBorrowedSession, type TelehealthSession } from './borrowed-session.ts';
import { createChat, type Chat } from './chat.ts';
import { createConnection, followPerson, type Connection } from './connection.ts';
import { createUrgent, type Urgent } from './urgent.ts';

export type TelehealthOptions = {
  /** Base address of the server, such as `https://clinic.example`. */
  url: string;
  /**
   * How the server knows who it is. `tokens` (unless said otherwise): signed in here, the refresh token stays in this
   * tab. `cookie`: signed in here, in a cookie that no script can read. Or a token that the page around it has.
   */
  auth?: 'tokens' | 'cookie' | { token: string | (() => string | Promise<string>) };
  fetch?: typeof globalThis.fetch;
  /** For the waits between attempts, as `Math.random`. */
  random?: () => number;
};

/** What is sent to a person. */
export type OutgoingMessage = {
  /** Under which it is sent, and only once; made if it is left out. */
  id?: string | undefined;
  receiverId: string;
  /** At most 1,000 characters; may be empty if there is a file. */
  content: string;
  /** Alerts every doctor of the clinic; only patients. Sent now or not at all. */
  isEmergency?: boolean | undefined;
  /** Goes to the server first, in parts, and on where it was after a disconnection. */
  file?: File | undefined;
};

/** A clinic's server for one page: connection, session and conversations. Nothing is sent before `use`. */
export type Telehealth = Pick<Connection<TelehealthSession>, 'session' | 'rest' | 'socket'> &
  Pick<Chat, 'conversations' | 'emergencies'> & {
    readonly letters: Pick<Chat['letters'], 'state' | 'onStored'>;
    readonly uploads: Pick<Uploads, 'state'>;
    readonly urgent: Pick<Urgent, 'state'>;
    readonly notices: Notices;
    /**
     * Continues the session of before, if there is one, and stays connected while somebody is signed in. Returns what
     * ends that; the last one who ends it closes the connection.
     */
    use(): () => void;
    /** Shows and sends a message. Returns the id by which it can be retried. */
    send(message: OutgoingMessage): string;
    /** Sends a message again that failed. */
    retry(clientId: string): void;
    /** Gives a message up that failed, or a file that is on its way. */
    discard(clientId: string): void;
  };

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

export const createTelehealth = ({
  url,
  auth = 'tokens',
  fetch = (...request) => globalThis.fetch(...request),
  random = Math.random,
}: TelehealthOptions): Telehealth => {
  /** Null while nobody uses it: then nothing is asked, and what waits for another attempt goes on waiting. */
  const serverUrl = createStore<string | null>(() => null);
  const platform = {
    serverUrl,
    // Asked for when they are needed: pages of others are also drawn where there is no window.
    onNetwork: (listener: Parameters<Platform['onNetwork']>[0]) => createNetworkSource(window)(listener),
    tokens: {
      read: () => createSessionTokenStore(window.sessionStorage).read(),
      write: (token: string | null) => createSessionTokenStore(window.sessionStorage).write(token),
    },
    conversations: createNoCache(),
  };
  const { session, rest, socket } = createConnection<TelehealthSession>({
    platform,
    fetch,
    cookies: auth === 'cookie',
    random,
    session: (http) => {
      if (auth === 'tokens') return createSession({ http, platform, random });
      if (auth === 'cookie')
        return createBorrowedSession({ http, platform, random, proof: { kind: 'cookie' } });
      const { token } = auth;
      const read = typeof token === 'string' ? () => token : token;
      return createBorrowedSession({ http, platform, random, proof: { kind: 'token', read } });
    },
  });
  const chat = createChat({ socket, session, random });
  const { letters, conversations, emergencies } = chat;
  const urgent = createUrgent(emergencies);
  const notices = createNotices({ rest, socket, session });
  let nextId: string | null = null;
  const uploads = createUploads({ rest, letters, random, newId: () => nextId ?? crypto.randomUUID() });
  let users = 0;
  let restoring: Promise<void> | null = null;

  const connect = (): void => {
    socket.connect();
    conversations.follow();
    emergencies.follow();
  };

  socket.onOnline(uploads.flush);
  followPerson(session, (person) => {
    socket.close();
    chat.clear();
    urgent.clear();
    uploads.clear();
    if (person !== null && users > 0) connect();
  });

  return {
    session,
    rest,
    socket,
    conversations,
    emergencies,
    letters,
    uploads,
    urgent,
    notices,
    use() {
      users += 1;
      if (users === 1) {
        serverUrl.setState(withoutSlash(url), true);
        restoring ??= session.restore();
        if (session.state.getState().status === 'signedIn') connect();
      }
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        users -= 1;
        if (users > 0) return;
        socket.close();
        serverUrl.setState(null, true);
      };
    },
    send({ id = crypto.randomUUID(), receiverId, content, isEmergency = false, file }) {
      if (isEmergency) return urgent.raise(receiverId, content, id);
      if (file === undefined) {
        letters.send(receiverId, content, undefined, { clientId: id, createdAt: Date.now() });
      } else {
        nextId = id;
        uploads.send(receiverId, [file], content.trim());
        nextId = null;
      }
      return id;
    },
    retry(clientId) {
      letters.retry(clientId);
      uploads.retry(clientId);
      urgent.retry(clientId);
    },
    discard(clientId) {
      letters.discard(clientId);
      uploads.cancel(clientId);
      urgent.discard(clientId);
    },
  };
};
