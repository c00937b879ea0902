import { useCallback, useEffect, useRef, useState } from 'react';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';

type Leaving = 'waiting' | 'sending';

/** So long a deletion can be undone. */
const UNDO_MS = 6_000;

/** Messages that are about to be taken back: each after a while, or when the page goes. */
export const useDeletion = () => {
  const { conversations, copy } = useServices();
  const [leaving, setLeaving] = useState<ReadonlyMap<string, Leaving>>(new Map());
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());

  const forget = useCallback(
    (messageId: string) => {
      clearTimeout(timers.current.get(messageId));
      timers.current.delete(messageId);
      copy.deletion(messageId, false);
      setLeaving((known) => new Map([...known].filter(([id]) => id !== messageId)));
    },
    [copy],
  );

  const carryOut = useCallback(
    async (messageId: string) => {
      timers.current.delete(messageId);
      // From here on it cannot be undone.
      setLeaving((known) => new Map(known).set(messageId, 'sending'));
      try {
        await conversations.remove(messageId);
        setProblem(null);
      } catch (error) {
        setProblem(codeOf(error));
      }
      forget(messageId);
    },
    [conversations, forget],
  );

  const begin = useCallback(
    (messageId: string) => {
      setProblem(null);
      setLeaving((known) => new Map(known).set(messageId, 'waiting'));
      copy.deletion(messageId, true);
      timers.current.set(
        messageId,
        setTimeout(() => void carryOut(messageId), UNDO_MS),
      );
    },
    [carryOut, copy],
  );

  useEffect(() => {
    const waiting = timers.current;
    return () => {
      for (const [messageId, timer] of waiting) {
        clearTimeout(timer);
        // What is not carried out now is so after the app's next start.
        conversations.remove(messageId).then(
          () => copy.deletion(messageId, false),
          () => undefined,
        );
      }
    };
  }, [conversations, copy]);

  return { leaving, problem, begin, undo: forget };
};
