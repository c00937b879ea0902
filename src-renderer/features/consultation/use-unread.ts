import { useState } from 'react';
import { useRoom, useSignedIn } from '../../services.tsx';

/** How many messages of the other came since the chat was last open. What was there before the call counts as read. */
export const useUnread = (roomId: string, chatOpened: boolean): number => {
  const { user } = useSignedIn();
  const messages = useRoom(roomId)?.room?.messages;
  const last = messages?.at(-1)?.seq ?? 0;
  const [seen, setSeen] = useState<number | null>(null);
  if (messages !== undefined && (seen === null || (chatOpened && seen !== last))) setSeen(last);
  if (messages === undefined || seen === null) return 0;
  return messages.filter(({ seq, userId }) => seq > seen && userId !== user.id).length;
};
