import type { FoundMessage, UserSummary } from '../../../server/protocol/index.ts';
import type {
  CopyChange,
  CopyOpened,
  CopyPage,
  KeptDraft,
  KeptLetter,
} from '../../../src-preload/contract/message-cache.ts';
import type { CopyLimits } from './conversations.ts';

/** What the thread of a copy does. */
export type CopyOperations = {
  readMessages(otherId: string, before: number, limit: number): CopyPage;
  search(query: string, limit: number): FoundMessage[];
  write(changes: readonly CopyChange[]): void;
  writeLetter(letter: KeptLetter): void;
  removeLetter(clientId: string): void;
  writeDraft(draft: KeptDraft): void;
  writeDeletion(messageId: string, isDue: boolean): void;
};
export type CopyOperation = keyof CopyOperations;

/** Where it is on the disk, and its key: `raw:` and 64 hex digits. */
export type CopyPlace = { folder: string; key: string };

export type CopyWorkerData =
  | { task: 'serve'; place: CopyPlace | null; owner: UserSummary; limits: CopyLimits }
  | { task: 'backup'; place: CopyPlace; now: number };

export type ToCopyWorker =
  | { type: 'call'; id: number; name: CopyOperation; args: readonly unknown[] }
  | { type: 'close' };

export type FromCopyWorker =
  | { type: 'opened'; opened: Omit<CopyOpened, 'keeping' | 'reason'>; lastBackupAt: number | null }
  /** Nothing on the disk was changed. */
  | { type: 'open-failed'; message: string }
  | { type: 'answer'; id: number; result: unknown }
  | { type: 'failure'; id: number; message: string }
  | { type: 'backed-up'; isMade: boolean };
