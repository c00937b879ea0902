import type { FileFacts, FileRecord, NewFileRecord } from '../../domain/file-records.ts';
import type { AuditEntry } from '../../domain/records.ts';

/**
 * What is known of the files of conversations; their bytes are elsewhere (file-contents.ts). A row comes before the
 * bytes and goes after them, so that no bytes are ever forgotten.
 */
export type FileStore = {
  /**
   * Notes that a file is coming. `unknown`: the two are not related. `full`: with it, all files would have more than
   * `quotaBytes`. Of the person's files that are not complete, only the newest `unfinishedMax` stay.
   */
  beginFile(input: {
    patientId: string;
    doctorId: string;
    file: NewFileRecord;
    quotaBytes: number;
    unfinishedMax: number;
  }): Promise<'begun' | 'unknown' | 'full'>;
  /** Null if there is none, or it was deleted. */
  findFile(fileId: string): Promise<FileRecord | null>;
  /** All of it is there. False if it was deleted meanwhile. */
  completeFile(input: FileFacts & { fileId: string; at: number; audit: AuditEntry }): Promise<boolean>;
  /** One that is not complete goes on: its age counts from now. */
  keepUpload(input: { fileId: string; at: number }): Promise<void>;
  /** Deletes one that is not complete. */
  dropUpload(fileId: string): Promise<void>;
  /**
   * Deletes files that are not complete and did not go on since `before`, or are complete since before it and no
   * message refers to them. The audit entry becomes a row for each complete one.
   */
  dropUnusedFiles(input: { before: number; audit: Omit<AuditEntry, 'subjectId'> }): Promise<void>;
  /** Deleted files whose bytes may still be there. */
  listDeletedFiles(): Promise<string[]>;
  /** Their bytes are gone. */
  forgetFiles(fileIds: readonly string[]): Promise<void>;
};
