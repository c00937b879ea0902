import type { X509Certificate } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import { dnsNamesOf, isPubliclyTrusted, pinOf, readCertificates } from './certificates.ts';
import { ConfigError, type Config, type KeyPair } from './config.ts';
import type { Pin } from './protocol/join-link.ts';
import { readTlsFiles } from './tls-files.ts';

/**
 * The certificates that this server shows. One for everybody, and perhaps one for those who ask for a name that it
 * is made out to (SNI): a clinic whose certificate for its domain comes and goes keeps the key that apps have
 * pinned by its address.
 */

type Shown = {
  chain: X509Certificate[];
  certificate: X509Certificate;
  pair: { cert: string; key: string };
  context: SecureContext;
};

export type TlsIdentity = {
  /** For `https.createServer` and `server.setSecureContext`. */
  options(): { cert: string; key: string; minVersion: SecureVersion };
  /** For `SNICallback`. */
  contextFor(servername: string): SecureContext;
  /** The pin of an invitation to this host; null if browsers trust the certificate that it shows there. */
  pinFor(hostname: string): Pin | null;
  /** Domain names that its certificates are made out to. */
  hostnames(): readonly string[];
  /**
   * Shows others from now on; connections that are open stay.
   * @throws ConfigError and changes nothing
   */
  replace(tls: NonNullable<Config['tls']>): void;
  /** Called after each change. */
  onReplaced(listener: () => void): void;
  close(): void;
};

/** How often the certificate's files are looked at. */
const FILES_EVERY_MS = 60_000;

const show = ({ certificate, key }: KeyPair, minVersion: SecureVersion): Shown => {
  const pair = { cert: certificate, key };
  try {
    const chain = readCertificates(certificate);
    const [first] = chain;
    if (first === undefined) throw new Error('no certificate in it');
    return { chain, certificate: first, pair, context: createSecureContext({ ...pair, minVersion }) };
  } catch (error) {
    throw new ConfigError('tls: a certificate and a key do not belong together', { cause: error });
  }
};

const load = (tls: NonNullable<Config['tls']>) => {
  if ('main' in tls) {
    // Every client that can take part in a visit speaks 1.3.
    const minVersion = 'TLSv1.3' as const;
    return {
      minVersion,
      main: show(tls.main, minVersion),
      byName: tls.byName === null ? null : show(tls.byName, minVersion),
    };
  }
  const minVersion = 'TLSv1.2' as const;
  const { cert, key } = readTlsFiles(tls);
  return {
    minVersion,
    main: show({ certificate: cert.toString(), key: key.toString() }, minVersion),
    byName: null,
  };
};

/**
 * @param tls certificates as texts, or files, which are read again when they change
 * @param onFilesRefused files have changed to something that cannot be shown; the last good ones stay
 * @throws ConfigError
 */
export const createTlsIdentity = ({
  tls,
  now,
  onFilesRefused,
  isTrusted = isPubliclyTrusted,
  filesEveryMs = FILES_EVERY_MS,
}: {
  tls: NonNullable<Config['tls']>;
  now: () => number;
  onFilesRefused: (error: unknown) => void;
  isTrusted?: (chain: readonly X509Certificate[], now: number) => boolean;
  filesEveryMs?: number;
}): TlsIdentity => {
  let shown = load(tls);
  const listeners: (() => void)[] = [];
  const replace = (next: NonNullable<Config['tls']>): void => {
    shown = load(next);
    for (const listener of listeners) listener();
  };
  const shownAt = (hostname: string): Shown => {
    const { main, byName } = shown;
    return byName?.certificate.checkHost(hostname) === undefined ? main : byName;
  };

  const paths = 'main' in tls ? [] : [tls.certificatePath, tls.keyPath];
  const reload = (): void => {
    try {
      replace(tls);
    } catch (error) {
      // Perhaps only one of the two is written yet: then the other's change leads here again.
      onFilesRefused(error);
    }
  };
  for (const path of paths) watchFile(path, { interval: filesEveryMs, persistent: false }, reload);

  return {
    options: () => ({ ...shown.main.pair, minVersion: shown.minVersion }),
    contextFor: (servername) => shownAt(servername).context,
    pinFor: (hostname) => {
      const { chain, certificate } = shownAt(hostname);
      const isMadeOutTo =
        (certificate.checkHost(hostname) ?? certificate.checkIP(hostname.replace(/^\[|\]$/g, ''))) !==
        undefined;
      return isMadeOutTo && isTrusted(chain, now()) ? null : pinOf(certificate);
    },
    hostnames: () =>
      [shown.main, shown.byName].flatMap((each) => (each === null ? [] : dnsNamesOf(each.certificate))),
    replace,
    onReplaced: (listener) => void listeners.push(listener),
    close: () => {
      for (const path of paths) unwatchFile(path, reload);
    },
  };
};
