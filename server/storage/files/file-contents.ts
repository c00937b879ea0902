import { randomBytes } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  ContentDamagedError,
  ContentTooLongError,
  type ContentPart,
  type FileContents,
  type ReadableContent,
  type SealedContent,
} from '../ports/file-contents.ts';
import { StoreFullError } from '../store.ts';
import { openContentWriter } from './content-writer.ts';
import { CHUNK_BYTES, openChunk, plainBytesOf, SEALED_CHUNK_BYTES } from './sealed-chunks.ts';

/** In the data folder. */
export const FILES_FOLDER = 'files';
/** Made by ourselves: whatever else asks for a file, it asks for none outside of the folder. */
const ID = /^[\w-]{8,64}$/;

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

/** Stays free of files: the store stops at a quarter of it, and starts again at a half. */
const RESERVE_BYTES = 128 * 1024 * 1024;

/** What the disk says, as the store says it. */
const failed = (error: unknown): never => {
  if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') throw new StoreFullError('the disk is full');
  throw error;
};

/** Windows knows no such thing, and keeps names by itself. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

async function* readChunks(
  path: string,
  { key, name, bytes }: { key: Uint8Array; name: string; bytes: number },
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  const last = Math.ceil(bytes / CHUNK_BYTES) - 1;
  const file = await open(path, 'r').catch(() => {
    throw new ContentDamagedError('the bytes of a file are missing');
  });
  try {
    for (let index = Math.floor(from / CHUNK_BYTES); index * CHUNK_BYTES <= to; index += 1) {
      const sealed = Buffer.alloc(SEALED_CHUNK_BYTES);
      const { bytesRead } = await file.read(sealed, 0, sealed.length, index * SEALED_CHUNK_BYTES);
      const place = index === last ? 'last' : 'more';
      const plain = openChunk(sealed.subarray(0, bytesRead), { key, name, index, place });
      if (plain === null) throw new ContentDamagedError('the bytes of a file were altered');
      const start = index * CHUNK_BYTES;
      yield plain.subarray(Math.max(0, from - start), to + 1 - start);
    }
  } finally {
    await file.close();
  }
}

/** Bytes of files in the data folder, for its owner alone. */
export const openFileContents = ({ dataDir }: { dataDir: string }): FileContents => {
  const folder = join(dataDir, FILES_FOLDER);
  const nameOf = (id: string, part: ContentPart): string => (part === 'file' ? id : `${id}-thumbnail`);
  const pathOf = (id: string, part: ContentPart): string => {
    if (!ID.test(id)) throw new Error('not an id of a file');
    return join(folder, id.slice(0, 2), nameOf(id, part));
  };
  const unfinishedOf = (id: string): string => `${pathOf(id, 'file')}.part`;

  const openWriter = async ({ id, key }: SealedContent, part: ContentPart, path: string) => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return openContentWriter(path, { key, name: nameOf(id, part) });
  };

  const openAt = async (
    { id, key }: SealedContent,
    part: ContentPart,
    path: string,
  ): Promise<ReadableContent> => {
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    const bytes = plainBytesOf(size);
    if (bytes === null || bytes === 0) throw new ContentDamagedError('the bytes of a file are missing');
    return {
      bytes,
      read: (from = 0, to = bytes - 1) =>
        readChunks(path, { key, name: nameOf(id, part), bytes }, from, Math.min(to, bytes - 1)),
    };
  };

  return {
    createKey: () => Uint8Array.from(randomBytes(32)),

    hasRoomFor: (bytes) => {
      const { bavail, bsize } = statfsSync(dataDir);
      return bavail * bsize >= bytes + RESERVE_BYTES;
    },

    async offset({ id }) {
      const { size } = await stat(unfinishedOf(id)).catch(() => ({ size: 0 }));
      return plainBytesOf(size) ?? 0;
    },

    async append(content, bytes, { from, most }) {
      const writer = await openWriter(content, 'file', unfinishedOf(content.id)).catch(failed);
      try {
        if (writer.offset() !== from) return { moved: true, offset: writer.offset() };
        try {
          for await (const chunk of bytes) {
            if (writer.offset() + chunk.length > most) throw new ContentTooLongError('too many bytes');
            await writer.write(chunk);
          }
        } finally {
          await writer.flush('open');
        }
        return { moved: false, offset: writer.offset() };
      } catch (error) {
        return failed(error);
      } finally {
        await writer.close();
      }
    },

    async seal(content) {
      const path = unfinishedOf(content.id);
      const writer = await openWriter(content, 'file', path);
      try {
        await writer.flush('last');
      } catch (error) {
        failed(error);
      } finally {
        await writer.close();
      }
      const readable = await openAt(content, 'file', path);
      // What came before the machine broke down may have gaps that nobody has noticed.
      const whole = readable.read();
      while ((await whole.next()).done !== true);
      return readable;
    },

    async writeThumbnail(content, bytes) {
      const writer = await openWriter(content, 'thumbnail', pathOf(content.id, 'thumbnail')).catch(failed);
      try {
        await writer.write(bytes);
        await writer.flush('last');
      } catch (error) {
        failed(error);
      } finally {
        await writer.close();
      }
    },

    async publish({ id }) {
      const path = pathOf(id, 'file');
      await rename(unfinishedOf(id), path);
      await syncFolder(dirname(path));
    },

    open: (content, part) => openAt(content, part, pathOf(content.id, part)),

    async remove(id) {
      const paths = [pathOf(id, 'file'), pathOf(id, 'thumbnail'), unfinishedOf(id)];
      await Promise.all(paths.map((path) => rm(path, { force: true })));
    },
  };
};
