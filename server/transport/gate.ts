import { DomainError } from '../domain/errors.ts';

/** Whom the server lets in now. */
export type Gate = {
  /** @throws DomainError `storage_unavailable` while the server stops: nothing new begins */
  assertOpen(): void;
  /** For who is not here yet. @throws DomainError also `overloaded` while the event loop is late */
  assertOpenForNewcomers(): void;
  isClosed(): boolean;
  close(): void;
};

/**
 * Refuses what begins while the server stops, and newcomers while it is too busy: who is connected goes on, and
 * the server works off what it has taken on.
 */
export const createGate = ({ lag, lagMs }: { lag: { current(): number }; lagMs: number }): Gate => {
  let closed = false;
  const assertOpen = (): void => {
    if (closed) throw new DomainError('storage_unavailable', 'The server is stopping, try again');
  };
  return {
    assertOpen,
    assertOpenForNewcomers() {
      assertOpen();
      if (lag.current() > lagMs) throw new DomainError('overloaded', 'The server is busy, try again');
    },
    isClosed: () => closed,
    close() {
      closed = true;
    },
  };
};
