import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import type { Request } from 'express';
import { DomainError } from '../domain/errors.ts';

/** The field of the form that has the file. */
const FIELD = 'file';
/** Beside the file: boundaries, heads of parts, other fields. */
const FORM_BYTES = 16 * 1024;

/** A file in a form, as it comes. */
export type FilePart = {
  name: string;
  bytes: AsyncIterable<Uint8Array>;
  /** Whatever was read of it: the rest is not wanted. To be called in the end. */
  discard(): void;
};

const incomplete = () => new DomainError('bad_request', 'The body did not arrive completely');

/**
 * Reads a form up to its file, whose bytes are then read by whoever wants them, as fast as they are wanted.
 * @param maxBytes a longer file is refused as soon as that is known, and the connection closed
 * @throws DomainError `bad_request`, `too_large`; so do the bytes
 */
export const readFilePart = (request: Request, maxBytes: number): Promise<FilePart> =>
  new Promise((resolve, reject) => {
    const type = request.headers['content-type'];
    if (type === undefined || typeof request.is('multipart/form-data') !== 'string') {
      reject(new DomainError('bad_request', 'The body must be multipart/form-data'));
      return;
    }
    const tooLarge = () => {
      // Or the rest of an endless body would still be read.
      request.res?.setHeader('Connection', 'close');
      return new DomainError('too_large', `The file may have at most ${maxBytes} bytes`);
    };
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + FORM_BYTES) {
      reject(tooLarge());
      return;
    }
    let parser: BusboyInstance;
    try {
      parser = new Busboy({
        headers: { ...request.headers, 'content-type': type },
        limits: { files: 1, fileSize: maxBytes, fields: 16, fieldSize: 1024, parts: 32, headerPairs: 32 },
      });
    } catch {
      reject(new DomainError('bad_request', 'The body must be multipart/form-data with a boundary'));
      return;
    }
    let stream: BusboyFileStream | null = null;
    const ended = Promise.withResolvers<null>();
    ended.promise.catch(() => undefined);

    const fail = (error: DomainError): void => {
      request.unpipe(parser);
      reject(error);
      ended.reject(error);
      stream?.destroy(error);
    };

    async function* read(file: BusboyFileStream): AsyncGenerator<Uint8Array> {
      try {
        for await (const chunk of file) yield chunk as Uint8Array;
      } catch (error) {
        throw error instanceof DomainError ? error : incomplete();
      }
      // What comes after the file can still show that it is not all of it.
      await ended.promise;
    }

    parser.on('file', (field, file, name) => {
      if (field !== FIELD || stream !== null) {
        file.resume();
        fail(new DomainError('bad_request', `The form must have one file, in the field "${FIELD}"`));
        return;
      }
      stream = file;
      // Whoever reads hears of it, too; without a listener the process would end.
      file.on('error', () => undefined);
      file.on('limit', () => fail(tooLarge()));
      resolve({
        name: typeof name === 'string' ? name : '',
        bytes: read(file),
        discard: () => {
          request.unpipe(parser);
          file.destroy();
          request.resume();
        },
      });
    });
    parser.on('filesLimit', () => fail(new DomainError('bad_request', 'One file at a time')));
    parser.on('error', () => fail(incomplete()));
    parser.on('finish', () => {
      ended.resolve(null);
      // Nothing, if there was one.
      reject(new DomainError('bad_request', `The form must have one file, in the field "${FIELD}"`));
    });
    request.on('close', () => {
      if (!request.complete) fail(incomplete());
    });
    request.pipe(parser);
  });
