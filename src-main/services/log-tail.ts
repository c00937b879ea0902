import type { DestinationStream } from 'pino';
import { z } from '../../server/protocol/zod.ts';
import type { ClinicLogLine } from '../../src-preload/contract.ts';

/**
 * The last lines of the hosted clinic's log, for its panel. Of each only what is known to be harmless: no ids of
 * people, rooms or visits, no addresses, not the set-up code; and nothing of a line that is none of ours.
 */

/** Words of the program itself: an event's name, a code, a class of errors. */
const word = z.string().regex(/^[\w.:/ -]{1,80}$/);

const lineSchema = z.object({
  level: z.enum(['debug', 'info', 'warn', 'error']),
  time: z.iso.datetime(),
  event: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
});

const DETAILS = ['code', 'name', 'reason', 'errorName', 'signal', 'status', 'count', 'attempt'] as const;
const MILLISECONDS = 'milliseconds';

const detailOf = (line: Record<string, unknown>): string => {
  const parts = DETAILS.flatMap((field) => {
    const value = line[field];
    if (typeof value === 'number') return [`${field} ${value}`];
    return word.safeParse(value).success ? [`${field} ${String(value)}`] : [];
  });
  const duration = line[MILLISECONDS];
  return [...parts, ...(typeof duration === 'number' ? [`${Math.round(duration)} ms`] : [])].join(', ');
};

export type LogTail = {
  /** Takes a line of the server's log. */
  write(line: string): void;
  /** Adds what the app itself has to say about the server. */
  note(level: ClinicLogLine['level'], event: string, detail?: string): void;
  /** The lines after that number, oldest first. */
  after(number: number): ClinicLogLine[];
};

export const createLogTail = ({
  capacity = 300,
  now = Date.now,
}: { capacity?: number; now?: () => number } = {}): LogTail => {
  const lines: ClinicLogLine[] = [];
  let last = 0;
  const add = (line: Omit<ClinicLogLine, 'number'>): void => {
    last += 1;
    lines.push({ number: last, ...line });
    if (lines.length > capacity) lines.shift();
  };
  const note: LogTail['note'] = (level, event, detail = '') =>
    add({ at: new Date(now()).toISOString(), level, event, detail });

  return {
    write: (text) => {
      let raw: unknown;
      try {
        raw = JSON.parse(text);
      } catch {
        if (text.trim() !== '') note('warn', 'unknown-line');
        return;
      }
      const parsed = lineSchema.safeParse(raw);
      if (!parsed.success) return note('warn', 'unknown-line');
      const { level, time, event } = parsed.data;
      // What a developer asked for would only hide what a doctor looks for.
      if (level === 'debug') return;
      add({ at: time, level, event, detail: detailOf(raw as Record<string, unknown>) });
    },
    note,
    after: (number) => lines.filter((line) => line.number > number),
  };
};

/** Everything that is written to the log goes to the tail, too. */
export const withTail = (log: DestinationStream, tail: Pick<LogTail, 'write'>): DestinationStream => ({
  write: (line) => {
    log.write(line);
    tail.write(line);
  },
});
