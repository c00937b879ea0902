/** The work of one connection; `pending` counts what is being done or waits for it. */
export type SerialQueue = { tail: Promise<void> | null; pending: number };

export const createSerialQueue = (): SerialQueue => ({ tail: null, pending: 0 });

const settle = (queue: SerialQueue, work: Promise<void>): void => {
  queue.pending += 1;
  const settled: Promise<void> = work.finally(() => {
    queue.pending -= 1;
    if (queue.tail === settled) queue.tail = null;
  });
  queue.tail = settled;
};

/**
 * Runs the work of one connection in the order of arrival: some front ends send the next event without waiting
 * for the answer to the one before. Synchronous work that finds the queue empty runs at once.
 */
export const runInOrder = (queue: SerialQueue, work: () => undefined | void | Promise<void>): void => {
  if (queue.tail !== null) {
    settle(queue, queue.tail.then(work));
    return;
  }
  const result = work();
  if (result !== undefined) settle(queue, result);
};
