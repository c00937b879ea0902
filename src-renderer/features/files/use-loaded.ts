import { useCallback, useEffect, useState } from 'react';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';

export type Loaded = { blob: Blob | null; problem: ApiErrorCode | null; retry: () => void };

/**
 * Loads something as soon as it is wanted. What the network did not let through is asked for again when it is back.
 * @param load stays the same as long as the same thing is wanted; null wants nothing
 */
export const useLoaded = (load: (() => Promise<Blob>) | null): Loaded => {
  const { socket } = useServices();
  const [attempt, setAttempt] = useState(0);
  const [result, setResult] = useState<(Omit<Loaded, 'retry'> & { of: typeof load; attempt: number }) | null>(
    null,
  );
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  useEffect(() => {
    if (load === null) return;
    let isWanted = true;
    load().then(
      (blob) => {
        if (isWanted) setResult({ of: load, attempt, blob, problem: null });
      },
      (error: unknown) => {
        if (isWanted) setResult({ of: load, attempt, blob: null, problem: codeOf(error) });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [load, attempt]);
  const isCurrent = result !== null && result.of === load && result.attempt === attempt;
  const { blob, problem } = isCurrent ? result : { blob: null, problem: null };
  useEffect(() => {
    if (problem !== 'offline' && problem !== 'timeout') return;
    // An answer that is said to be there at once would ask in a circle.
    return socket.state.subscribe(({ status }, before) => {
      if (status === 'online' && before.status !== 'online') retry();
    });
  }, [problem, socket, retry]);
  return { blob, problem, retry };
};
