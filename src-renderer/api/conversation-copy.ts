import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FoundMessage, User } from '../../server/protocol/index.ts';
import type {
  CopyChange,
  CopyCondition,
  CopyKeeping,
  CopyOpened,
  CopyPage,
  CopyReason,
  KeptLetter,
} from '../../src-preload/contract.ts';
import type { ConversationCache } from '../platform/conversation-cache.ts';

export type CopyState =
  | { status: 'closed' }
  | { status: 'open'; keeping: CopyKeeping; reason: CopyReason | null; condition: CopyCondition };

/** What an outbox needs so that its letters outlive the app. Nothing of it ever rejects. */
export type OutboxKeep = {
  /** Resolves when everything that waited before has been given back. */
  ready(): Promise<void>;
  /** Resolves when the letter is on the disk, or cannot be brought there. */
  write(letter: KeptLetter): Promise<void>;
  remove(clientId: string): void;
  /** Drafts are written when the person pauses. */
  draft(to: string, text: string): void;
};

/** The copy of the conversations of whoever is signed in, as the window uses it: nothing of it ever rejects. */
export type ConversationCopy = OutboxKeep & {
  readonly state: StoreApi<CopyState>;
  readonly isKept: boolean;
  open(user: User): void;
  /** Nobody is signed in any more: the copy stays on the computer. */
  close(): void;
  /** Removes all of this person's copy. */
  wipe(userId: string): Promise<void>;
  /** Null if there is nothing to be had. */
  read(otherId: string, before: number, limit: number): Promise<CopyPage | null>;
  search(query: string, limit: number): Promise<FoundMessage[]>;
  /** Writes it soon, with what else has changed meanwhile, in order. */
  change(...changes: CopyChange[]): void;
  /** A message is about to be taken back, or not any more. */
  deletion(messageId: string, isDue: boolean): void;
  /** What was found when it was opened, each time. Returns the unsubscribe function. */
  onOpened(listener: (opened: CopyOpened) => void): () => void;
  /** What was found is known to the person. */
  acknowledge(): void;
};

const WRITE_AFTER_MS = 100;
/** The list changes with everybody who comes and goes. */
const LIST_AFTER_MS = 2_000;
const DRAFT_AFTER_MS = 300;
/** The longest list that is kept: the newest conversations. */
const LIST_MAX = 500;
const DRAFT_MAX_LENGTH = 10_000;
const MESSAGES_MAX = 500;
const CHANGES_MAX = 500;

/** In parts that fit into a call. */
const inParts = (change: CopyChange): CopyChange[] => {
  if (change.kind !== 'messages') return [change];
  const parts: CopyChange[] = [];
  for (let at = 0; at < change.messages.length; at += MESSAGES_MAX) {
    parts.push({ kind: 'messages', messages: change.messages.slice(at, at + MESSAGES_MAX) });
  }
  return parts;
};

export const createConversationCopy = (cache: ConversationCache): ConversationCopy => {
  const state = createStore<CopyState>(() => ({ status: 'closed' }));
  const listeners = new Set<(opened: CopyOpened) => void>();
  const drafts = new Map<string, ReturnType<typeof setTimeout>>();
  let owner: User | null = null;
  let opening: Promise<void> = Promise.resolve();
  let queue: CopyChange[] = [];
  let list: CopyChange | null = null;
  /** The first one is kept at once: without it nothing can be opened. */
  let isListKept = false;
  let writeTimer: ReturnType<typeof setTimeout> | null = null;
  let listTimer: ReturnType<typeof setTimeout> | null = null;
  let writing: Promise<void> = Promise.resolve();

  /** Acts once it is open, for whoever it belongs to then. */
  const whenOpen = async <T>(act: (userId: string) => Promise<T>): Promise<T | null> => {
    if (!cache.isKept) return null;
    const before = owner;
    await opening;
    if (owner === null || owner !== before || state.getState().status !== 'open') return null;
    try {
      return await act(owner.id);
    } catch {
      return null;
    }
  };

  const flush = (): void => {
    if (writeTimer !== null) clearTimeout(writeTimer);
    writeTimer = null;
    const changes = queue;
    queue = [];
    for (let at = 0; at < changes.length; at += CHANGES_MAX) {
      const part = changes.slice(at, at + CHANGES_MAX);
      writing = writing.then(async () => {
        await whenOpen((userId) => cache.write(userId, part));
      });
    }
  };

  const drop = (): void => {
    if (writeTimer !== null) clearTimeout(writeTimer);
    if (listTimer !== null) clearTimeout(listTimer);
    for (const timer of drafts.values()) clearTimeout(timer);
    drafts.clear();
    writeTimer = null;
    listTimer = null;
    queue = [];
    list = null;
    isListKept = false;
  };

  const begin = (user: User): void => {
    owner = user;
    opening = cache.open(user).then(
      (opened) => {
        if (owner !== user) return;
        const { keeping, reason, condition } = opened;
        state.setState({ status: 'open', keeping, reason, condition }, true);
        for (const listener of [...listeners]) listener(opened);
      },
      () => {
        if (owner === user) {
          state.setState({ status: 'open', keeping: 'memory', reason: 'unusable', condition: 'sound' }, true);
        }
      },
    );
  };

  cache.onUnlocked(() => {
    const current = state.getState();
    if (owner !== null && current.status === 'open' && current.reason === 'locked') begin(owner);
  });

  const writeDraft = (to: string, text: string): void => {
    clearTimeout(drafts.get(to));
    drafts.delete(to);
    void whenOpen((userId) => cache.writeDraft(userId, { to, text: text.slice(0, DRAFT_MAX_LENGTH) }));
  };

  return {
    state,
    isKept: cache.isKept,
    open: (user) => {
      drop();
      if (cache.isKept) begin(user);
    },
    close: () => {
      const closing = owner;
      owner = null;
      drop();
      state.setState({ status: 'closed' }, true);
      if (closing !== null) void cache.close(closing.id, false).catch(() => undefined);
    },
    wipe: async (userId) => {
      owner = null;
      drop();
      state.setState({ status: 'closed' }, true);
      await cache.close(userId, true).catch(() => undefined);
    },
    ready: () => opening,
    read: (otherId, before, limit) =>
      whenOpen((userId) => cache.readMessages(userId, otherId, before, limit)),
    search: async (query, limit) => (await whenOpen((userId) => cache.search(userId, query, limit))) ?? [],
    change: (...changes) => {
      if (owner === null) return;
      for (const change of changes) {
        if (change.kind === 'contacts') {
          list = { kind: 'contacts', contacts: change.contacts.slice(0, LIST_MAX) };
          listTimer ??= setTimeout(
            () => {
              listTimer = null;
              isListKept = true;
              if (list !== null) queue.push(list);
              flush();
            },
            isListKept ? LIST_AFTER_MS : 0,
          );
        } else {
          queue.push(...inParts(change));
          writeTimer ??= setTimeout(flush, WRITE_AFTER_MS);
        }
      }
    },
    write: async (letter) => {
      const isWritten = await whenOpen(async (userId) => {
        await cache.writeLetter(userId, letter);
        return true;
      });
      const current = state.getState();
      // It is sent all the same; the person is told that it would not outlive the app.
      if (isWritten === null && current.status === 'open' && current.keeping === 'disk') {
        state.setState({ ...current, keeping: 'memory', reason: 'unusable' }, true);
      }
    },
    remove: (clientId) => void whenOpen((userId) => cache.removeLetter(userId, clientId)),
    draft: (to, text) => {
      if (owner === null) return;
      clearTimeout(drafts.get(to));
      if (text === '') writeDraft(to, text);
      else
        drafts.set(
          to,
          setTimeout(() => writeDraft(to, text), DRAFT_AFTER_MS),
        );
    },
    deletion: (messageId, isDue) => void whenOpen((userId) => cache.writeDeletion(userId, messageId, isDue)),
    onOpened: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    acknowledge: () => {
      const current = state.getState();
      if (current.status === 'open') state.setState({ ...current, condition: 'sound' }, true);
    },
  };
};
