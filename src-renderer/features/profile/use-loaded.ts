import { useCallback, useEffect, useRef, useState } from 'react';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';

export type Loaded<T> = {
  /** Null until it came. */
  readonly data: T | null;
  readonly problem: ApiErrorCode | null;
  reload(): Promise<void>;
  /** What the server answered to a change. */
  set(data: T): void;
};

/** Something of the server that a page shows; asked for again when the connection is back and it is missing. */
export const useLoaded = <T>(ask: () => Promise<T>): Loaded<T> => {
  const { socket } = useServices();
  const [data, setData] = useState<T | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const failed = useRef(false);

  const reload = useCallback(
    () =>
      ask().then(
        (loaded) => {
          setData(loaded);
          setProblem(null);
          failed.current = false;
        },
        (error: unknown) => {
          setProblem(codeOf(error));
          failed.current = true;
        },
      ),
    [ask],
  );

  useEffect(() => void reload(), [reload]);
  useEffect(
    () =>
      socket.onOnline(() => {
        if (failed.current) void reload();
      }),
    [socket, reload],
  );

  return { data, problem, reload, set: setData };
};
