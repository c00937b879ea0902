import { useEffect, useState } from 'react';
import type { Contact } from '../../../server/protocol/index.ts';
import { useConnection, useServices } from '../../services.tsx';

const FOUND_MAX = 50;
const NOBODY: readonly Contact[] = [];

/** People with these words in their names whom the list does not reach, or to whom nothing was written yet. */
export const useFoundPeople = (words: string): readonly Contact[] => {
  const { socket } = useServices();
  const { status } = useConnection();
  const [found, setFound] = useState<{ words: string; people: readonly Contact[] }>({
    words: '',
    people: NOBODY,
  });
  useEffect(() => {
    if (words === '' || status !== 'online') return;
    let isWanted = true;
    socket.request('list_conversations', { search: words, limit: FOUND_MAX }).then(
      ({ conversations }) => {
        if (isWanted) setFound({ words, people: conversations });
      },
      // Those who are in the list are found without it.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [socket, words, status]);
  return found.words === words ? found.people : NOBODY;
};
