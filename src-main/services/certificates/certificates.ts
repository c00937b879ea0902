import type { KeyObject, X509Certificate } from 'node:crypto';
import { dnsNamesOf, isPubliclyTrusted, pinOf, readCertificates } from '../../../server/certificates.ts';
import type { KeyPair } from '../../../server/config.ts';
import type { Pin } from '../../../server/protocol/join-link.ts';
import type {
  AcmeOutcome,
  AcmePhase,
  CertificateFilesOutcome,
  CertificateKind,
} from '../../../src-preload/contract.ts';
import type { Timer, Timers } from '../../timers.ts';
import type { Log } from '../logs.ts';
import { SecretsError, type Secrets } from '../secrets.ts';
import { ACME_DIRECTORY, AcmeError, acmeTerms, orderCertificate, type AcmePatience } from './acme.ts';
import { openCertificateFile, type CertificateRecord } from './certificate-file.ts';
import { checkFiles } from './check-files.ts';
import {
  describeCertificates,
  namedIn,
  parseCertificate,
  type AcmeRequest,
  type Named,
} from './describe-certificates.ts';
import { createOwnKey, keptKey, parseKey, pemOf, type CarriedKey } from './own-key.ts';
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
   * @throws SecretsError, or HostedStartError where a new key would lock out whoever has pinned the old one
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
  describe(): ReturnType<typeof describeCertificates>;
  /** The own key of a clinic that came to this computer; null: it brought none, and invitations name a lost one. */
  takeKey(pem: string | null): Promise<void>;
  /** A new own key where nobody can read the old one. @returns false if it can be read after all */
  replaceLostKey(): Promise<boolean>;
  /** The person has seen to those whose invitations name the old key. */
  keyAnnounced(): void;
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

export const createCertificates = ({
  folder,
  secrets,
  carried = () => Promise.resolve({ hasClinic: false, key: null }),
  hosts,
  timers,
  log,
  acmeDirectory = ACME_DIRECTORY,
  patience,
  random = Math.random,
  isTrusted = isPubliclyTrusted,
}: {
  folder: string;
  secrets: Pick<Secrets, 'read' | 'write' | 'setAside'>;
  /** What the clinic in the data folder brings with it. */
  carried?: () => Promise<CarriedKey>;
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
  const listeners: (() => void)[] = [];
  /** Since it was last asked for: the key of the named certificate cannot be read, or belongs to another one. */
  let isKeyLost = false;
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

  const ownKey = createOwnKey({
    secrets,
    carried,
    onReplaced: () => update({ keyReplacedAt: new Date(timers.now()).toISOString() }),
    log,
  });

  const isTrustedNow = ({ chain }: Named): boolean => isTrusted(chain, timers.now());
  const isExpired = ({ certificate }: Named): boolean => certificate.validToDate.getTime() <= timers.now();
  /** The certificate for the clinic's names, as far as it is shown. */
  const shownNamed = (): Named | null => (isKeyLost ? null : namedIn(file.read()));

  const ownCertificate = async (key: KeyObject): Promise<string> => {
    const kept = parseCertificate(file.read().own);
    const wanted = { key, hosts: hosts(), now: timers.now() };
    if (kept !== null && isStillGood(kept.certificate, wanted)) return kept.pem;
    const own = await selfSign(wanted);
    // Nobody is told: whoever asks for it here shows it, and what it says is of no use to a person.
    file.write({ ...file.read(), own });
    return own;
  };

  const namedKey = async (kind: CertificateKind): Promise<string | null> => {
    if (kind !== 'files') return pemOf(await ownKey.load());
    try {
      return await secrets.read('clinic-certificate-key');
    } catch (error) {
      if (!(error instanceof SecretsError) || error.code !== 'unreadable') throw error;
      return null;
    }
  };
  /** The named certificate with its key; null where there is none, or only one of the two. */
  const namedPair = async (): Promise<{ named: Named; key: string } | null> => {
    const record = file.read();
    const named = namedIn(record);
    const key = named === null ? null : await namedKey(record.kind);
    const parsed = key === null ? null : parseKey(key);
    const isWhole = named !== null && parsed !== null && named.certificate.checkPrivateKey(parsed);
    const wasLost = isKeyLost;
    isKeyLost = named !== null && !isWhole;
    if (isKeyLost && !wasLost) log.warn('certificate-key-lost', { code: record.kind });
    return isWhole && key !== null ? { named, key } : null;
  };

  const accountKey = (): Promise<KeyObject> =>
    keptKey(secrets, `acme-account:${new URL(acmeDirectory).host}`);

  const order = async (request: AcmeRequest): Promise<AcmeOutcome> => {
    asking = { ...request, phase: null };
    try {
      const certificate = await orderCertificate({
        ...request,
        directoryUrl: acmeDirectory,
        accountKey: await accountKey(),
        key: await ownKey.load(),
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
    // A clinic that came here from another computer has another key than the certificate that was here.
    const current = shownNamed();
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
      const key = await ownKey.load();
      const main = { certificate: await ownCertificate(key), key: pemOf(key) };
      const pair = await namedPair();
      if (pair === null || isExpired(pair.named)) return { main, byName: null };
      return { main, byName: { certificate: pair.named.pem, key: pair.key } };
    },
    pin: async () => {
      const [certificate] = readCertificates(await ownCertificate(await ownKey.load()));
      if (certificate === undefined) throw new Error('the clinic has no certificate');
      return pinOf(certificate);
    },
    knownPin: async () => {
      const kept = parseCertificate(file.read().own);
      return kept === null ? null : pinOf(kept.certificate);
    },
    trustedNames: () => {
      const current = shownNamed();
      if (current === null || !isTrustedNow(current)) return [];
      return dnsNamesOf(current.certificate).filter((name) => !name.includes('*'));
    },
    isTrustedAt: (hostname) => {
      const current = shownNamed();
      return current?.certificate.checkHost(hostname) !== undefined && isTrustedNow(current);
    },
    describe: () =>
      describeCertificates({ record: file.read(), asking, isTrusted: isTrustedNow, isExpired, isKeyLost }),
    takeKey: async (pem) => {
      const isTaken = pem !== null && (await ownKey.take(pem));
      update({ keyReplacedAt: isTaken ? null : new Date(timers.now()).toISOString() });
    },
    replaceLostKey: ownKey.replaceLost,
    keyAnnounced: () => update({ keyReplacedAt: null }),
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
