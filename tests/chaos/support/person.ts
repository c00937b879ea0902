import { createStore } from 'zustand/vanilla';
import type { WaitingMessage } from '../../../server/protocol/index.ts';
import { createServices, type Services } from '../../../src-renderer/create-services.ts';
import { createLocalMedia } from '../../../src-renderer/features/device-test/local-media.ts';
import { createNoCache } from '../../../src-renderer/platform/conversation-cache.ts';
import type { ClientSettings, Platform } from '../../../src-renderer/platform/platform.ts';
import { USUAL_MESSAGE_ALERTS } from '../../../src-preload/contract.ts';

/** Somebody with our own client: everything of a window's services but the window. */
export type Person = Services & {
  /** What the server has confirmed of what this person wrote, in the order of the confirmations. */
  readonly confirmed: readonly WaitingMessage[];
  refreshToken(): string | null;
  /** Its clock goes so many milliseconds ahead, as after hours with the window open. */
  age(ms: number): void;
  /** From now on the client tries another way to the same server; it reconnects. */
  goTo(url: string): void;
  /** Ends the connection and every attempt at one; the session stays. */
  close(): void;
};

/** A platform as in a browser, without one. */
const createPlatform = (serverUrl: string) => {
  let token: string | null = null;
  const platform: Platform = {
    kind: 'web',
    serverUrl: createStore<string | null>(() => serverUrl),
    tokens: {
      read: () => Promise.resolve(token),
      write: (next) => {
        token = next;
        return Promise.resolve();
      },
    },
    conversations: createNoCache(),
    settings: createStore<ClientSettings>(() => ({
      theme: 'light',
      language: 'en',
      messageAlerts: USUAL_MESSAGE_ALERTS,
    })),
    updateSettings: () => Promise.resolve(),
    openExternal: () => Promise.resolve(),
    host: null,
    joined: null,
    desktop: null,
    onNetwork: () => () => undefined,
  };
  return { platform, refreshToken: () => token };
};

const noMedia = () =>
  createLocalMedia({
    isSecure: true,
    getUserMedia: null,
    permission: () => Promise.resolve(null),
    devices: () => Promise.resolve([]),
    onDevicesChanged: () => undefined,
  });

/** Nobody is signed in yet. */
export const createPerson = (serverUrl: string): Person => {
  const { platform, refreshToken } = createPlatform(serverUrl);
  const inboxes = {
    invites: createStore(() => ({ invite: null, pin: null, arrivals: 0 })),
    passwordLinks: createStore(() => ({ link: null })),
  };
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const services = createServices(platform, globalThis.fetch, inboxes, noMedia(), now);
  const confirmed: WaitingMessage[] = [];
  services.outbox.onStored((message) => confirmed.push(message));
  return {
    ...services,
    confirmed,
    refreshToken,
    age: (ms) => {
      ahead += ms;
    },
    goTo: (url) => platform.serverUrl.setState(url, true),
    close: () => services.socket.close(),
  };
};

/** True if the person is connected and knows the room as it is now. */
export const isInSync = ({ socket, rooms }: Person, roomId: string): boolean =>
  socket.state.getState().status === 'online' && rooms.state.getState().rooms[roomId]?.fresh === true;
