import type { FileType } from '../../../server/protocol/index.ts';
import type { RestClient } from '../../api/rest-client.ts';

/** What is shown of files, as bytes in memory: their addresses need a token, which belongs in no address. */
export type FileContents = {
  /** The small picture. @throws ApiError */
  thumbnail(fileId: string): Promise<Blob>;
  /** All of it. @throws ApiError */
  whole(fileId: string, type: FileType): Promise<Blob>;
  clear(): void;
};

const THUMBNAILS_KEPT = 200;
const WHOLE_KEPT = 4;
/** The largest file on a slow line. */
const WHOLE_TIMEOUT_MS = 600_000;

/** Remembers what was loaded last; what failed is asked for again. */
const createMemory = (most: number) => {
  const loaded = new Map<string, Promise<Blob>>();
  return {
    get(key: string, load: () => Promise<Blob>): Promise<Blob> {
      const known = loaded.get(key);
      if (known !== undefined) {
        loaded.delete(key);
        loaded.set(key, known);
        return known;
      }
      const loading = load();
      loaded.set(key, loading);
      loading.catch(() => {
        if (loaded.get(key) === loading) loaded.delete(key);
      });
      const [oldest] = loaded.keys();
      if (loaded.size > most && oldest !== undefined) loaded.delete(oldest);
      return loading;
    },
    clear: () => loaded.clear(),
  };
};

export const createFileContents = ({ rest }: { rest: Pick<RestClient, 'download'> }): FileContents => {
  const thumbnails = createMemory(THUMBNAILS_KEPT);
  const wholes = createMemory(WHOLE_KEPT);
  return {
    thumbnail: (fileId) =>
      thumbnails.get(fileId, async () => {
        const bytes = await rest.download('getThumbnail', { params: { fileId } });
        return new Blob([bytes], { type: 'image/webp' });
      }),
    whole: (fileId, type) =>
      wholes.get(fileId, async () => {
        const bytes = await rest.download('getFile', { params: { fileId }, timeoutMs: WHOLE_TIMEOUT_MS });
        // One of the short list, whatever a proxy on the way says that it is.
        return new Blob([bytes], { type });
      }),
    clear() {
      thumbnails.clear();
      wholes.clear();
    },
  };
};
