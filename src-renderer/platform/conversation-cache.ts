import type { FoundMessage, User } from '../../server/protocol/index.ts';
import type {
  AnteroomBridge,
  CopyChange,
  CopyOpened,
  CopyPage,
  KeptDraft,
  KeptLetter,
} from '../../src-preload/contract.ts';

/**
 * A copy of conversations that is read before the clinic is asked, one for each person. In a browser there is none:
 * what is on a page is in memory, and nothing stays on a borrowed computer.
 */
export type ConversationCache = {
  /** False where nothing outlives the page, and every answer is empty. */
  readonly isKept: boolean;
  /** Who was signed in last and still is, as far as this computer knows. */
  last(): Promise<User | null>;
  /** Somebody else may sign in here. */
  forgetLast(): Promise<void>;
  open(user: User): Promise<CopyOpened>;
  /** Nobody is signed in any more; with `wipe`, nothing of this person's stays. */
  close(userId: string, wipe: boolean): Promise<void>;
  readMessages(userId: string, otherId: string, before: number, limit: number): Promise<CopyPage>;
  search(userId: string, query: string, limit: number): Promise<FoundMessage[]>;
  write(userId: string, changes: CopyChange[]): Promise<void>;
  /** Resolves when the letter would outlive the app and the computer's loss of power. */
  writeLetter(userId: string, letter: KeptLetter): Promise<void>;
  removeLetter(userId: string, clientId: string): Promise<void>;
  /** An empty text forgets it. */
  writeDraft(userId: string, draft: KeptDraft): Promise<void>;
  /** A message is about to be taken back, or not any more. */
  writeDeletion(userId: string, messageId: string, isDue: boolean): Promise<void>;
  /** It may be on the disk now, which it could not be before. Returns the function that ends the subscription. */
  onUnlocked(listener: () => void): () => void;
};

const EMPTY: CopyOpened = {
  keeping: 'memory',
  reason: null,
  condition: 'sound',
  contacts: [],
  letters: [],
  drafts: [],
  deletions: [],
};

/** A browser's: the page itself is the memory. */
export const createNoCache = (): ConversationCache => ({
  isKept: false,
  last: async () => null,
  forgetLast: async () => undefined,
  open: async () => EMPTY,
  close: async () => undefined,
  readMessages: async () => ({ messages: [], lastDeletion: 0 }),
  search: async () => [],
  write: async () => undefined,
  writeLetter: async () => undefined,
  removeLetter: async () => undefined,
  writeDraft: async () => undefined,
  writeDeletion: async () => undefined,
  onUnlocked: () => () => undefined,
});

/**
 * The desktop's, in the main process.
 * @param clinic `id` of the one that this window is in; null for the clinic that this computer hosts
 */
export const createBridgeCache = (bridge: AnteroomBridge, clinic: string | null): ConversationCache => {
  const { messageCache } = bridge;
  const of = (userId: string) => ({ account: { clinic, userId } });
  return {
    isKept: true,
    last: async () => (await messageCache.last({ clinic })).user,
    forgetLast: () => messageCache.forgetLast({ clinic }),
    open: (user) => messageCache.open({ clinic, user }),
    close: (userId, wipe) => messageCache.close({ ...of(userId), wipe }),
    readMessages: (userId, otherId, before, limit) =>
      messageCache.readMessages({ ...of(userId), otherId, before, limit }),
    search: async (userId, query, limit) =>
      (await messageCache.search({ ...of(userId), query, limit })).found,
    write: (userId, changes) => messageCache.write({ ...of(userId), changes }),
    writeLetter: (userId, letter) => messageCache.writeLetter({ ...of(userId), letter }),
    removeLetter: (userId, clientId) => messageCache.removeLetter({ ...of(userId), clientId }),
    writeDraft: (userId, draft) => messageCache.writeDraft({ ...of(userId), draft }),
    writeDeletion: (userId, messageId, isDue) =>
      messageCache.writeDeletion({ ...of(userId), messageId, isDue }),
    onUnlocked: (listener) =>
      bridge.secrets.onChanged(({ status }) => {
        if (status === 'unlocked' || status === 'system') listener();
      }),
  };
};
