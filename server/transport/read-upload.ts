import type { Request } from 'express';
import { DomainError } from '../domain/errors.ts';

/**
 * Reads a body as it is, whatever type it says it has.
 * @param maxBytes a longer body is refused as soon as that is known, and the connection closed
 * @throws DomainError `too_large`, or `bad_request` if it did not arrive completely, or was read as JSON before
 */
export const readUpload = (request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> =>
  new Promise((resolve, reject) => {
    // The parser of JSON bodies was first: nothing would ever arrive here.
    if (request.readableEnded) {
      reject(new DomainError('bad_request', 'The body must not be JSON'));
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = () => {
      request.removeAllListeners('data');
      // Or the rest of an endless body would still be read.
      request.res?.setHeader('Connection', 'close');
      reject(new DomainError('too_large', `The body may have at most ${maxBytes} bytes`));
    };
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      refuse();
      return;
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) refuse();
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('close', () => reject(new DomainError('bad_request', 'The body did not arrive completely')));
    request.resume();
  });
