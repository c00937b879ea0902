import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** What apps pin is the key; the certificate around it is made anew as often as it is useful. */

const DAY_MS = 24 * 3_600_000;
/** The longest that Apple's systems accept from any issuer is 825. */
const VALID_DAYS = 397;
const RENEW_BEFORE_DAYS = 60;
/** A patient's clock may be behind. */
const BACKDATED_DAYS = 2;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';

/** A certificate of the key for these host names and addresses, signed by itself, in PEM. */
export const selfSign = async ({
  key,
  hosts,
  now,
}: {
  key: KeyObject;
  hosts: readonly string[];
  now: number;
}): Promise<string> => {
  // Loaded when it is needed, some times a year: not at every start of the app.
  const x509 = await import('@peculiar/x509');
  const { crypto } = globalThis;
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), ALGORITHM, false, [
      'sign',
    ]),
    crypto.subtle.importKey(
      'spki',
      createPublicKey(key).export({ type: 'spki', format: 'der' }),
      ALGORITHM,
      true,
      ['verify'],
    ),
  ]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      keys: { privateKey, publicKey },
      name: 'CN=Anteroom clinic',
      notBefore: new Date(now - BACKDATED_DAYS * DAY_MS),
      notAfter: new Date(now + VALID_DAYS * DAY_MS),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([SERVER_AUTHENTICATION]),
        new x509.SubjectAlternativeNameExtension(
          hosts.map((host) => ({ type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const), value: host })),
        ),
      ],
    },
    crypto,
  );
  return `${certificate.toString('pem')}\n`;
};

/** Whether a certificate still does: of this key, for all these hosts, and not about to end. */
export const isStillGood = (
  certificate: X509Certificate,
  { key, hosts, now }: { key: KeyObject; hosts: readonly string[]; now: number },
): boolean =>
  certificate.checkPrivateKey(key) &&
  certificate.validFromDate.getTime() <= now &&
  certificate.validToDate.getTime() - now > RENEW_BEFORE_DAYS * DAY_MS &&
  hosts.every(
    (host) => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
  );
