import { createPublicKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** An issuer of certificates as the well-known ones are: a root, an intermediate, and what it is asked for. */

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 3_600_000;

type Party = { key: KeyObject; certificate: X509Certificate };

const { subtle } = globalThis.crypto;
const importPrivate = (key: KeyObject) =>
  subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), ALGORITHM, false, ['sign']);
const importPublic = (key: KeyObject) =>
  subtle.importKey(
    'spki',
    createPublicKey(key.type === 'private' ? key.export({ type: 'pkcs8', format: 'pem' }) : key).export({
      type: 'spki',
      format: 'der',
    }),
    ALGORITHM,
    true,
    ['verify'],
  );

export const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
export const pemOfKey = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

export type Wanted = {
  names: readonly string[];
  /** Its public half is certified. */
  publicKey: Awaited<ReturnType<typeof importPublic>>;
  from?: number;
  to?: number;
};

/** @param now moment around which everything is valid */
export const createAuthority = async ({ now = Date.now() }: { now?: number } = {}) => {
  const makeParty = async (name: string, issuer: Party | null): Promise<Party> => {
    const key = newKey();
    const [publicKey, signingKey] = await Promise.all([importPublic(key), importPrivate(issuer?.key ?? key)]);
    const made = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: issuer?.certificate.subject ?? `CN=${name}`,
      publicKey,
      signingKey,
      notBefore: new Date(now - 1000 * DAY_MS),
      notAfter: new Date(now + 1000 * DAY_MS),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
    return { key, certificate: new X509Certificate(made.toString('pem')) };
  };
  const root = await makeParty('Test Root', null);
  const intermediate = await makeParty('Test Intermediate', root);

  /** The certificate alone, in PEM. */
  const issue = async ({ names, publicKey, from = now - DAY_MS, to = now + 90 * DAY_MS }: Wanted) => {
    const made = await x509.X509CertificateGenerator.create({
      subject: `CN=${names[0] ?? 'nobody'}`,
      issuer: intermediate.certificate.subject,
      publicKey,
      signingKey: await importPrivate(intermediate.key),
      notBefore: new Date(from),
      notAfter: new Date(to),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        ...(names.length === 0
          ? []
          : [
              new x509.SubjectAlternativeNameExtension(
                names.map((value) => ({ type: 'dns' as const, value })),
              ),
            ]),
      ],
    });
    return `${made.toString('pem')}\n`;
  };

  return {
    root: root.certificate,
    intermediate: intermediate.certificate,
    issue,
    /** For a new key, as a clinic buys it. */
    issueFor: async (names: readonly string[], validity: { from?: number; to?: number } = {}) => {
      const key = newKey();
      const certificate = await issue({ names, publicKey: await importPublic(key), ...validity });
      return { certificate, chain: certificate + intermediate.certificate.toString(), key: pemOfKey(key) };
    },
  };
};

export type Authority = Awaited<ReturnType<typeof createAuthority>>;
