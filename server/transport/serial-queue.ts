/**
 * Runs the work of one connection in the order of arrival: some front ends send the next event without waiting
 * for the answer to the one before. Synchronous work that finds the queue empty runs at once.
 */
export const createSerialQueue = () => {
  let tail: Promise<void> | null = null;

  return {
    run(work: () => undefined | void | Promise<void>): void {
      if (tail === null) {
        const result = work();
        if (result === undefined) return;
        const settled = result.finally(() => {
          if (tail === settled) tail = null;
        });
        tail = settled;
        return;
      }
      const settled: Promise<void> = tail.then(work).finally(() => {
        if (tail === settled) tail = null;
      });
      tail = settled;
    },
    /** Resolves when all that is in it now was carried out. */
    idle: (): Promise<void> => tail ?? Promise.resolve(),
  };
};

export type SerialQueue = ReturnType<typeof createSerialQueue>;
