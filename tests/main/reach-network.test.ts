import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { pinOf } from '../../src-main/services/certificate-pin.ts';
import { checkAddress } from '../../src-main/services/reachability/check-address.ts';
import { checkCertificate } from '../../src-main/services/reachability/check-certificate.ts';
import { checkPort } from '../../src-main/services/reachability/check-port.ts';
import { checkServer } from '../../src-main/services/reachability/check-server.ts';
import type { ReachContext, RunningClinic } from '../../src-main/services/reachability/context.ts';
import type { HostedServerState } from '../../src-preload/contract.ts';
import { makeCertificate } from '../support/certificate.ts';
import { reachContext } from '../support/desktop/reach-context.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { freePort } from '../support/free-port.ts';

/** The lines of "Can patients reach me?" that ask the clinic itself, by every way to it, against servers on loopback. */

const DAY_MS = 24 * 3_600_000;
let folder: ReturnType<typeof makeTempFolder>;
let tls: { cert: Buffer; key: Buffer };
let pin: string;

beforeAll(() => {
  folder = makeTempFolder();
  const { certificatePath, keyPath, certificate } = makeCertificate(folder.path);
  tls = { cert: readFileSync(certificatePath), key: readFileSync(keyPath) };
  pin = pinOf(new X509Certificate(certificate));
});
afterAll(() => folder.remove());

const listen = async (server: Server, host = '127.0.0.1'): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, host, () => resolve()));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
};

/** A clinic as far as these lines see one; it answers `/health` with this status. */
const startClinic = (status = 200, host = '127.0.0.1'): Promise<number> =>
  listen(
    createHttpsServer(tls, (request, response) =>
      response.writeHead(request.url === '/health' ? status : 404, { connection: 'close' }).end('{}'),
    ),
    host,
  );

const clinicAt = (port: number, changes: Partial<RunningClinic> = {}): RunningClinic => ({
  url: new URL(`https://127.0.0.1:${port}`),
  publicUrl: new URL(`https://127.0.0.1:${port}`),
  pin,
  ...changes,
});

describe('the line of the clinic', () => {
  it('is good when it answers', async () => {
    const found = await checkServer(reachContext({ clinic: clinicAt(await startClinic()) }));
    expect(found).toMatchObject({ status: 'ok', code: 'server-running' });
  });

  it.each([
    ['silent', 500],
    ['gone', null],
  ])('fails when it is %s', async (_name, status) => {
    const port = status === null ? await freePort() : await startClinic(status);
    const found = await checkServer(reachContext({ clinic: clinicAt(port) }));
    expect(found).toMatchObject({ status: 'failed', code: 'server-silent' });
  });

  it.each<[HostedServerState, string, string]>([
    [{ status: 'stopped' }, 'failed', 'server-stopped'],
    [{ status: 'failed', code: 'port_in_use', cause: 'port 4000 is in use' }, 'failed', 'server-failed'],
    [
      { status: 'restarting', attempt: 1, retryAt: '2027-03-09T08:00:00Z', cause: 'signal SIGKILL' },
      'failed',
      'server-restarting',
    ],
    [{ status: 'starting', attempt: 0 }, 'unknown', 'server-starting'],
  ])('%j', async (state, status, code) => {
    expect(await checkServer(reachContext({ state }))).toMatchObject({ status, code });
  });
});

describe('the line of the port', () => {
  // Loopback has as many addresses as a test wants.
  it('is good when every address answers with the key', async () => {
    const port = await startClinic(200, '0.0.0.0');
    const addresses = ['127.0.0.2', '127.0.0.3'];
    expect(await checkPort(reachContext({ clinic: clinicAt(port), addresses }))).toMatchObject({
      status: 'ok',
      code: 'port-open',
      facts: { port, addresses: addresses.map((address) => ({ address, state: 'open' })) },
    });
  });

  it('warns when one address does not answer', async () => {
    const port = await startClinic(200, '127.0.0.2');
    expect(
      await checkPort(reachContext({ clinic: clinicAt(port), addresses: ['127.0.0.2', '127.0.0.3'] })),
    ).toMatchObject({
      status: 'warning',
      code: 'port-some-closed',
      facts: {
        addresses: [
          { address: '127.0.0.2', state: 'open' },
          { address: '127.0.0.3', state: 'refused' },
        ],
      },
    });
  });

  it('fails when the clinic listens for this computer alone', async () => {
    const port = await startClinic();
    expect(await checkPort(reachContext({ clinic: clinicAt(port), addresses: ['127.0.0.2'] }))).toMatchObject(
      {
        status: 'failed',
        code: 'port-this-computer-only',
      },
    );
  });

  it('fails when another program answers there', async () => {
    const other = makeCertificate(folder.path, 'other');
    const stranger = createHttpsServer({
      cert: other.certificate,
      key: readFileSync(other.keyPath),
    });
    const port = await listen(stranger, '127.0.0.2');
    expect(await checkPort(reachContext({ clinic: clinicAt(port), addresses: ['127.0.0.2'] }))).toMatchObject(
      {
        status: 'failed',
        code: 'port-closed',
        facts: { addresses: [{ state: 'wrong-key' }] },
      },
    );
  });

  it('fails when what answers does not speak TLS', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end()));
    expect(await checkPort(reachContext({ clinic: clinicAt(port), addresses: ['127.0.0.1'] }))).toMatchObject(
      {
        code: 'port-closed',
        facts: { addresses: [{ state: 'no-tls' }] },
      },
    );
  });

  it('fails when what answers says nothing', async () => {
    const port = await listen(createTcpServer((socket) => socket.on('error', () => {}).resume()));
    const signal = AbortSignal.timeout(200);
    expect(
      await checkPort(reachContext({ clinic: clinicAt(port), addresses: ['127.0.0.1'], signal })),
    ).toMatchObject({ code: 'port-closed', facts: { addresses: [{ state: 'no-answer' }] } });
  });

  it('fails without a network, and waits for the clinic', async () => {
    expect(await checkPort(reachContext({ clinic: clinicAt(1) }))).toMatchObject({ code: 'port-no-network' });
    expect(await checkPort(reachContext({}))).toMatchObject({
      status: 'unknown',
      code: 'clinic-not-running',
    });
  });
});

describe('the line of the address', () => {
  const linkTo = (host: string, addresses: string[], names: Record<string, string[]> = {}) =>
    checkAddress(
      reachContext({
        addresses,
        clinic: clinicAt(4000, { publicUrl: new URL(`https://${host}`) }),
        resolve: async (name) => {
          const found = names[name];
          if (found === undefined) throw new Error('no such name');
          return found;
        },
      }),
    );

  it.each<[string, Parameters<typeof linkTo>, string, string]>([
    ['its own on the internet', ['203.0.113.5:4000', ['203.0.113.5']], 'ok', 'address-own'],
    ['its own in the local network', ['192.168.1.20:4000', ['192.168.1.20']], 'warning', 'address-local'],
    [
      'its own in the local network, by IPv6',
      ['[fd12:3456::20]:4000', ['fd12:3456:0:0:0:0:0:20']],
      'warning',
      'address-local',
    ],
    ['one that it had', ['192.168.1.20:4000', ['192.168.1.44']], 'failed', 'address-changed'],
    ['the router', ['203.0.113.5', ['192.168.1.20']], 'unknown', 'address-router'],
    [
      'the router by a name',
      ['clinic.example', ['192.168.1.20'], { 'clinic.example': ['203.0.113.5'] }],
      'unknown',
      'address-router',
    ],
    [
      'itself by a name',
      ['clinic.example', ['2001:db8::5'], { 'clinic.example': ['203.0.113.5', '2001:db8::5'] }],
      'ok',
      'address-own',
    ],
    ['a name that nobody knows', ['clinic.example', ['192.168.1.20']], 'failed', 'address-name-unknown'],
    ['loopback', ['127.0.0.1:4000', ['192.168.1.20']], 'failed', 'address-this-computer-only'],
    [
      'localhost',
      ['localhost:4000', ['192.168.1.20'], { localhost: ['127.0.0.1', '::1'] }],
      'failed',
      'address-this-computer-only',
    ],
  ])('%s', async (_name, args, status, code) => {
    expect(await linkTo(...args)).toMatchObject({ status, code });
  });
});

describe('the line of the certificate', () => {
  it.each<[string, Partial<RunningClinic>, Partial<ReachContext>, string, string]>([
    [
      'that is not valid yet',
      {},
      { now: () => Date.now() - 20 * DAY_MS + 1 },
      'failed',
      'certificate-not-yet-valid',
    ],
    ['that ends within two weeks', {}, {}, 'warning', 'certificate-expires-soon'],
    ['that has ended', {}, { now: () => Date.now() + 3 * DAY_MS }, 'failed', 'certificate-expired'],
    ['with another key', { pin: 'A'.repeat(43) }, {}, 'failed', 'certificate-wrong-key'],
    ['that nobody trusts', { pin: null }, {}, 'failed', 'certificate-untrusted'],
  ])('%s', async (_name, changes, rest, status, code) => {
    const clinic = clinicAt(await startClinic(), changes);
    expect(await checkCertificate(reachContext({ clinic, ...rest }))).toMatchObject({ status, code });
  });

  it('is good with the key of the invitations, or where browsers trust it', async () => {
    const { certificate, keyPath } = makeCertificate(folder.path, 'long', 90);
    const server = createHttpsServer({ cert: certificate, key: readFileSync(keyPath) });
    const port = await listen(server);
    const ownPin = pinOf(new X509Certificate(certificate));
    expect(await checkCertificate(reachContext({ clinic: clinicAt(port, { pin: ownPin }) }))).toMatchObject({
      status: 'ok',
      code: 'certificate-pinned',
      facts: { host: '127.0.0.1', expiresAt: expect.stringMatching(/^20.*Z$/) },
    });
    const trusted = clinicAt(port, { pin: null, publicUrl: new URL(`https://localhost:${port}`) });
    expect(await checkCertificate(reachContext({ clinic: trusted, ca: certificate }))).toMatchObject({
      status: 'ok',
      code: 'certificate-trusted',
      facts: { host: 'localhost' },
    });
    const named = clinicAt(port, { pin: null, publicUrl: new URL(`https://clinic.example:${port}`) });
    expect(await checkCertificate(reachContext({ clinic: named, ca: certificate }))).toMatchObject({
      status: 'failed',
      code: 'certificate-wrong-name',
    });
  });

  it('fails without TLS', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end()));
    expect(await checkCertificate(reachContext({ clinic: clinicAt(port) }))).toMatchObject({
      status: 'failed',
      code: 'certificate-none',
    });
    const plain = clinicAt(port, { url: new URL(`http://127.0.0.1:${port}`) });
    expect(await checkCertificate(reachContext({ clinic: plain }))).toMatchObject({
      code: 'certificate-none',
    });
  });

  it('waits for the clinic', async () => {
    expect(await checkCertificate(reachContext({}))).toMatchObject({ code: 'clinic-not-running' });
    const gone = clinicAt(await freePort());
    expect(await checkCertificate(reachContext({ clinic: gone }))).toMatchObject({
      code: 'clinic-not-running',
    });
  });
});
