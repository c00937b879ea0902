import { request as httpsRequest, type RequestOptions } from 'node:https';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { pinOf } from '../../server/certificates.ts';
import { parseAppLink } from '../../server/protocol/index.ts';
import { createHostedServer } from '../../src-main/hosted-server.ts';
import { createHosting } from '../../src-main/hosting.ts';
import { createClinicAddress } from '../../src-main/services/clinic-address.ts';
import { createNetworkAddresses, type Interfaces } from '../../src-main/services/network-addresses.ts';
import { systemTimers } from '../../src-main/timers.ts';
import type { CertificatesState, HostedServerState } from '../../src-preload/contract.ts';
import { createAuthority } from '../support/certificate-authority.ts';
import { forkNode } from '../support/desktop/fork-node.ts';
import { createManualTimers } from '../support/desktop/manual-timers.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { createMemorySecrets } from '../support/desktop/memory-secrets.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { freePort } from '../support/free-port.ts';
import { entryFile } from '../support/server-entry.ts';

/** The hosted clinic with the real server in a process of its own, reached by TLS as apps and browsers do. */

type Running = Extract<HostedServerState, { status: 'running' }>;

const interfacesAt = (address: string): Interfaces => ({
  eth0: [{ address, netmask: '', mac: '', internal: false, cidr: null, family: 'IPv4' }],
});

let folder: ReturnType<typeof makeTempFolder>;
let secrets: ReturnType<typeof createMemorySecrets>;
let stops: (() => Promise<unknown>)[];

/** One start of the app. */
const setUp = (
  first: Interfaces = interfacesAt('192.168.1.20'),
  /** What happens between the look for a free port and the start of the server. */
  meanwhile: (port: number) => Promise<void> = () => Promise.resolve(),
) => {
  let interfaces = first;
  const clock = createManualTimers();
  const { log } = createMemoryLog();
  const told: CertificatesState[] = [];
  const states: HostedServerState[] = [];
  const hosting = createHosting({
    userData: folder.path,
    webRoot: folder.path,
    secrets: secrets.secrets,
    network: createNetworkAddresses({ timers: clock.timers, interfaces: () => interfaces }),
    timers: clock.timers,
    log,
    onReconfigured: (change) => server.reconfigure(change),
    onState: (state) => told.push(state),
  });
  const processes: ReturnType<typeof forkNode>['process'][] = [];
  const server = createHostedServer({
    fork: () => {
      const handle = forkNode(entryFile('child'));
      processes.push(handle.process);
      return handle;
    },
    config: async (takenPorts) => {
      const config = await hosting.config(takenPorts);
      await meanwhile(config.port);
      return config;
    },
    onListening: () => hosting.listens(),
    facts: () => hosting.facts(),
    onState: (state) => states.push(state),
    log,
    timers: systemTimers,
    policy: { firstDelay: 20, maxDelay: 100, healthyAfter: 60_000, startTimeout: 15_000, stopGrace: 500 },
  });
  const endWatch = hosting.watch();
  stops.push(async () => {
    endWatch();
    await server.stop();
  });
  const start = async (): Promise<Running> => {
    const state = await server.start();
    if (state.status !== 'running') throw new Error(JSON.stringify(state));
    return state;
  };
  const move = (next: Interfaces) => {
    interfaces = next;
    clock.pass(10_000);
  };
  return { hosting, server, start, told, states, move, kill: () => processes.at(-1)?.kill('SIGKILL') };
};

/** The key that is shown to who asks for the name. */
const pinAt = async (url: string, servername?: string) => {
  const { port } = new URL(url);
  const socket = connect({
    host: '127.0.0.1',
    port: Number(port),
    rejectUnauthorized: false,
    ...(servername === undefined ? {} : { servername }),
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate();
  return { pin: certificate && pinOf(certificate), protocol: socket.getProtocol() };
};

const send = (url: string, body: object, options: RequestOptions = {}) =>
  new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    const outgoing = httpsRequest(
      url,
      {
        method: 'POST',
        agent: false,
        rejectUnauthorized: false,
        ...options,
        headers: { 'content-type': 'application/json', ...(options.headers as Record<string, string>) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString()) as unknown,
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.method === 'GET' ? undefined : JSON.stringify(body));
  });

/** Sets the clinic up, and makes an appointment and its invitation each time that it is called. */
const openClinic = async (url: string) => {
  const setup = await send(`${url}/auth/setup`, {
    clinicName: 'Clinic',
    fullname: 'Dr. Ada',
    email: 'ada@clinic.example',
    password: 'a long enough password',
  });
  expect(setup.status).toBe(201);
  const { token } = setup.body as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const made = await send(`${url}/api/patients`, { fullname: 'Pat Alpha' }, { headers });
  const { data } = made.body as { data: { user: { id: string } } };
  return async () => {
    const appointment = { patientId: data.user.id, startsAt: new Date().toISOString() };
    const { body } = await send(`${url}/api/appointments`, appointment, { headers });
    return (body as { data: { invite: { url: string; appUrl?: string; invite: string } } }).data.invite;
  };
};

beforeEach(async () => {
  folder = makeTempFolder();
  // From 4000 on, other tests host clinics at the same time; nobody is given this port by chance.
  createClinicAddress({
    folder: folder.path,
    trustedNames: () => [],
    addresses: () => [],
    log: createMemoryLog().log,
  }).rememberPort(await freePort());
  secrets = createMemorySecrets();
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) await stop();
  folder.remove();
});

describe('the hosted clinic', () => {
  it('is on the network by TLS 1.3 with its own key, which every invitation pins', async () => {
    const { start, hosting } = setUp();
    const state = await start();
    const { port } = new URL(state.url);
    expect(state).toMatchObject({
      url: `https://127.0.0.1:${port}`,
      publicUrl: `https://192.168.1.20:${port}`,
      portChanged: false,
    });
    expect(await pinAt(state.url)).toEqual({ pin: state.pin, protocol: 'TLSv1.3' });
    await expect(fetch(state.url.replace('https', 'http'))).rejects.toThrow();

    const invite = await (await openClinic(state.url))();
    expect(invite.url).toBe(`${state.publicUrl}/visit#invite=${invite.invite}&pin=${state.pin}`);
    expect(parseAppLink(invite.appUrl ?? '')).toEqual({
      host: `192.168.1.20:${port}`,
      pin: state.pin,
      code: invite.invite,
    });
    expect(await hosting.state()).toMatchObject({
      kind: 'own',
      pin: state.pin,
      address: { port: Number(port), previousPort: null, browsersTrust: false },
    });
  });

  it('follows the computer to another network, and a crash does not lead back', async () => {
    const { start, move, states, kill, server } = setUp();
    const before = await start();
    const invite = await openClinic(before.url);
    const running = () => states.filter((state) => state.status === 'running');
    move(interfacesAt('10.0.0.7'));
    await vi.waitFor(() => expect(running().at(-1)?.publicUrl).toMatch(/^https:\/\/10\.0\.0\.7:/));
    expect((await invite()).url).toMatch(/^https:\/\/10\.0\.0\.7:/);
    kill();
    await vi.waitFor(() => expect(running()).toHaveLength(3), { timeout: 15_000 });
    expect(server.state()).toMatchObject({ pin: before.pin, url: before.url });
    expect((await invite()).url).toMatch(/^https:\/\/10\.0\.0\.7:/);
  });

  it('shows a certificate for its name at once, to those who ask for the name, and pins its key', async () => {
    const { start, hosting, told } = setUp();
    const state = await start();
    const invite = await openClinic(state.url);
    const authority = await createAuthority();
    const { chain, key } = await authority.issueFor(['clinic.example']);
    await hosting.certificates.useFiles([chain, authority.root.toString(), key]);
    hosting.setAddress({ host: 'clinic.example', port: 443 });
    await vi.waitFor(async () => expect((await invite()).url).toMatch(/^https:\/\/clinic\.example\/visit#/));
    const named = (await pinAt(state.url, 'clinic.example')).pin;
    expect(named).not.toBe(state.pin);
    expect((await pinAt(state.url)).pin, 'apps that know the address').toBe(state.pin);
    // No browser knows the test's root.
    expect((await invite()).url).toContain(`&pin=${named}`);
    expect(await send(`${state.url}/auth/login`, {}, { headers: { host: 'clinic.example' } })).toMatchObject({
      status: 400,
    });
    expect(
      await send(`${state.url}/auth/login`, {}, { headers: { host: 'evil.example' } }),
    ).not.toMatchObject({
      status: 400,
    });
    await vi.waitFor(() =>
      expect(told.at(-1)).toMatchObject({
        kind: 'files',
        named: { names: ['clinic.example'], trusted: false },
        address: { publicUrl: 'https://clinic.example', browsersTrust: false },
      }),
    );
  });

  it('gives calls another relay at once, and the connections stay', async () => {
    const { start, hosting, states, kill } = setUp();
    const state = await start();
    const { token } = (
      await send(`${state.url}/auth/setup`, {
        clinicName: 'Clinic',
        fullname: 'Dr. Ada',
        email: 'ada@clinic.example',
        password: 'a long enough password',
      })
    ).body as { token: string };
    const ask = async (path: string) =>
      (
        await send(
          `${state.url}${path}`,
          {},
          { method: 'GET', headers: { authorization: `Bearer ${token}` } },
        )
      ).body;
    expect(await ask('/ice-servers')).toMatchObject({ iceServers: [], expiresAt: null });
    expect(await ask('/api/clinic/settings')).toMatchObject({ data: { relayAvailable: false } });

    const addresses = ['stun:turn.clinic.example', 'turns:turn.clinic.example:443?transport=tcp'];
    const secret = 'shared with the relay alone';
    expect(await hosting.relay.save({ addresses, secret })).toMatchObject({ status: 'saved' });
    const withRelay = async () => {
      const { iceServers } = (await ask('/ice-servers')) as {
        iceServers: { urls: string[]; username?: string; credential?: string }[];
      };
      expect(iceServers.map(({ urls }) => urls)).toEqual(addresses.map((address) => [address]));
      const { username = '', credential } = iceServers[1] ?? {};
      expect(credential).toBe(createHmac('sha1', secret).update(username).digest('base64'));
    };
    await vi.waitFor(withRelay);
    expect(await ask('/api/clinic/settings')).toMatchObject({ data: { relayAvailable: true } });
    expect(states.map(({ status }) => status)).not.toContain('stopped');

    // A crash does not lead back, either.
    const running = () => states.filter(({ status }) => status === 'running').length;
    const before = running();
    kill();
    await vi.waitFor(() => expect(running()).toBeGreaterThan(before), { timeout: 15_000 });
    await withRelay();
  });

  it('comes back with its key and its port, and leaves a port that is taken before it listens', async () => {
    const first = setUp();
    const before = await first.start();
    const port = Number(new URL(before.url).port);
    await first.server.stop();
    const again = setUp();
    expect(await again.start()).toMatchObject({ url: before.url, pin: before.pin, portChanged: false });
    await again.server.stop();

    const ports: number[] = [];
    const third = setUp(undefined, async (chosen) => {
      ports.push(chosen);
      if (ports.length > 1) return;
      const other = createServer().listen(chosen, '0.0.0.0');
      onTestFinished(() => void other.close());
      await once(other, 'listening');
    });
    const elsewhere = await third.start();
    const moved = ports.at(-1);
    expect(ports[0]).toBe(port);
    expect(moved).not.toBe(port);
    expect(elsewhere).toMatchObject({
      url: `https://127.0.0.1:${moved}`,
      publicUrl: `https://192.168.1.20:${moved}`,
      pin: before.pin,
      portChanged: true,
    });
    expect(third.states.map(({ status }) => status)).toEqual(['starting', 'running']);
    expect((await third.hosting.state()).address).toMatchObject({ port: moved, previousPort: port });
  });

  it('does not start without its key, and says why', async () => {
    secrets.lock.isLocked = true;
    const { server } = setUp();
    expect(await server.start()).toEqual({
      status: 'failed',
      code: 'failed',
      cause: 'the secrets of this computer are locked',
    });
  });
});

describe('the port of invitations', () => {
  it('is the one that the clinic listened on, not one that it was about to', async () => {
    const first = setUp().hosting;
    const { port } = await first.config();
    first.listens();
    const failed = setUp().hosting;
    expect((await failed.config([port])).port).not.toBe(port);

    const again = setUp().hosting;
    expect((await again.config()).port).toBe(port);
    again.listens();
    expect(again.facts()).toMatchObject({ portChanged: false });
  });

  it('is said to be another one until the next start, whatever crashes meanwhile', async () => {
    const first = setUp().hosting;
    const { port } = await first.config();
    first.listens();
    const moved = setUp().hosting;
    const { port: other } = await moved.config([port]);
    moved.listens();
    moved.listens();
    expect(moved.facts()).toMatchObject({ portChanged: true });
    expect((await moved.state()).address).toMatchObject({ port: other, previousPort: port });
  });
});
