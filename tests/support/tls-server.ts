import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { pinOfPem } from '../../src-main/services/certificate-pin.ts';
import { makeCertificate } from './certificate.ts';

export type Certificate = { key: string; certificate: string; pin: string };

/** A certificate of a clinic's own, with its pin. */
export const makePinned = (folder: string, name: string): Certificate => {
  const { keyPath, certificate } = makeCertificate(folder, name);
  const pin = pinOfPem(certificate);
  if (pin === null) throw new Error('openssl made no certificate');
  return { key: readFileSync(keyPath, 'utf8'), certificate, pin };
};

/** What a clinic answers to anyone. */
export const CLINIC_ANSWER = {
  success: true,
  data: {
    name: 'Clinic on the Hill',
    needsSetup: false,
    needsSetupCode: false,
    protocol: 1,
    version: '0.0.0',
  },
} as const;

/** A server on a free port until the test is over; it counts the requests that reach it. */
export const serveTls = async (
  { key, certificate }: Certificate,
  listener: RequestListener = (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(CLINIC_ANSWER));
  },
) => {
  const seen = { requests: 0 };
  let current = listener;
  const server: Server = createServer({ key, cert: certificate }, (request, response) => {
    seen.requests += 1;
    current(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    port,
    url: `https://127.0.0.1:${port}`,
    seen,
    close,
    answer: (next: RequestListener) => {
      current = next;
    },
    /** From now on it shows another key. */
    change: (other: Certificate) => server.setSecureContext({ key: other.key, cert: other.certificate }),
  };
};
