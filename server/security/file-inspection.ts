import { ReadableStream } from 'node:stream/web';
import { fileTypeFromStream } from 'file-type';
import type { Sharp, SharpOptions } from 'sharp';
import type { FileInspection } from '../domain/ports.ts';

type Bytes = () => AsyncIterable<Uint8Array>;

/** What decodes pictures is loaded with the first one: most starts of a server need none of it. */
const loadSharp = async () => {
  const { default: sharp } = await import('sharp');
  // Formats of text and of documents are not even looked at.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
  });
  // Calls go on while pictures are decoded, on what may be two cores.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
};
let loading: ReturnType<typeof loadSharp> | null = null;

let queue: Promise<unknown> = Promise.resolve();
/** One picture at a time: decoding takes it into memory as a whole. */
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const result = queue.then(work);
  queue = result.catch(() => undefined);
  return result;
};

/** @returns null if the picture is damaged, or none */
const withPicture = <T>(
  bytes: Bytes,
  options: SharpOptions,
  look: (picture: Sharp) => Promise<T>,
): Promise<T | null> =>
  inTurn(async () => {
    loading ??= loadSharp();
    const sharp = await loading;
    const parts: Uint8Array[] = [];
    for await (const part of bytes()) parts.push(part);
    return look(sharp(Buffer.concat(parts), { failOn: 'error', ...options })).catch(() => null);
  });

/** Files by their content, with the libraries that know the formats. */
export const inspectFiles: FileInspection = {
  async typeOf(bytes) {
    const source = bytes()[Symbol.asyncIterator]();
    try {
      const stream = ReadableStream.from({ [Symbol.asyncIterator]: () => source });
      return (await fileTypeFromStream(stream))?.mime ?? null;
    } finally {
      await source.return?.();
    }
  },

  measure: (bytes) =>
    withPicture(bytes, { limitInputPixels: false }, async (picture) => {
      const { width, height, autoOrient } = await picture.metadata();
      return { ...autoOrient, pixels: width * height };
    }),

  shrink: (bytes, { side, maxPixels }) =>
    withPicture(bytes, { limitInputPixels: maxPixels }, async (picture) =>
      Uint8Array.from(
        await picture
          .autoOrient()
          .resize(side, side, { fit: 'inside', withoutEnlargement: true })
          .webp({ quality: 75 })
          .toBuffer(),
      ),
    ),
};
