/** Decides when the store only reads: once PostgreSQL took no write, until one succeeds again. */
export type WriteGuard = {
  mayWrite(): boolean;
  /** PostgreSQL took no write, for this reason. */
  failed(code: string): void;
  close(): void;
};

/** @param tryWrite a durable write that changes nothing; rejects if it fails */
export const createWriteGuard = (options: {
  checkMs: number;
  tryWrite: () => Promise<void>;
  onChange: (state: { writable: true } | { writable: false; reason: string }) => void;
}): WriteGuard => {
  let timer: NodeJS.Timeout | null = null;
  let isTrying = false;
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const check = async (): Promise<void> => {
    if (isTrying) return;
    isTrying = true;
    try {
      await options.tryWrite();
      if (timer === null) return;
      stop();
      options.onChange({ writable: true });
    } catch {
      // Still so: it is tried again.
    } finally {
      isTrying = false;
    }
  };
  return {
    mayWrite: () => timer === null,
    failed: (reason) => {
      if (timer !== null) return;
      timer = setInterval(() => void check(), options.checkMs);
      options.onChange({ writable: false, reason });
    },
    close: stop,
  };
};
