import type { X509Certificate } from 'node:crypto';
import { dnsNamesOf, readCertificates } from '../../../server/certificates.ts';
import type { AcmePhase, CertificatesState } from '../../../src-preload/contract.ts';
import type { CertificateRecord } from './certificate-file.ts';

/** A certificate with those that lead to its root. */
export type Named = { chain: X509Certificate[]; certificate: X509Certificate; pem: string };

export const parseCertificate = (pem: string | null): Named | null => {
  if (pem === null) return null;
  const chain = readCertificates(pem);
  const [certificate] = chain;
  return certificate === undefined ? null : { chain, certificate, pem };
};

/** The certificate for the clinic's names; null if there is only its own. */
export const namedIn = ({ kind, files, acme }: CertificateRecord): Named | null => {
  if (kind === 'own') return null;
  return parseCertificate(kind === 'files' ? files : (acme?.certificate ?? null));
};

/** `port`: on which the issuer's question arrives. */
export type AcmeRequest = { domain: string; email: string; port: number };

/** What the window is told of the certificates. */
export const describeCertificates = ({
  record,
  asking,
  isTrusted,
  isExpired,
  isKeyLost,
}: {
  record: CertificateRecord;
  /** What is asked for now, and how far that is. */
  asking: (AcmeRequest & { phase: AcmePhase | null }) | null;
  isTrusted: (named: Named) => boolean;
  isExpired: (named: Named) => boolean;
  /** The key of the named certificate cannot be read, or belongs to another one. */
  isKeyLost: boolean;
}): Pick<CertificatesState, 'kind' | 'ownExpiresAt' | 'keyReplacedAt' | 'named' | 'acme'> => {
  const { kind, own, acme, keyReplacedAt } = record;
  const current = namedIn(record);
  const asked = acme === null ? null : { domain: acme.domain, email: acme.email, port: acme.port };
  const shown = asking ?? asked;
  return {
    kind,
    ownExpiresAt: parseCertificate(own)?.certificate.validToDate.toISOString() ?? null,
    keyReplacedAt,
    named:
      current === null
        ? null
        : {
            names: dnsNamesOf(current.certificate),
            expiresAt: current.certificate.validToDate.toISOString(),
            trusted: isTrusted(current),
            expired: isExpired(current),
            keyLost: isKeyLost,
          },
    acme:
      shown === null
        ? null
        : {
            ...shown,
            phase: asking?.phase ?? null,
            problem: asking === null ? (acme?.problem ?? null) : null,
            nextTryAt: kind === 'acme' ? (acme?.nextTryAt ?? null) : null,
          },
  };
};
