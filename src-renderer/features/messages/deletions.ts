import { createStore, type StoreApi } from 'zustand/vanilla';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import type { ConversationCopy } from '../../api/conversation-copy.ts';
import type { SocketClient } from '../../api/socket-client.ts';
import type { ConversationStore } from './conversation-store.ts';

/** `waiting`: it can still be undone. `sending`: it is carried out, as soon as there is a connection. */
export type Leaving = 'waiting' | 'sending';

export type DeletionsState = {
  /** By the message's id. */
  leaving: ReadonlyMap<string, Leaving>;
  /** Why the last was refused; null again when another one begins. */
  problem: ApiErrorCode | null;
};

/** Messages that are about to be taken back: each after a while, or when its page goes. */
export type Deletions = {
  readonly state: StoreApi<DeletionsState>;
  begin(messageId: string): void;
  undo(messageId: string): void;
  /** The page goes: what could still be undone is carried out now. */
  settle(): void;
  /** Whoever saw the problem is done with it. */
  dismiss(): void;
  /** Another person may sign in here. */
  clear(): void;
};

/** So long a deletion can be undone. */
const UNDO_MS = 6_000;
/** What a connected server did not answer is tried again after this time. */
const AGAIN_MS = 5_000;

const NONE: DeletionsState = { leaving: new Map(), problem: null };

/**
 * Without a connection a deletion waits for it, as letters do. What the copy on this computer still has of before is
 * carried out too.
 */
export const createDeletions = ({
  conversations,
  socket,
  copy,
}: {
  conversations: Pick<ConversationStore, 'remove'>;
  socket: Pick<SocketClient, 'onOnline' | 'state'>;
  copy: Pick<ConversationCopy, 'onOpened' | 'deletion'>;
}): Deletions => {
  const state = createStore<DeletionsState>(() => NONE);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** To be carried out by the next connection. */
  const due = new Set<string>();

  const isLeaving = (messageId: string): boolean => state.getState().leaving.has(messageId);
  const show = (messageId: string, next: Leaving | null): void => {
    const leaving = new Map(state.getState().leaving);
    if (next === null) leaving.delete(messageId);
    else leaving.set(messageId, next);
    state.setState({ leaving });
  };
  const stopTimer = (messageId: string): void => {
    clearTimeout(timers.get(messageId));
    timers.delete(messageId);
  };
  const forget = (messageId: string): void => {
    stopTimer(messageId);
    due.delete(messageId);
    copy.deletion(messageId, false);
    show(messageId, null);
  };

  const carryOut = async (messageId: string): Promise<void> => {
    stopTimer(messageId);
    if (socket.state.getState().status !== 'online') {
      due.add(messageId);
      return;
    }
    due.delete(messageId);
    // From here on it cannot be undone.
    show(messageId, 'sending');
    try {
      await conversations.remove(messageId);
    } catch (error) {
      // Somebody else may have signed in meanwhile.
      if (!isLeaving(messageId)) return;
      const code = codeOf(error);
      if (code === 'offline') {
        due.add(messageId);
        return;
      }
      if (code === 'timeout') {
        timers.set(
          messageId,
          setTimeout(() => void carryOut(messageId), AGAIN_MS),
        );
        return;
      }
      // Refused: it is not tried for ever.
      state.setState({ problem: code });
    }
    if (isLeaving(messageId)) forget(messageId);
  };

  copy.onOpened(({ deletions }) => {
    for (const messageId of deletions) {
      if (isLeaving(messageId)) continue;
      show(messageId, 'sending');
      void carryOut(messageId);
    }
  });
  socket.onOnline(() => {
    for (const messageId of [...due]) void carryOut(messageId);
  });

  return {
    state,
    begin(messageId) {
      state.setState({ problem: null });
      show(messageId, 'waiting');
      copy.deletion(messageId, true);
      timers.set(
        messageId,
        setTimeout(() => void carryOut(messageId), UNDO_MS),
      );
    },
    undo: forget,
    settle() {
      for (const [messageId, leaving] of state.getState().leaving) {
        if (leaving === 'sending') continue;
        show(messageId, 'sending');
        void carryOut(messageId);
      }
    },
    dismiss: () => state.setState({ problem: null }),
    clear() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      due.clear();
      state.setState(NONE, true);
    },
  };
};
