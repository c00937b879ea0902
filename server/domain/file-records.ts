import type { FileType } from '../protocol/index.ts';

/** A file before anything of it has arrived. */
export type NewFileRecord = {
  id: string;
  uploaderId: string;
  /** The visit of the invitation whose session uploads it. */
  roomId: string | null;
  /** Sanitised. */
  name: string;
  /** As many as it will have, or at most. */
  bytes: number;
  /** With which its bytes are encrypted. */
  key: Uint8Array<ArrayBuffer>;
  /** Of an unfinished one, when it went on last, within the hour. */
  createdAt: number;
};

/** What is known of a file once all of it is there. */
export type FileFacts = {
  name: string;
  type: FileType;
  bytes: number;
  width: number | null;
  height: number | null;
  hasThumbnail: boolean;
};

/** A file of the conversation between these two, unless it was deleted. */
export type FileRecord = NewFileRecord & {
  patientId: string;
  doctorId: string;
  /** Null until it is complete. */
  type: FileType | null;
  width: number | null;
  height: number | null;
  hasThumbnail: boolean;
  /** Of each message that refers to it, the visit in which it was sent, if it was in one. */
  sentIn: (string | null)[];
};

/** What is said of a file beside the message that refers to it. */
export type MessageFileRecord = Omit<FileFacts, 'name'> & { id: string };

export type CompleteFile = FileRecord & { type: FileType };
