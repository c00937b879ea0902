import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { CHUNK_BYTES, openChunk, SEALED_CHUNK_BYTES, sealChunk, type ChunkPlace } from './sealed-chunks.ts';

/** Adds bytes to a file of sealed chunks. */
export type ContentWriter = {
  /** Bytes that have been written, those included that are on the disk since before. */
  offset(): number;
  write(bytes: Uint8Array): Promise<void>;
  /** Brings all of it to the disk; `last` if nothing more comes, ever. */
  flush(place: Extract<ChunkPlace, 'last' | 'open'>): Promise<void>;
  close(): Promise<void>;
};

const readAt = async (file: FileHandle, index: number): Promise<Buffer> => {
  const sealed = Buffer.alloc(SEALED_CHUNK_BYTES);
  const { bytesRead } = await file.read(sealed, 0, sealed.length, index * SEALED_CHUNK_BYTES);
  return sealed.subarray(0, bytesRead);
};

/**
 * Opens one that may have been begun before. Whatever the machine broke off in the middle is cut off; the last chunk
 * is held back, because it is sealed as the last one only when that is known.
 */
export const openContentWriter = async (
  path: string,
  { key, name }: { key: Uint8Array; name: string },
): Promise<ContentWriter> => {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  let index = 0;
  let parts: Uint8Array[] = [];
  let held = 0;
  try {
    const { size } = await file.stat();
    for (index = Math.ceil(size / SEALED_CHUNK_BYTES) - 1; index >= 0; index -= 1) {
      const sealed = await readAt(file, index);
      const context = { key, name, index };
      const plain =
        openChunk(sealed, { ...context, place: 'open' }) ?? openChunk(sealed, { ...context, place: 'more' });
      if (plain !== null) {
        parts = [plain];
        held = plain.length;
        break;
      }
    }
    index = Math.max(0, index);
    await file.truncate(held === 0 ? 0 : Math.min(size, (index + 1) * SEALED_CHUNK_BYTES));
  } catch (error) {
    await file.close();
    throw error;
  }

  const put = async (place: ChunkPlace): Promise<void> => {
    const plain = Buffer.concat(parts, held);
    await file.write(sealChunk(plain, { key, name, index, place }), 0, null, index * SEALED_CHUNK_BYTES);
    parts = [plain];
  };

  return {
    offset: () => index * CHUNK_BYTES + held,
    async write(bytes) {
      for (let from = 0; from < bytes.length;) {
        if (held === CHUNK_BYTES) {
          await put('more');
          index += 1;
          parts = [];
          held = 0;
        }
        const part = bytes.subarray(from, from + CHUNK_BYTES - held);
        // The source may use its memory again.
        parts.push(Buffer.from(part));
        held += part.length;
        from += part.length;
      }
    },
    async flush(place) {
      if (held > 0) await put(place);
      await file.sync();
    },
    close: () => file.close(),
  };
};
