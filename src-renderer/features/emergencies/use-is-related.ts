import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useConnection, useServices } from '../../services.tsx';

/** The list has who was written to; of a patient without a message yet, the clinic knows. */
export const useIsRelated = (patientId: string): boolean => {
  const { conversations, socket } = useServices();
  const isOnline = useConnection().status === 'online';
  const isLoaded = useStore(conversations.state, ({ list }) => list !== null);
  const isListed = useStore(conversations.state, ({ list }) =>
    (list ?? []).some(({ otherUser }) => otherUser._id === patientId),
  );
  const [isSilent, setSilent] = useState(false);
  useEffect(() => {
    if (!isOnline || !isLoaded || isListed) return;
    let isWanted = true;
    socket.request('list_conversations', { otherUserId: patientId }).then(
      ({ conversations: found }) => {
        if (isWanted) setSilent(found.some(({ otherUser }) => otherUser._id === patientId));
      },
      // The next connection asks again.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [socket, isOnline, isLoaded, isListed, patientId]);
  return isListed || isSilent;
};
