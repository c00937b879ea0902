import type { KeyObject, X509Certificate } from 'node:crypto';
import { dnsNamesOf, isPubliclyTrusted, pinOf, readCertificates } from '../../../server/certificates.ts';
import type { KeyPair } from '../../../server/config.ts';
import type { Pin } from '../../../server/protocol/join-link.ts';
import type {
  AcmeOutcome,
  AcmePhase,
  CertificateFilesOutcome,
  CertificateKind,
  CertificatesState,
} from '../../../src-preload/contract.ts';
import type { Timer, Timers } from '../../hosted-server.ts';
import type { Log } from '../logs.ts';
import type { Secrets } from '../secrets.ts';
import { ACME_DIRECTORY, AcmeError, acmeTerms, orderCertificate, type AcmePatience } from './acme.ts';
import { openCertificateFile, type CertificateRecord } from './certificate-file.ts';
import { checkFiles } from './check-files.ts';
import { createOwnKey, keptKey, pemOf } from './own-key.ts';
import { renewalDue, retryDelay } from './renewal.ts';
import { isStillGood, selfSign } from './self-signed.ts';

/**
 * The certificates of the hosted clinic. Its own, around a key that never changes, is shown to everybody who comes
 * by an address; apps pin that key. A certificate for the clinic's domain, brought as files or fetched by ACME, is
 * shown to those who ask for that name. One that is fetched is for the same key, so that pins hold for it, too.
 */
export type Certificates = {
  /**
   * What the server shows now; makes the key and the certificate that are missing.
   * @throws SecretsError
   */
  tls(): Promise<{ main: KeyPair; byName: KeyPair | null }>;
  /** Of the clinic's own key; makes it if there is none. */
  pin(): Promise<Pin>;
  /** Null while there is no key; it makes none. */
  knownPin(): Promise<Pin | null>;
  /** Names that browsers can come by, now: of a certificate that they trust. */
  trustedNames(): readonly string[];
  /** Whether a browser that comes by this name meets a certificate that it trusts. */
  isTrustedAt(hostname: string): boolean;
  describe(): Pick<CertificatesState, 'kind' | 'ownExpiresAt' | 'named' | 'acme'>;
  /** @param texts of the files that the clinic brings, in any order */
  useFiles(texts: readonly string[]): Promise<CertificateFilesOutcome>;
  /** Shows the own one alone, and forgets the other and its key. */
  useOwn(): Promise<void>;
  /** The issuer's; null if it has none or does not answer. */
  terms(): Promise<string | null>;
  obtain(request: AcmeRequest): Promise<AcmeOutcome>;
  /** Called when the server should show something else, or when there is something to tell. */
  onChanged(listener: () => void): void;
  /** Renews what is due, now and from now on. Returns the function that ends it. */
  watch(): () => void;
};

const CHECKED_EVERY_MS = 3_600_000;

/** `port`: on which the issuer's question arrives. */
type AcmeRequest = { domain: string; email: string; port: number };

type Named = { chain: X509Certificate[]; certificate: X509Certificate; pem: string };

const parse = (pem: string | null): Named | null => {
  if (pem === null) return null;
  const chain = readCertificates(pem);
  const [certificate] = chain;
  return certificate === undefined ? null : { chain, certificate, pem };
};

export const createCertificates = ({
  folder,
  secrets,
  hosts,
  timers,
  log,
  acmeDirectory = ACME_DIRECTORY,
  patience,
  random = Math.random,
  isTrusted = isPubliclyTrusted,
}: {
  folder: string;
  secrets: Pick<Secrets, 'read' | 'write'>;
  /** Names and addresses that the clinic's own certificate is made out to. */
  hosts: () => readonly string[];
  timers: Timers;
  log: Log;
  acmeDirectory?: string;
  patience?: AcmePatience;
  random?: () => number;
  isTrusted?: (chain: readonly X509Certificate[], now: number) => boolean;
}): Certificates => {
  const file = openCertificateFile(folder, log);
  const ownKey = createOwnKey(secrets);
  const listeners: (() => void)[] = [];
  /** What is asked for now, and how far that is. */
  let asking: (AcmeRequest & { phase: AcmePhase | null }) | null = null;
  let ordering: Promise<AcmeOutcome> | null = null;

  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const update = (changes: Partial<CertificateRecord>): void => {
    file.write({ ...file.read(), ...changes });
    changed();
  };

  const named = (record = file.read()): Named | null => {
    if (record.kind === 'own') return null;
    return parse(record.kind === 'files' ? record.files : (record.acme?.certificate ?? null));
  };
  const isExpired = ({ certificate }: Named): boolean => certificate.validToDate.getTime() <= timers.now();

  const ownCertificate = async (key: KeyObject): Promise<string> => {
    const kept = parse(file.read().own);
    const wanted = { key, hosts: hosts(), now: timers.now() };
    if (kept !== null && isStillGood(kept.certificate, wanted)) return kept.pem;
    const own = await selfSign(wanted);
    // Nobody is told: whoever asks for it here shows it, and what it says is of no use to a person.
    file.write({ ...file.read(), own });
    return own;
  };

  const namedKey = async (kind: CertificateKind): Promise<string | null> =>
    kind === 'files' ? secrets.read('clinic-certificate-key') : pemOf(await ownKey());

  const accountKey = (): Promise<KeyObject> =>
    keptKey(secrets, `acme-account:${new URL(acmeDirectory).host}`);

  const order = async (request: AcmeRequest): Promise<AcmeOutcome> => {
    asking = { ...request, phase: null };
    try {
      const certificate = await orderCertificate({
        ...request,
        directoryUrl: acmeDirectory,
        accountKey: await accountKey(),
        key: await ownKey(),
        onPhase: (phase) => {
          asking = { ...request, phase };
          changed();
        },
        ...(patience === undefined ? {} : { patience }),
      });
      asking = null;
      log.info('certificate-issued');
      update({
        kind: 'acme',
        acme: { ...request, certificate, failures: 0, problem: null, nextTryAt: null },
      });
      return { status: 'done' };
    } catch (error) {
      asking = null;
      const problem = error instanceof AcmeError ? error.code : 'failed';
      log.warn('certificate-not-issued', { code: problem }, error);
      const { acme } = file.read();
      const failures = (acme?.failures ?? 0) + 1;
      update({
        acme: {
          ...request,
          certificate: acme?.domain === request.domain ? acme.certificate : null,
          failures,
          problem,
          nextTryAt: new Date(timers.now() + retryDelay(failures, random())).toISOString(),
        },
      });
      return { status: 'refused', problem };
    }
  };
  /** One at a time: whoever comes meanwhile hears of the same. */
  const orderOnce = (request: AcmeRequest): Promise<AcmeOutcome> =>
    (ordering ??= order(request).finally(() => {
      ordering = null;
    }));

  const renewIfDue = async (): Promise<void> => {
    const { kind, acme } = file.read();
    if (kind !== 'acme' || acme === null) return;
    const current = named();
    const due =
      current === null
        ? 0
        : renewalDue({
            from: current.certificate.validFromDate.getTime(),
            to: current.certificate.validToDate.getTime(),
          });
    const now = timers.now();
    if (now < due || (acme.nextTryAt !== null && now < Date.parse(acme.nextTryAt))) return;
    const { domain, email, port } = acme;
    await orderOnce({ domain, email, port });
  };

  return {
    tls: async () => {
      const key = await ownKey();
      const main = { certificate: await ownCertificate(key), key: pemOf(key) };
      const record = file.read();
      const current = named(record);
      if (current === null || isExpired(current)) return { main, byName: null };
      const namesKey = await namedKey(record.kind);
      return { main, byName: namesKey === null ? null : { certificate: current.pem, key: namesKey } };
    },
    pin: async () => {
      const [certificate] = readCertificates(await ownCertificate(await ownKey()));
      if (certificate === undefined) throw new Error('the clinic has no certificate');
      return pinOf(certificate);
    },
    knownPin: async () => {
      const kept = parse(file.read().own);
      return kept === null ? null : pinOf(kept.certificate);
    },
    trustedNames: () => {
      const current = named();
      if (current === null || !isTrusted(current.chain, timers.now())) return [];
      return dnsNamesOf(current.certificate).filter((name) => !name.includes('*'));
    },
    isTrustedAt: (hostname) => {
      const current = named();
      return current?.certificate.checkHost(hostname) !== undefined && isTrusted(current.chain, timers.now());
    },
    describe: () => {
      const { kind, own, acme } = file.read();
      const current = named();
      const shown =
        asking ??
        (acme === null
          ? null
          : {
              domain: acme.domain,
              email: acme.email,
              port: acme.port,
            });
      return {
        kind,
        ownExpiresAt: parse(own)?.certificate.validToDate.toISOString() ?? null,
        named:
          current === null
            ? null
            : {
                names: dnsNamesOf(current.certificate),
                expiresAt: current.certificate.validToDate.toISOString(),
                trusted: isTrusted(current.chain, timers.now()),
                expired: isExpired(current),
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
    },
    useFiles: async (texts) => {
      const checked = checkFiles(texts, timers.now());
      if (checked.problem !== null) return { status: 'refused', problem: checked.problem };
      await secrets.write('clinic-certificate-key', checked.pair.key);
      update({ kind: 'files', files: checked.pair.certificate });
      return { status: 'done' };
    },
    useOwn: async () => {
      update({ kind: 'own', files: null, acme: null });
      await secrets.write('clinic-certificate-key', null);
    },
    terms: () => acmeTerms(acmeDirectory).catch(() => null),
    obtain: orderOnce,
    onChanged: (listener) => void listeners.push(listener),
    watch: () => {
      let timer: Timer | null = null;
      let isWatched = true;
      const look = (): void => {
        renewIfDue()
          .catch((error: unknown) => log.error('certificate-not-renewed', {}, error))
          .finally(() => {
            if (isWatched) timer = timers.after(CHECKED_EVERY_MS, look);
          });
      };
      look();
      return () => {
        isWatched = false;
        timer?.cancel();
      };
    },
  };
};
