/**
 * Runs the work of one connection in the order of arrival: some front ends send the next event without waiting
 * for the answer to the one before. Synchronous work that finds the queue empty runs at once.
 */
export const createSerialQueue = () => {
  let tail: Promise<void> | null = null;
  let pending = 0;

  const settle = (work: Promise<void>): void => {
    pending += 1;
    const settled: Promise<void> = work.finally(() => {
      pending -= 1;
      if (tail === settled) tail = null;
    });
    tail = settled;
  };

  return {
    /** How much is being done or waits for it. */
    pending: (): number => pending,
    run(work: () => undefined | void | Promise<void>): void {
      if (tail !== null) {
        settle(tail.then(work));
        return;
      }
      const result = work();
      if (result !== undefined) settle(result);
    },
  };
};

export type SerialQueue = ReturnType<typeof createSerialQueue>;
