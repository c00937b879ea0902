import { DomainError } from './errors.ts';

/** Ends where the source does, or fails as soon as `ended` says so, however long the source is silent. */
async function* until(source: AsyncIterable<Uint8Array>, ended: Promise<null>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([iterator.next(), ended]);
    if (next === null) throw new DomainError('conflict', 'The upload went on elsewhere');
    if (next.done === true) return;
    yield next.value;
  }
}

/** One at a time writes to a thing: whoever comes later ends who writes to it now, and waits for that. */
export const createTakeOver = () => {
  const running = new Map<string, { end: () => void; done: Promise<unknown> }>();
  return {
    async run<T>(
      id: string,
      source: AsyncIterable<Uint8Array> | null,
      work: (source: AsyncIterable<Uint8Array>) => Promise<T>,
    ): Promise<T> {
      const before = running.get(id);
      const { promise: ended, resolve } = Promise.withResolvers<null>();
      const result = (async () => {
        before?.end();
        await before?.done;
        return work(source === null ? (async function* () {})() : until(source, ended));
      })();
      const entry = { end: () => resolve(null), done: result.catch(() => undefined) };
      running.set(id, entry);
      try {
        return await result;
      } finally {
        if (running.get(id) === entry) running.delete(id);
      }
    },
  };
};
