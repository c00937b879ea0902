import { useEffect, useState } from 'react';
import { useConnection } from '../../services.tsx';
import { loadOnce } from '../../ui/load-file.ts';

type RoomSignsParts = typeof import('../messages/room-signs.tsx');

// By itself: what follows an import in the same expression, Vite moves into its own attempt, past the style sheets.
const load = (): Promise<RoomSignsParts> => import('../messages/room-signs.tsx');

/**
 * What answers messages with signs: nobody who waits is to wait for it, so that it comes after the first message. A
 * file that does not come leaves the chat as it is, and is asked for again when the connection is back.
 */
export const useRoomSigns = (isNeeded: boolean): RoomSignsParts | null => {
  const { status } = useConnection();
  const [parts, setParts] = useState<RoomSignsParts | null>(null);
  const isMissing = isNeeded && parts === null;
  useEffect(() => {
    if (!isMissing) return;
    const timer = setTimeout(() => {
      loadOnce(load).then(setParts, () => undefined);
    }, 0);
    return () => clearTimeout(timer);
  }, [isMissing, status]);
  return parts;
};
