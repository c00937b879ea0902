import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createPinnedAgent, readAnswer, type ExpectedKey } from '../pinned-tls.ts';

/**
 * Requests of the main process to one clinic, over a line that stays open. Before the first byte is sent, the
 * server has shown the key that is expected of it.
 */

export type ClinicTarget = {
  /** Base address without a trailing slash. */
  url: string;
  pin: ExpectedKey;
};

export type ClinicAnswer = {
  status: number;
  body: Buffer;
  /** From the request to the whole answer. */
  tookMs: number;
};

export type ClinicHttp = {
  /** Rejects if no answer comes. */
  request(options: {
    method: 'GET' | 'POST';
    path: string;
    token?: string | undefined;
    body?: Buffer | undefined;
    signal: AbortSignal;
  }): Promise<ClinicAnswer>;
  close(): void;
};

/** One line, as the figures that are measured over it are those of one. */
const ONE_LINE = { keepAlive: true, maxSockets: 1 } as const;

export const createClinicHttp = ({ url, pin }: ClinicTarget): ClinicHttp => {
  const secure = url.startsWith('https:');
  const agent = secure ? createPinnedAgent(pin, ONE_LINE) : new Agent(ONE_LINE);
  const startRequest = secure ? httpsRequest : httpRequest;
  return {
    request: ({ method, path, token, body, signal }) =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now();
        const request = startRequest(
          `${url}${path}`,
          {
            agent,
            method,
            signal,
            headers: {
              ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
              ...(body === undefined
                ? {}
                : { 'content-type': 'application/octet-stream', 'content-length': body.length }),
            },
          },
          (answer) => {
            readAnswer(answer).then(
              (read) =>
                resolve({
                  status: answer.statusCode ?? 0,
                  body: read,
                  tookMs: performance.now() - startedAt,
                }),
              reject,
            );
          },
        );
        request.on('error', reject);
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
};
