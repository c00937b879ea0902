import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import type { DeviceHistory } from './history.ts';

/** What a device notes: that it wrote a message, was answered, tries to take one back, and was answered. */
export type JournalEntry =
  | { what: 'written'; clientId: string }
  | { what: 'acked'; clientId: string; seq: number }
  | { what: 'taking-back'; clientId: string }
  | { what: 'taken-back'; clientId: string };

/** Notes that outlive a killed process: each is with the operating system before anything else happens. */
export type Journal = {
  readonly history: DeviceHistory;
  /** Written and not answered, in the order of writing. */
  waiting(): string[];
  note(entry: JournalEntry): void;
  close(): void;
};

const linesOf = (file: string): string[] => {
  if (!existsSync(file)) return [];
  // A kill may have cut the last line: what it says has not been done.
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n');
  const cut = lines.pop() ?? '';
  if (cut !== '') truncateSync(file, Buffer.byteLength(text) - Buffer.byteLength(cut));
  return lines;
};

/** Opens a device's notes, of an earlier life too. */
export const openJournal = (file: string, device: string): Journal => {
  const written: string[] = [];
  const acked = new Map<string, number>();
  const deletions = new Map<string, boolean>();
  const apply = (entry: JournalEntry): void => {
    switch (entry.what) {
      case 'written':
        written.push(entry.clientId);
        break;
      case 'acked':
        // Another number under the same id would be a flaw: the first one is what was promised.
        if (!acked.has(entry.clientId)) acked.set(entry.clientId, entry.seq);
        break;
      case 'taking-back':
        deletions.set(entry.clientId, deletions.get(entry.clientId) ?? false);
        break;
      case 'taken-back':
        deletions.set(entry.clientId, true);
    }
  };
  for (const line of linesOf(file)) apply(JSON.parse(line) as JournalEntry);
  const descriptor = openSync(file, 'a');
  return {
    get history() {
      return {
        device,
        written,
        acked: [...acked].map(([clientId, seq]) => ({ clientId, seq })),
        deletions: [...deletions].map(([clientId, isAcked]) => ({ clientId, acked: isAcked })),
      };
    },
    waiting: () => written.filter((clientId) => !acked.has(clientId)),
    note(entry) {
      writeSync(descriptor, `${JSON.stringify(entry)}\n`);
      apply(entry);
    },
    close: () => closeSync(descriptor),
  };
};
