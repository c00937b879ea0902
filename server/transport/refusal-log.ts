import type { Log, LogFields } from '../log.ts';

/** Lines of one source within a while; those beyond are counted. */
const LINES = 10;
/** Lines of all sources together: many sources must not fill the disk either. */
const LINES_OF_ALL = 300;
const WHILE_MS = 60_000;

const ALL = '*';

type Seen = { lines: number; suppressed: number };

/**
 * Says in the log what was refused, without letting anybody fill the disk: of one source (a person, an address)
 * so many lines in a while, then one line with the count of those that were left out. The numbers of the
 * metrics are exact.
 */
export const createRefusalLog = (log: Log) => {
  const seen = new Map<string, Seen>();
  const timers = new Set<NodeJS.Timeout>();

  const close = (source: string): void => {
    const suppressed = seen.get(source)?.suppressed ?? 0;
    seen.delete(source);
    if (suppressed > 0) log.info('refusals-suppressed', { count: suppressed });
  };

  const of = (source: string): Seen => {
    let found = seen.get(source);
    if (found === undefined) {
      found = { lines: 0, suppressed: 0 };
      seen.set(source, found);
      const timer = setTimeout(() => {
        timers.delete(timer);
        close(source);
      }, WHILE_MS);
      timer.unref();
      timers.add(timer);
    }
    return found;
  };

  return {
    /** @param source a person or an address; it does not stand in the log */
    write(source: string, event: string, fields: LogFields): void {
      const all = of(ALL);
      // Asked first: each source that is remembered has had a line, so that these are few.
      const counted = all.lines < LINES_OF_ALL ? of(source) : all;
      if (counted === all || counted.lines >= LINES) {
        counted.suppressed += 1;
        return;
      }
      counted.lines += 1;
      all.lines += 1;
      log.info(event, fields);
    },
    /** Says what was left out until now. */
    flush(): void {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      for (const source of [...seen.keys()]) close(source);
    },
  };
};

export type RefusalLog = ReturnType<typeof createRefusalLog>;
