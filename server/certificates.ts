import { createHash, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { Pin } from './protocol/join-link.ts';

/** What a server's certificate says, for the server itself and for the app that hosts it. */

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** More than any chain has; ends the walk through one that leads in a circle. */
const LONGEST_CHAIN = 10;

/**
 * Every certificate of a PEM text, in its order: the server's own first, as servers send them.
 * @throws Error if one of them cannot be read
 */
export const readCertificates = (pem: string): X509Certificate[] =>
  (pem.match(PEM_CERTIFICATE) ?? []).map((text) => new X509Certificate(text));

/** SHA-256 of the public key (RFC 7469, 2.4), which outlives a renewal with the same key. */
export const pinOf = (certificate: X509Certificate): Pin =>
  createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');

/** The domain names of a certificate, in lower case; `*.clinic.example` is one. */
export const dnsNamesOf = ({ subjectAltName = '' }: X509Certificate): string[] =>
  subjectAltName.split(', ').flatMap((entry) => {
    // Node quotes names that are none, such as one with a comma.
    const [, name] = /^DNS:([\w*.-]+)$/.exec(entry) ?? [];
    return name === undefined ? [] : [name.toLowerCase()];
  });

const isValidAt = (certificate: X509Certificate, now: number): boolean =>
  certificate.validFromDate.getTime() <= now && now < certificate.validToDate.getTime();

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

let wellKnown: Map<string, X509Certificate[]> | null = null;

/** Mozilla's list, as Node brings it, by subject; read when it is first needed. */
const wellKnownRoots = (): Map<string, X509Certificate[]> => {
  wellKnown ??= Map.groupBy(
    rootCertificates.map((pem) => new X509Certificate(pem)),
    ({ subject }) => subject,
  );
  return wellKnown;
};

/**
 * Whether browsers trust a certificate with this chain: it leads to a root that every browser knows, and all of it
 * is valid now. Decides what people are told and whether an invitation carries a pin; who talks to the server
 * checks by itself.
 * @param chain the server's certificate first
 * @param extraRoots a test's own
 */
export const isPubliclyTrusted = (
  chain: readonly X509Certificate[],
  now: number,
  extraRoots: readonly X509Certificate[] = [],
): boolean => {
  let [current] = chain;
  for (let steps = 0; current !== undefined && steps < LONGEST_CHAIN; steps += 1) {
    const certificate = current;
    if (!isValidAt(certificate, now)) return false;
    const roots = [
      ...(wellKnownRoots().get(certificate.issuer) ?? []),
      ...extraRoots.filter(({ subject }) => subject === certificate.issuer),
    ];
    if (roots.some((root) => isValidAt(root, now) && isIssuedBy(certificate, root))) return true;
    current = chain.find(
      (other) => other.fingerprint256 !== certificate.fingerprint256 && isIssuedBy(certificate, other),
    );
  }
  return false;
};
