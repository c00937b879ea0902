import type { Request } from 'express';
import { DomainError } from '../domain/errors.ts';

/**
 * Reads a body of `application/octet-stream` to its end and keeps nothing of it.
 * @param maxBytes a longer body is refused as soon as that is known, and the connection closed
 * @returns how many bytes arrived
 * @throws DomainError `bad_request` for another type, `too_large`
 */
export const swallowUpload = (request: Request, maxBytes: number): Promise<number> => {
  const isTyped = request.headers['content-type'] !== undefined;
  if (isTyped && request.is('application/octet-stream') === false) {
    throw new DomainError('bad_request', 'The body must be application/octet-stream');
  }
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const refuse = () => {
      request.removeAllListeners('data');
      // Or the rest of an endless body would still be read.
      request.res?.setHeader('Connection', 'close');
      reject(new DomainError('too_large', `A measurement may have at most ${maxBytes} bytes`));
    };
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      refuse();
      return;
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) refuse();
    });
    request.on('end', () => resolve(bytes));
    request.on('close', () => reject(new DomainError('bad_request', 'The body did not arrive completely')));
    request.resume();
  });
};
