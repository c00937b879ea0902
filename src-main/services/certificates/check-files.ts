import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { dnsNamesOf, isPubliclyTrusted, readCertificates } from '../../../server/certificates.ts';
import type { KeyPair } from '../../../server/config.ts';
import type { CertificateFileProblem } from '../../../src-preload/contract.ts';

/** What a clinic brings as its certificate, taken apart and checked before any patient meets it. */

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g;
const SHORTEST_RSA_BITS = 2048;

export type CheckedFiles =
  | { problem: CertificateFileProblem }
  | { problem: null; pair: KeyPair; names: string[]; trusted: boolean };

const problem = (code: CertificateFileProblem): CheckedFiles => ({ problem: code });

/** The server's own first, then each one's issuer: some issuers hand them out in another order. */
const inOrder = (certificates: readonly X509Certificate[], key: KeyObject): X509Certificate[] | null => {
  let current = certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (current === undefined) return null;
  const ordered = [current];
  for (;;) {
    const certificate: X509Certificate = current;
    const issuer = certificates.find(
      (other) =>
        !ordered.includes(other) && certificate.checkIssued(other) && certificate.verify(other.publicKey),
    );
    if (issuer === undefined) return ordered;
    ordered.push(issuer);
    current = issuer;
  }
};

/** The last of the chain signed itself, or is signed by a root that every browser knows. */
const isComplete = (chain: readonly X509Certificate[], now: number): boolean => {
  const last = chain.at(-1);
  return last !== undefined && (last.checkIssued(last) || isPubliclyTrusted([last], now));
};

const readKey = (pem: string): KeyObject | null => {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
};

/** @param texts of the files, in any order: certificate, chain and key together or each in a file of its own */
export const checkFiles = (texts: readonly string[], now: number): CheckedFiles => {
  const blocks = texts.flatMap((text) => [...text.matchAll(PEM_BLOCK)]);
  if (blocks.length === 0) return problem('not_pem');
  const keys = blocks.filter(([, kind]) => kind?.endsWith('PRIVATE KEY'));
  const [keyText] = keys.map(([text]) => text);
  if (keyText === undefined) return problem('key_missing');
  if (keyText.includes('ENCRYPTED')) return problem('key_encrypted');
  const key = readKey(keyText);
  if (key === null) return problem('not_pem');
  const { modulusLength } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined && modulusLength < SHORTEST_RSA_BITS) return problem('key_weak');

  let certificates: X509Certificate[];
  try {
    certificates = readCertificates(texts.join('\n'));
  } catch {
    return problem('not_pem');
  }
  if (certificates.length === 0) return problem('certificate_missing');
  const chain = inOrder(certificates, key);
  const [own] = chain ?? [];
  if (chain === null || own === undefined) return problem('key_mismatch');
  const names = dnsNamesOf(own);
  if (names.length === 0) return problem('names_missing');
  if (own.validFromDate.getTime() > now) return problem('not_yet_valid');
  if (own.validToDate.getTime() <= now) return problem('expired');
  if (!isComplete(chain, now)) return problem('chain_incomplete');
  return {
    problem: null,
    pair: {
      certificate: chain.map((certificate) => certificate.toString()).join(''),
      key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    names,
    trusted: isPubliclyTrusted(chain, now),
  };
};
