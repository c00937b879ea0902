import { codeOf } from '../../api/api-error.ts';
import type { ConversationCopy } from '../../api/conversation-copy.ts';
import type { SocketClient } from '../../api/socket-client.ts';
import type { ConversationStore } from './conversation-store.ts';

/** Carries out what was about to be taken back when the app ended, as soon as there is a connection. */
export const resumeDeletions = ({
  conversations,
  socket,
  copy,
}: {
  conversations: Pick<ConversationStore, 'remove'>;
  socket: Pick<SocketClient, 'onOnline' | 'state'>;
  copy: Pick<ConversationCopy, 'onOpened' | 'deletion' | 'state'>;
}): void => {
  let due: string[] = [];
  const carryOut = async (messageId: string): Promise<void> => {
    try {
      await conversations.remove(messageId);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'offline' || code === 'timeout') {
        due.push(messageId);
        return;
      }
      // Refused, or gone already: it is not tried for ever.
    }
    copy.deletion(messageId, false);
  };
  const carryOutAll = (): void => {
    const now = due;
    due = [];
    for (const messageId of now) void carryOut(messageId);
  };
  copy.onOpened(({ deletions }) => {
    due = deletions;
    if (socket.state.getState().status === 'online') carryOutAll();
  });
  copy.state.subscribe(({ status }) => {
    if (status === 'closed') due = [];
  });
  socket.onOnline(carryOutAll);
};
