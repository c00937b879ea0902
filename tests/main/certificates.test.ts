import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { pinOf, readCertificates } from '../../server/certificates.ts';
import { createCertificates } from '../../src-main/services/certificates/certificates.ts';
import { renewalDue, retryDelay } from '../../src-main/services/certificates/renewal.ts';
import { startAcmeServer } from '../support/acme-server.ts';
import { createAuthority } from '../support/certificate-authority.ts';
import { createManualTimers } from '../support/desktop/manual-timers.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { createMemorySecrets } from '../support/desktop/memory-secrets.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { freePort } from '../support/free-port.ts';

const PEM = { type: 'pkcs8', format: 'pem' } as const;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let folder: ReturnType<typeof makeTempFolder>;
let secrets: ReturnType<typeof createMemorySecrets>;
let clock: ReturnType<typeof createManualTimers>;
let hosts: string[];
let log: ReturnType<typeof createMemoryLog>;

const open = (options: Partial<Parameters<typeof createCertificates>[0]> = {}) =>
  createCertificates({
    folder: folder.path,
    secrets: secrets.secrets,
    hosts: () => hosts,
    timers: clock.timers,
    log: log.log,
    patience: { firstMs: 5, maxMs: 20, questions: 20 },
    random: () => 0.5,
    ...options,
  });

/** Of another computer. */
const makeFolder = (): string => {
  const other = makeTempFolder();
  onTestFinished(() => other.remove());
  return other.path;
};

const parsed = (pem: string | undefined): X509Certificate => {
  const [certificate] = readCertificates(pem ?? '');
  if (certificate === undefined) throw new Error('no certificate');
  return certificate;
};

beforeEach(() => {
  folder = makeTempFolder();
  secrets = createMemorySecrets();
  clock = createManualTimers();
  hosts = ['localhost', 'reception.local', '127.0.0.1', '192.168.1.20', '2001:db8::20'];
  log = createMemoryLog();
});
afterEach(() => folder.remove());

describe('the clinic’s own certificate', () => {
  it('is around a P-256 key of its own, for all its names and addresses, and over a restart the same', async () => {
    const { main, byName } = await open().tls();
    const certificate = parsed(main.certificate);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(certificate.subjectAltName).toBe(
      'DNS:localhost, DNS:reception.local, IP Address:127.0.0.1, IP Address:192.168.1.20, IP Address:2001:DB8:0:0:0:0:0:20',
    );
    expect(certificate.ca).toBe(false);
    expect(certificate.validToDate.getTime() - clock.timers.now()).toBeLessThan(398 * DAY_MS);
    expect(byName).toBeNull();
    expect([...secrets.kept.keys()]).toEqual(['clinic-tls-key']);
    expect((await open().tls()).main).toEqual(main);
  });

  it('is made anew for the same key when the computer moves and before it ends', async () => {
    const certificates = open();
    const pin = await certificates.pin();
    const first = (await certificates.tls()).main;
    hosts = [...hosts, '10.0.0.7'];
    const moved = (await certificates.tls()).main;
    expect(parsed(moved.certificate).checkIP('10.0.0.7')).toBe('10.0.0.7');
    clock.pass(330 * DAY_MS);
    expect((await certificates.tls()).main).toEqual(moved);
    clock.pass(10 * DAY_MS);
    const renewed = (await certificates.tls()).main;
    expect(parsed(renewed.certificate).validFromDate.getTime()).toBeGreaterThan(
      parsed(moved.certificate).validFromDate.getTime(),
    );
    for (const { certificate } of [first, moved, renewed]) expect(pinOf(parsed(certificate))).toBe(pin);
  });

  it('never takes the place of a key that is only locked away', async () => {
    const certificates = open();
    secrets.lock.isLocked = true;
    await expect(certificates.tls()).rejects.toThrow('locked');
    secrets.lock.isLocked = false;
    expect((await certificates.tls()).main.key).toBe(secrets.kept.get('clinic-tls-key'));
  });

  it('has no pin to show before it was made, and makes none by being asked', async () => {
    expect(await open().knownPin()).toBeNull();
    expect(secrets.kept.size).toBe(0);
    const pin = await open().pin();
    expect(await open().knownPin()).toBe(pin);
  });
});

describe('the clinic’s own key', () => {
  const lost = async () => {
    await secrets.secrets.write('clinic-tls-key', 'not a key any more');
  };
  const carrying = (key: string | null) => open({ carried: async () => ({ hasClinic: true, key }) });

  it('comes back from the clinic that carries it, where it is lost or was never here', async () => {
    const pin = await open().pin();
    const key = secrets.kept.get('clinic-tls-key') ?? '';
    await lost();
    expect(await carrying(key).pin()).toBe(pin);
    expect(secrets.kept.get('clinic-tls-key')).toBe(key);
    await secrets.secrets.write('clinic-tls-key', null);
    const certificates = carrying(key);
    expect(await certificates.pin()).toBe(pin);
    expect(certificates.describe().keyReplacedAt).toBeNull();
  });

  it('is not made anew where a lost one could come back, until a person says so', async () => {
    const before = await open().pin();
    await lost();
    const certificates = carrying(null);
    await expect(certificates.tls()).rejects.toMatchObject({ code: 'tls_key_unreadable' });
    expect(secrets.kept.get('clinic-tls-key')).toBe('not a key any more');
    expect(await certificates.replaceLostKey()).toBe(true);
    expect(await certificates.pin()).not.toBe(before);
    expect(certificates.describe().keyReplacedAt).toBe(new Date(clock.timers.now()).toISOString());
    // Only once, and it is said until somebody has seen to those who were invited before.
    expect(await certificates.replaceLostKey()).toBe(false);
    const again = open();
    expect(again.describe().keyReplacedAt).not.toBeNull();
    again.keyAnnounced();
    expect(open().describe().keyReplacedAt).toBeNull();
  });

  it('is a new one in a clinic that brings none, which is said', async () => {
    const certificates = carrying(null);
    await certificates.tls();
    expect(certificates.describe().keyReplacedAt).not.toBeNull();
    const first = open({ folder: makeFolder() });
    await first.tls();
    expect(first.describe().keyReplacedAt).toBeNull();
  });

  it('is that of a clinic that comes to this computer, and nothing that is none', async () => {
    const elsewhere = await open().pin();
    const brought = secrets.kept.get('clinic-tls-key') ?? '';
    secrets = createMemorySecrets();
    const certificates = open({ folder: makeFolder() });
    const here = await certificates.pin();
    expect(here).not.toBe(elsewhere);
    await certificates.takeKey(brought);
    expect(await certificates.pin()).toBe(elsewhere);
    expect(pinOf(parsed((await certificates.tls()).main.certificate))).toBe(elsewhere);
    expect(certificates.describe().keyReplacedAt).toBeNull();
    for (const none of [null, 'no key', generateKeyPairSync('ed25519').privateKey.export(PEM).toString()]) {
      certificates.keyAnnounced();
      await certificates.takeKey(none);
      expect(await certificates.pin()).toBe(elsewhere);
      expect(certificates.describe().keyReplacedAt).not.toBeNull();
    }
  });
});

describe('a certificate from files', () => {
  it('is not shown without its key, which is said', async () => {
    const authority = await createAuthority();
    const { chain, key } = await authority.issueFor(['clinic.example']);
    const certificates = open({ isTrusted: () => true });
    await certificates.useFiles([chain, authority.root.toString(), key]);
    expect((await certificates.tls()).byName).not.toBeNull();
    expect(certificates.trustedNames()).toEqual(['clinic.example']);
    await secrets.secrets.write('clinic-certificate-key', 'not a key any more');
    expect(await certificates.tls()).toMatchObject({ byName: null });
    expect(certificates.describe().named).toMatchObject({ names: ['clinic.example'], keyLost: true });
    expect(certificates.trustedNames()).toEqual([]);
    expect(certificates.isTrustedAt('clinic.example')).toBe(false);
    await certificates.useFiles([chain, authority.root.toString(), key]);
    expect((await certificates.tls()).byName).not.toBeNull();
    expect(certificates.describe().named).toMatchObject({ keyLost: false });
  });

  it('is shown beside the own one, over a restart, until it expires or is put away', async () => {
    const authority = await createAuthority();
    const { chain, key } = await authority.issueFor(['clinic.example'], {
      to: clock.timers.now() + 30 * DAY_MS,
    });
    const isTrusted = (_chain: unknown, now: number) => now < clock.timers.now() + DAY_MS;
    const certificates = open({ isTrusted });
    const changes = vi.fn();
    certificates.onChanged(changes);
    const own = (await certificates.tls()).main;
    expect(await certificates.useFiles([chain, authority.root.toString(), key])).toEqual({ status: 'done' });
    expect(changes).toHaveBeenCalledOnce();
    const again = open({ isTrusted });
    const { main, byName } = await again.tls();
    expect(main).toEqual(own);
    expect(parsed(byName?.certificate).checkHost('clinic.example')).toBe('clinic.example');
    expect(byName?.key).toBe(key);
    expect(again.trustedNames()).toEqual(['clinic.example']);
    expect(again.describe()).toMatchObject({ kind: 'files', named: { trusted: true, expired: false } });

    clock.pass(31 * DAY_MS);
    expect((await again.tls()).byName).toBeNull();
    expect(again.describe()).toMatchObject({ kind: 'files', named: { expired: true } });
    await again.useOwn();
    expect(again.describe()).toMatchObject({ kind: 'own', named: null });
    expect([...secrets.kept.keys()]).toEqual(['clinic-tls-key']);
  });

  it('that is refused changes nothing', async () => {
    const authority = await createAuthority();
    const { chain, key } = await authority.issueFor(['clinic.example']);
    const certificates = open();
    expect(await certificates.useFiles([chain, key])).toEqual({
      status: 'refused',
      problem: 'chain_incomplete',
    });
    expect(certificates.describe()).toMatchObject({ kind: 'own', named: null });
    expect(secrets.kept.size).toBe(0);
  });
});

describe('a certificate from an issuer', () => {
  const setUp = async (validity = {}) => {
    const authority = await createAuthority();
    const challengePort = await freePort();
    const issuer = await startAcmeServer({ authority, challengePort, validity });
    onTestFinished(() => issuer.stop());
    const certificates = open({ acmeDirectory: issuer.directory, isTrusted: () => true });
    const request = { domain: 'clinic.example', email: 'ada@clinic.example', port: challengePort };
    return { issuer, certificates, request };
  };
  /** The timer of the next look stands when the one before is over, with its order. */
  const looked = () => vi.waitFor(() => expect(clock.pending()).toBe(1));
  /** So much time, and the look that comes after it. */
  const live = async (milliseconds: number) => {
    clock.pass(milliseconds);
    await looked();
    clock.pass(HOUR_MS);
    await looked();
  };

  it('is for the clinic’s own key, so that pins hold for it, too', async () => {
    const { certificates, request, issuer } = await setUp();
    const pin = await certificates.pin();
    expect(await certificates.obtain(request)).toEqual({ status: 'done' });
    const { byName } = await certificates.tls();
    expect(pinOf(parsed(byName?.certificate))).toBe(pin);
    expect(certificates.trustedNames()).toEqual(['clinic.example']);
    expect(certificates.isTrustedAt('clinic.example')).toBe(true);
    expect(certificates.isTrustedAt('192.168.1.20')).toBe(false);
    expect(certificates.describe()).toMatchObject({ kind: 'acme', acme: { phase: null, problem: null } });
    expect([...secrets.kept.keys()].toSorted()).toEqual([
      `acme-account:${new URL(issuer.directory).host}`,
      'clinic-tls-key',
    ]);
  });

  it('is ordered once when it is asked for twice', async () => {
    const { certificates, request, issuer } = await setUp();
    await Promise.all([certificates.obtain(request), certificates.obtain(request)]);
    expect(issuer.orders).toHaveLength(1);
  });

  it('tells its phases and what went wrong, and keeps what was shown', async () => {
    const { certificates, request, issuer } = await setUp();
    const phases = new Set<unknown>();
    certificates.onChanged(() => phases.add(certificates.describe().acme?.phase));
    issuer.faults.proof = 'connection';
    expect(await certificates.obtain(request)).toEqual({ status: 'refused', problem: 'not_reached' });
    expect(certificates.describe()).toMatchObject({
      kind: 'own',
      acme: { domain: 'clinic.example', problem: 'not_reached', nextTryAt: null },
    });
    expect((await certificates.tls()).byName).toBeNull();
    issuer.faults.proof = null;
    await certificates.obtain(request);
    expect([...phases]).toEqual(expect.arrayContaining(['account', 'order', 'proof', 'issue', null]));
    expect(JSON.stringify(log.entries)).not.toMatch(/ada@|clinic\.example|BEGIN/);
  });

  it('is renewed a month before it ends, and again after a failure', async () => {
    const start = clock.timers.now();
    const validity = { from: start, to: start + 90 * DAY_MS };
    const { certificates, request, issuer } = await setUp(validity);
    await certificates.obtain(request);
    const stop = certificates.watch();
    await looked();
    await live(59 * DAY_MS);
    expect(issuer.orders).toHaveLength(1);

    issuer.faults.order = 'rateLimited';
    await live(2 * DAY_MS);
    expect(certificates.describe().acme).toMatchObject({
      problem: 'rate_limited',
      nextTryAt: expect.any(String) as string,
    });
    expect((await certificates.tls()).byName, 'the old one is still good').not.toBeNull();
    issuer.faults.order = null;
    clock.pass(HOUR_MS - 1);
    await looked();
    expect(issuer.orders, 'not before its time').toHaveLength(1);
    validity.to += 90 * DAY_MS;
    await live(HOUR_MS);
    expect(issuer.orders).toHaveLength(2);
    expect(certificates.describe().acme).toMatchObject({ problem: null, nextTryAt: null });

    stop();
    expect(clock.pending()).toBe(0);
  });
});

describe('the time of a renewal', () => {
  it('is a month before the end, or in the last third of a short life', () => {
    expect(renewalDue({ from: 0, to: 365 * DAY_MS })).toBe(335 * DAY_MS);
    expect(renewalDue({ from: 0, to: 6 * DAY_MS })).toBe(4 * DAY_MS);
  });

  it('after a failure comes later each time, to a day, and not for all at once', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((failures) => retryDelay(failures, 0.5) / HOUR_MS)).toEqual([
      1, 2, 4, 8, 16, 24, 24,
    ]);
    expect(retryDelay(1, 0)).toBeLessThan(retryDelay(1, 1));
  });
});
