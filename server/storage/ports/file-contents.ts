/** Whose bytes: their name on the disk, and what they are encrypted with. */
export type SealedContent = { id: string; key: Uint8Array<ArrayBuffer> };

/** The file itself, or the small picture of it. */
export type ContentPart = 'file' | 'thumbnail';

/** Bytes that can be read: how many there are, and those from one position up to another, both included. */
export type ReadableContent = {
  bytes: number;
  /** @throws ContentDamagedError as soon as what comes is not what was written */
  read(from?: number, to?: number): AsyncGenerator<Uint8Array>;
};

/**
 * The bytes of files: encrypted where they lie, and only ever read as they were written. An unfinished one has a name
 * of its own until it is published.
 */
export type FileContents = {
  createKey(): Uint8Array<ArrayBuffer>;
  /** So many more leave enough of the disk to what the clinic itself has to write. */
  hasRoomFor(bytes: number): boolean;
  /** How many bytes of an unfinished one are there. */
  offset(content: SealedContent): Promise<number>;
  /**
   * Adds what comes to an unfinished one that has `from` bytes, up to `most` in all. What has come is there, also if
   * the source then fails or has too much.
   * @returns how many bytes there are; `moved` if there were not `from`
   * @throws ContentTooLongError
   */
  append(
    content: SealedContent,
    bytes: AsyncIterable<Uint8Array>,
    range: { from: number; most: number },
  ): Promise<{ moved: boolean; offset: number }>;
  /** Nothing more comes: reads it from end to end, so that it is known to be whole. @throws ContentDamagedError */
  seal(content: SealedContent): Promise<ReadableContent>;
  writeThumbnail(content: SealedContent, bytes: Uint8Array): Promise<void>;
  /** From now on it has its name, whatever happens to the machine. */
  publish(content: SealedContent): Promise<void>;
  /** @throws ContentDamagedError if it is not there, or not all of it */
  open(content: SealedContent, part: ContentPart): Promise<ReadableContent>;
  /** Whatever there is of it; nothing is fine, too. */
  remove(id: string): Promise<void>;
};

/** Bytes are not there, or not as they were written. */
export class ContentDamagedError extends Error {
  override readonly name = 'ContentDamagedError';
}

/** More came than was to come. */
export class ContentTooLongError extends Error {
  override readonly name = 'ContentTooLongError';
}
