import type { ChatMessage, WaitingMessage } from '../../server/protocol/index.ts';
import type { OutboxKeep } from './conversation-copy.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { SocketClient } from './socket-client.ts';

/** Messages on their way to waiting rooms. */
export const createRoomOutbox = (
  socket: Pick<SocketClient, 'request'>,
  random?: () => number,
): Outbox<WaitingMessage> =>
  createOutbox({
    ...(random && { random }),
    deliver: async ({ to: roomId, message, clientId }) =>
      (await socket.request('waiting-room-message', { roomId, message, clientId })).message,
  });

/** Messages on their way to people. */
export const createLetterOutbox = (
  socket: Pick<SocketClient, 'request'>,
  random?: () => number,
  keep?: OutboxKeep,
): Outbox<ChatMessage> =>
  createOutbox({
    keep,
    ...(random && { random }),
    deliver: async ({ to: receiverId, message: content, clientId, replyTo, file }) => {
      const letter = {
        receiverId,
        content,
        clientId,
        ...(replyTo !== undefined && { replyTo }),
        ...(file !== undefined && {
          messageType: file.type.startsWith('image/') ? ('image' as const) : ('file' as const),
          fileUrl: file.url,
          fileName: file.name,
        }),
      };
      return (await socket.request('send_message', letter)).message;
    },
  });
