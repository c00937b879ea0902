import type { Request } from 'express';
import { RouteRefusal } from './errors.ts';

type Content = { bytes: number; read(from?: number, to?: number): AsyncGenerator<Uint8Array> };

/** For programs that know no other letters. */
const asciiName = (name: string): string => name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');

const encodedName = (name: string): string =>
  encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** RFC 6266: to be saved, never shown as a page of the clinic. */
export const attachmentHeader = (name: string): string =>
  `attachment; filename="${asciiName(name)}"; filename*=UTF-8''${encodedName(name)}`;

/**
 * The one range that is asked for; null for all of it. More than one are answered with all of it, which is allowed,
 * and so is one that is to hold only for a version: there are no versions.
 * @throws RouteRefusal 416
 */
const rangeOf = (request: Request, bytes: number): { start: number; end: number } | null => {
  if (request.headers['if-range'] !== undefined) return null;
  const ranges = request.range(bytes);
  if (ranges === -1) {
    throw new RouteRefusal('bad_request', `The file has ${bytes} bytes`, {
      status: 416,
      headers: { 'Content-Range': `bytes */${bytes}` },
    });
  }
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null;
  return ranges[0] ?? null;
};

/** What of a file was asked for, with the headers that keep it harmless. */
export const fileAnswer = async (
  request: Request,
  { type, name }: { type: string; name: string },
  content: Content,
): Promise<{ status: number; headers: Record<string, string>; answer: AsyncIterable<Uint8Array> }> => {
  const { bytes } = content;
  const range = rangeOf(request, bytes);
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  // Before anything is answered: a damaged file is not there. (Nothing stays open if nobody then reads.)
  const beginning = content.read(start, start);
  while ((await beginning.next()).done !== true);
  return {
    status: range === null ? 200 : 206,
    headers: {
      'Content-Type': type,
      'Content-Length': String(end - start + 1),
      ...(range !== null && { 'Content-Range': `bytes ${start}-${end}/${bytes}` }),
      'Accept-Ranges': 'bytes',
      'Content-Disposition': attachmentHeader(name),
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'Cache-Control': 'private, no-store',
    },
    answer: content.read(start, end),
  };
};
