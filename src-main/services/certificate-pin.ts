import { createHash, X509Certificate } from 'node:crypto';
import type { Pin } from '../../server/protocol/join-link.ts';

/** The rule of pinning, which the windows' sessions and the main process's own TLS share: the key alone decides. */

/** SHA-256 of a certificate's public key, as links carry it. */
export const pinOf = (certificate: X509Certificate): Pin =>
  createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');

/** @returns null if the text is no certificate */
export const pinOfPem = (pem: string): Pin | null => {
  try {
    return pinOf(new X509Certificate(pem));
  } catch {
    return null;
  }
};

/** What Electron's `callback` of a certificate means. */
export const VERDICT = { accept: 0, refuse: -2 } as const;

/** The parts of Electron's request that are looked at: names, issuer and dates say nothing about a pinned key. */
export type CertificateRequest = { certificate: { data: string } };

/**
 * For `session.setCertificateVerifyProc`: accepts the server that shows a pinned key and refuses every other one,
 * whatever Chromium thinks of either. Chromium keeps the answer for a certificate and host, without the port:
 * that is harmless only where the answer never depends on anything but the certificate.
 * @param accepted asked for each certificate; nothing accepted refuses all
 */
export const createVerifyProc =
  ({ accepted, onVerdict }: { accepted: () => readonly Pin[]; onVerdict?: (isAccepted: boolean) => void }) =>
  (request: CertificateRequest, callback: (verdict: number) => void): void => {
    const shown = pinOfPem(request.certificate.data);
    const isAccepted = shown !== null && accepted().includes(shown);
    callback(isAccepted ? VERDICT.accept : VERDICT.refuse);
    onVerdict?.(isAccepted);
  };
