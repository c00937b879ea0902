import { createServer } from 'node:http';

/**
 * Answers the question by which an issuer of certificates finds out that a domain leads to this computer (RFC 8555,
 * 8.3). Open only while there is a question.
 */

const PREFIX = '/.well-known/acme-challenge/';

export type HttpChallenges = {
  answer(token: string, keyAuthorization: string): void;
  close(): Promise<void>;
};

/** @throws the error of the system, such as `EADDRINUSE` */
export const openHttpChallenges = (port: number, host = '::'): Promise<HttpChallenges> => {
  const answers = new Map<string, string>();
  const server = createServer({ maxHeaderSize: 8_192, requestTimeout: 10_000 }, (request, response) => {
    const path = request.url ?? '';
    const known = path.startsWith(PREFIX) ? answers.get(path.slice(PREFIX.length)) : undefined;
    response.writeHead(known === undefined ? 404 : 200, { 'content-type': 'application/octet-stream' });
    response.end(known);
  });
  const listening = new Promise<HttpChallenges>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      resolve({
        answer: (token, keyAuthorization) => void answers.set(token, keyAuthorization),
        close: () =>
          new Promise<void>((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
  return listening.catch((error: unknown) => {
    // A system without IPv6.
    if (host === '::' && (error as { code?: unknown }).code === 'EAFNOSUPPORT') {
      return openHttpChallenges(port, '0.0.0.0');
    }
    throw error;
  });
};
