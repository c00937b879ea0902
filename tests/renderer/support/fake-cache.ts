import type { ChatMessage, User } from '../../../server/protocol/index.ts';
import type { CopyChange, CopyOpened, KeptLetter } from '../../../src-preload/contract.ts';
import { createNoCache, type ConversationCache } from '../../../src-renderer/platform/conversation-cache.ts';

/** A disk in memory that outlives windows, behind the interface of the main process's store. */
export const createFakeDisk = () => {
  const letters = new Map<string, KeptLetter>();
  const drafts = new Map<string, string>();
  const deletions = new Set<string>();
  const changes: CopyChange[] = [];
  const disk = {
    letters,
    drafts,
    deletions,
    changes,
    contacts: [] as CopyOpened['contacts'],
    messages: [] as ChatMessage[],
    lastDeletion: 0,
    last: null as User | null,
    opening: {} as Partial<CopyOpened>,
    closed: [] as { userId: string; wipe: boolean }[],
    isBroken: false,
    /** Turns of the event loop that a write takes. */
    turns: 1,
    /** The main process's side of a window. */
    cache: (): ConversationCache & { unlock(): void } => {
      const unlocked = new Set<() => void>();
      const put = async (act: () => void): Promise<void> => {
        for (let left = disk.turns; left > 0; left -= 1) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        if (disk.isBroken) throw new Error('the disk is broken');
        act();
      };
      return {
        ...createNoCache(),
        isKept: true,
        last: async () => disk.last,
        forgetLast: async () => {
          disk.last = null;
        },
        open: async (user) => {
          await put(() => (disk.last = user));
          return {
            keeping: 'disk',
            reason: null,
            condition: 'sound',
            contacts: disk.contacts,
            letters: [...letters.values()].toSorted((one, other) => one.order - other.order),
            drafts: [...drafts].map(([to, text]) => ({ to, text })),
            deletions: [...deletions],
            ...disk.opening,
          };
        },
        close: async (userId, wipe) => void disk.closed.push({ userId, wipe }),
        readMessages: async (_userId, _otherId, before, limit) => ({
          messages: disk.messages.filter(({ seq }) => seq < before).slice(-limit),
          lastDeletion: disk.lastDeletion,
        }),
        search: async (_userId, query) =>
          disk.messages
            .filter(({ content }) => content.includes(query))
            .map((message) => ({ message, snippet: [{ text: message.content, match: true }] })),
        write: (_userId, more) => put(() => changes.push(...more)),
        writeLetter: (_userId, letter) => put(() => letters.set(letter.clientId, letter)),
        removeLetter: (_userId, clientId) => put(() => letters.delete(clientId)),
        writeDraft: (_userId, { to, text }) =>
          put(() => (text === '' ? drafts.delete(to) : drafts.set(to, text))),
        writeDeletion: (_userId, id, isDue) => put(() => (isDue ? deletions.add(id) : deletions.delete(id))),
        onUnlocked: (listener) => {
          unlocked.add(listener);
          return () => unlocked.delete(listener);
        },
        unlock: () => {
          for (const listener of unlocked) listener();
        },
      };
    },
  };
  return disk;
};
export type FakeDisk = ReturnType<typeof createFakeDisk>;
