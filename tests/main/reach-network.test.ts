import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { pinOf } from '../../src-main/services/certificate-pin.ts';
import { checkAddress } from '../../src-main/services/reachability/check-address.ts';
import { checkCertificate } from '../../src-main/services/reachability/check-certificate.ts';
import { checkClock } from '../../src-main/services/reachability/check-clock.ts';
import { checkStun, checkTurn } from '../../src-main/services/reachability/check-ice.ts';
import { checkPort } from '../../src-main/services/reachability/check-port.ts';
import { checkServer } from '../../src-main/services/reachability/check-server.ts';
import type { ReachContext, RunningClinic } from '../../src-main/services/reachability/context.ts';
import type { HostedServerState } from '../../src-preload/contract.ts';
import { makeCertificate } from '../support/certificate.ts';
import { recorded } from '../support/desktop/system-outputs.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { freePort } from '../support/free-port.ts';
import { startSntpServer } from '../support/net/sntp-server.ts';
import { RESPONDER_CREDENTIALS, startResponder, type Fault } from '../support/net/turn-responder.ts';

/** Each line of "Can patients reach me?" that asks the network, against real servers on loopback. */

const DAY_MS = 24 * 3_600_000;
let folder: ReturnType<typeof makeTempFolder>;
let tls: { cert: Buffer; key: Buffer };
let ca: string;
let pin: string;

beforeAll(() => {
  folder = makeTempFolder();
  const { certificatePath, keyPath, certificate } = makeCertificate(folder.path);
  tls = { cert: readFileSync(certificatePath), key: readFileSync(keyPath) };
  ca = certificate;
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

const RUNNING: HostedServerState = {
  status: 'running',
  url: 'https://127.0.0.1:4000',
  startedAt: '2027-03-09T08:00:00Z',
};

const context = (changes: Partial<ReachContext>): ReachContext => ({
  state: RUNNING,
  clinic: null,
  system: 'linux',
  addresses: [],
  executable: '/opt/Anteroom/anteroom',
  run: recorded({}),
  readText: async () => null,
  resolve: async () => {
    throw new Error('no such name');
  },
  iceServers: null,
  keepsAwake: () => false,
  timeServers: [],
  now: Date.now,
  signal: AbortSignal.timeout(10_000),
  ...changes,
});

describe('the line of the clinic', () => {
  it('is good when it answers', async () => {
    const found = await checkServer(context({ clinic: clinicAt(await startClinic()) }));
    expect(found).toMatchObject({ status: 'ok', code: 'server-running' });
  });

  it.each([
    ['silent', 500],
    ['gone', null],
  ])('fails when it is %s', async (_name, status) => {
    const port = status === null ? await freePort() : await startClinic(status);
    const found = await checkServer(context({ clinic: clinicAt(port) }));
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
    expect(await checkServer(context({ state }))).toMatchObject({ status, code });
  });
});

describe('the line of the port', () => {
  // Loopback has as many addresses as a test wants.
  it('is good when every address answers with the key', async () => {
    const port = await startClinic(200, '0.0.0.0');
    const addresses = ['127.0.0.2', '127.0.0.3'];
    expect(await checkPort(context({ clinic: clinicAt(port), addresses }))).toMatchObject({
      status: 'ok',
      code: 'port-open',
      facts: { port, addresses: addresses.map((address) => ({ address, state: 'open' })) },
    });
  });

  it('warns when one address does not answer', async () => {
    const port = await startClinic(200, '127.0.0.2');
    expect(
      await checkPort(context({ clinic: clinicAt(port), addresses: ['127.0.0.2', '127.0.0.3'] })),
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
    expect(await checkPort(context({ clinic: clinicAt(port), addresses: ['127.0.0.2'] }))).toMatchObject({
      status: 'failed',
      code: 'port-this-computer-only',
    });
  });

  it('fails when another program answers there', async () => {
    const other = makeCertificate(folder.path, 'other');
    const stranger = createHttpsServer({
      cert: other.certificate,
      key: readFileSync(other.keyPath),
    });
    const port = await listen(stranger, '127.0.0.2');
    expect(await checkPort(context({ clinic: clinicAt(port), addresses: ['127.0.0.2'] }))).toMatchObject({
      status: 'failed',
      code: 'port-closed',
      facts: { addresses: [{ state: 'wrong-key' }] },
    });
  });

  it('fails when what answers does not speak TLS', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end()));
    expect(await checkPort(context({ clinic: clinicAt(port), addresses: ['127.0.0.1'] }))).toMatchObject({
      code: 'port-closed',
      facts: { addresses: [{ state: 'no-tls' }] },
    });
  });

  it('fails when what answers says nothing', async () => {
    const port = await listen(createTcpServer((socket) => socket.on('error', () => {}).resume()));
    const signal = AbortSignal.timeout(200);
    expect(
      await checkPort(context({ clinic: clinicAt(port), addresses: ['127.0.0.1'], signal })),
    ).toMatchObject({ code: 'port-closed', facts: { addresses: [{ state: 'no-answer' }] } });
  });

  it('fails without a network, and waits for the clinic', async () => {
    expect(await checkPort(context({ clinic: clinicAt(1) }))).toMatchObject({ code: 'port-no-network' });
    expect(await checkPort(context({}))).toMatchObject({ status: 'unknown', code: 'clinic-not-running' });
  });
});

describe('the line of the address', () => {
  const linkTo = (host: string, addresses: string[], names: Record<string, string[]> = {}) =>
    checkAddress(
      context({
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
    expect(await checkCertificate(context({ clinic, ...rest }))).toMatchObject({ status, code });
  });

  it('is good with the key of the invitations, or where browsers trust it', async () => {
    const { certificate, keyPath } = makeCertificate(folder.path, 'long', 90);
    const server = createHttpsServer({ cert: certificate, key: readFileSync(keyPath) });
    const port = await listen(server);
    const ownPin = pinOf(new X509Certificate(certificate));
    expect(await checkCertificate(context({ clinic: clinicAt(port, { pin: ownPin }) }))).toMatchObject({
      status: 'ok',
      code: 'certificate-pinned',
      facts: { host: '127.0.0.1', expiresAt: expect.stringMatching(/^20.*Z$/) },
    });
    const trusted = clinicAt(port, { pin: null, publicUrl: new URL(`https://localhost:${port}`) });
    expect(await checkCertificate(context({ clinic: trusted, ca: certificate }))).toMatchObject({
      status: 'ok',
      code: 'certificate-trusted',
      facts: { host: 'localhost' },
    });
    const named = clinicAt(port, { pin: null, publicUrl: new URL(`https://clinic.example:${port}`) });
    expect(await checkCertificate(context({ clinic: named, ca: certificate }))).toMatchObject({
      status: 'failed',
      code: 'certificate-wrong-name',
    });
  });

  it('fails without TLS', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end()));
    expect(await checkCertificate(context({ clinic: clinicAt(port) }))).toMatchObject({
      status: 'failed',
      code: 'certificate-none',
    });
    const plain = clinicAt(port, { url: new URL(`http://127.0.0.1:${port}`) });
    expect(await checkCertificate(context({ clinic: plain }))).toMatchObject({ code: 'certificate-none' });
  });

  it('waits for the clinic', async () => {
    expect(await checkCertificate(context({}))).toMatchObject({ code: 'clinic-not-running' });
    const gone = clinicAt(await freePort());
    expect(await checkCertificate(context({ clinic: gone }))).toMatchObject({ code: 'clinic-not-running' });
  });
});

describe('the line of the clock', () => {
  it.each<[number, string, string]>([
    [0, 'ok', 'clock-right'],
    [-20_000, 'warning', 'clock-off'],
    [20_000, 'warning', 'clock-off'],
    [300_000, 'failed', 'clock-wrong'],
  ])('%d ms off', async (offset, status, code) => {
    const server = await startSntpServer({ now: () => Date.now() + offset });
    const found = await checkClock(context({ timeServers: [server] }));
    expect(found).toMatchObject({ status, code });
    expect(Math.abs((found.facts.offsetMs ?? NaN) - offset)).toBeLessThan(500);
  });

  it('is unknown without a time server', async () => {
    const nobody = { host: '127.0.0.1', port: await freePort() };
    expect(await checkClock(context({ timeServers: [nobody] }))).toMatchObject({
      status: 'unknown',
      code: 'clock-no-server',
    });
  });
});

describe('the lines of STUN and TURN', () => {
  const withServers = (...urls: string[]) =>
    context({
      clinic: clinicAt(4000),
      ca,
      iceServers: async () => [
        { urls: urls.filter((url) => url.startsWith('stun:')) },
        { urls: urls.filter((url) => !url.startsWith('stun:')), ...RESPONDER_CREDENTIALS },
      ],
    });
  const urlOf = { udp: 'turn:', tcp: 'turn:', tls: 'turns:' } as const;
  const turnUrl = (transport: 'udp' | 'tcp' | 'tls', port: number) =>
    `${urlOf[transport]}127.0.0.1:${port}${transport === 'tcp' ? '?transport=tcp' : ''}`;

  it('STUN works, is not there, or is not reached', async () => {
    const { port } = await startResponder('udp');
    expect(await checkStun(withServers(`stun:127.0.0.1:${port}`))).toMatchObject({
      status: 'ok',
      code: 'stun-works',
      facts: { host: '127.0.0.1', port },
    });
    // A relay by UDP is a STUN server, too, as it is for browsers.
    expect(await checkStun(withServers(`turn:127.0.0.1:${port}`))).toMatchObject({ code: 'stun-works' });
    expect(await checkStun(withServers(`turn:127.0.0.1:${port}?transport=tcp`))).toMatchObject({
      code: 'stun-none',
    });
    expect(await checkStun(withServers())).toMatchObject({ status: 'warning', code: 'stun-none' });
    expect(await checkStun(withServers(`stun:127.0.0.1:${await freePort()}`))).toMatchObject({
      status: 'failed',
      code: 'stun-unreachable',
    });
    expect(await checkStun(withServers('stun:clinic..invalid'))).toMatchObject({ code: 'ice-name-unknown' });
  });

  it.each(['udp', 'tcp', 'tls'] as const)('TURN over %s works, or fails for its cause', async (transport) => {
    const at = async (fault: Fault | null) =>
      checkTurn(transport)(
        withServers(turnUrl(transport, (await startResponder(transport, { fault, tls })).port)),
      );
    expect(await at(null)).toMatchObject({ status: 'ok', code: 'turn-works' });
    expect(await at('full')).toMatchObject({ status: 'failed', code: 'turn-full' });
    expect(await at('bad-signature')).toMatchObject({ status: 'failed', code: 'ice-unexpected' });
    const nobody = withServers(turnUrl(transport, await freePort()));
    expect(await checkTurn(transport)(nobody)).toMatchObject({ status: 'failed', code: 'turn-unreachable' });
    const responder = await startResponder(transport, { tls });
    const wrong: ReachContext = {
      ...withServers(),
      iceServers: async () => [
        { urls: [turnUrl(transport, responder.port)], username: 'user', credential: 'wrong' },
      ],
    };
    expect(await checkTurn(transport)(wrong)).toMatchObject({ status: 'failed', code: 'turn-refused' });
    const other = transport === 'udp' ? 'turn:a.example?transport=tcp' : 'turn:a.example';
    expect(await checkTurn(transport)(withServers(other))).toMatchObject({
      status: 'warning',
      code: 'turn-not-offered',
    });
    expect(await checkTurn(transport)(withServers())).toMatchObject({ code: 'turn-none' });
  });

  it('TURN over TLS fails for a certificate that nobody trusts', async () => {
    const { port } = await startResponder('tls', { tls });
    expect(await checkTurn('tls')({ ...withServers(turnUrl('tls', port)), ca: undefined })).toMatchObject({
      status: 'failed',
      code: 'turn-certificate',
    });
  });

  it('wait for the clinic, and for somebody who is signed in', async () => {
    for (const check of [checkStun, checkTurn('udp')]) {
      expect(await check(context({}))).toMatchObject({ status: 'unknown', code: 'clinic-not-running' });
      expect(await check(context({ clinic: clinicAt(4000) }))).toMatchObject({ code: 'not-signed-in' });
      const silent = { clinic: clinicAt(4000), iceServers: () => Promise.reject(new Error('silent')) };
      expect(await check(context(silent))).toMatchObject({ code: 'clinic-not-running' });
    }
  });
});
