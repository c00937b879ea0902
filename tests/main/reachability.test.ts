import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReachability } from '../../src-main/services/reachability/reachability.ts';
import { pinOf } from '../../src-main/services/certificate-pin.ts';
import {
  REACH_CHECKS,
  reachResultSchema,
  type HostedServerState,
  type ReachResult,
} from '../../src-preload/contract.ts';
import { makeCertificate } from '../support/certificate.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { recorded } from '../support/desktop/system-outputs.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { startSntpServer } from '../support/net/sntp-server.ts';
import { startResponder } from '../support/net/turn-responder.ts';
import { startTestServer } from '../support/server.ts';

/** The whole list, against the clinic's real server over TLS. */

let folder: ReturnType<typeof makeTempFolder>;
beforeEach(() => {
  folder = makeTempFolder();
});
afterEach(() => folder.remove());

const setUp = async (turn: { urls: string[]; secret: string | null } = { urls: [], secret: null }) => {
  const { certificatePath, keyPath, certificate } = makeCertificate(folder.path);
  const clinic = await startTestServer({ turn, tls: { certificatePath, keyPath }, host: '0.0.0.0' });
  const url = clinic.url.replace('0.0.0.0', '127.0.0.1');
  const pin = pinOf(new X509Certificate(certificate));
  const state = {
    status: 'running',
    url,
    startedAt: new Date().toISOString(),
    pin,
    publicUrl: url,
  } as HostedServerState;
  const { log, entries } = createMemoryLog();
  const options = {
    state: () => state,
    addresses: () => ['127.0.0.2'],
    system: 'linux' as const,
    keepsAwake: () => false,
    executable: '/opt/Anteroom/anteroom',
    run: recorded({}),
    readText: async () => null,
    resolve: async () => [],
    timeServers: [await startSntpServer()],
    now: Date.now,
    log,
    ca: certificate,
  };
  return { clinic, url, state, options, entries, certificate };
};

const codes = (results: ReachResult[]) => Object.fromEntries(results.map(({ check, code }) => [check, code]));

/** A token of the clinic whose server has a certificate of its own. */
const tokenOf = (url: string, ca: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({
      clinicName: 'Anteroom Clinic',
      fullname: 'Ada One',
      email: 'ada@clinic.example',
      password: 'correct horse battery',
    });
    const asked = request(
      `${url}/auth/setup`,
      { method: 'POST', ca, headers: { 'content-type': 'application/json', 'content-length': body.length } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve((JSON.parse(text) as { token: string }).token));
      },
    );
    asked.on('error', reject).end(body);
  });

describe('the list "Can patients reach me?"', () => {
  it('has a result for every line, each as soon as it is there', async () => {
    const { port } = await startResponder('udp');
    const { options, url, certificate } = await setUp({
      urls: [`stun:127.0.0.1:${port}`, `turn:127.0.0.1:${port}`],
      secret: 'not the one of the responder',
    });
    const pushed: ReachResult[] = [];
    const results = await createReachability(options).run({
      token: await tokenOf(url, certificate),
      onResult: (result) => pushed.push(result),
    });
    expect(results.map(({ check }) => check)).toEqual([...REACH_CHECKS]);
    expect(pushed).toHaveLength(results.length);
    for (const result of results) expect(reachResultSchema.parse(result)).toEqual(result);
    expect(codes(results)).toEqual({
      server: 'server-running',
      port: 'port-open',
      address: 'address-this-computer-only',
      certificate: 'certificate-expires-soon',
      firewall: 'firewall-unreadable',
      sleep: 'sleep-unreadable',
      clock: 'clock-right',
      stun: 'stun-works',
      'turn-udp': 'turn-refused',
      'turn-tcp': 'turn-not-offered',
      'turn-tls': 'turn-not-offered',
    });
  });

  it('asks for one line alone, and works while the clinic is stopped', async () => {
    const { options } = await setUp();
    const reachability = createReachability({ ...options, state: () => ({ status: 'stopped' }) });
    const onResult = vi.fn();
    const [line, ...others] = await reachability.run({ token: null, only: 'clock', onResult });
    expect(others).toEqual([]);
    expect(line).toMatchObject({ check: 'clock', status: 'ok' });
    const all = await reachability.run({ token: null, onResult });
    expect(codes(all)).toMatchObject({
      server: 'server-stopped',
      port: 'clinic-not-running',
      certificate: 'clinic-not-running',
      clock: 'clock-right',
      stun: 'clinic-not-running',
    });
  });

  it('gives no token to a server with another key', async () => {
    const { options, state, url, certificate } = await setUp({ urls: ['stun:127.0.0.1:9'], secret: null });
    const token = await tokenOf(url, certificate);
    const altered = { ...state, pin: 'A'.repeat(43) };
    const results = await createReachability({ ...options, state: () => altered }).run({
      token,
      onResult: () => undefined,
    });
    expect(codes(results)).toMatchObject({
      server: 'server-running',
      port: 'port-closed',
      certificate: 'certificate-wrong-key',
      stun: 'clinic-not-running',
    });
  });

  it('goes on when a check breaks, and says so', async () => {
    const { options, entries } = await setUp();
    const broken = createReachability({
      ...options,
      run: () => Promise.reject(new Error('C:\\Users\\Ada is not readable')),
    });
    const results = await broken.run({ token: null, onResult: () => undefined });
    expect(codes(results)).toMatchObject({ sleep: 'check-broken', clock: 'clock-right' });
    expect(JSON.stringify(entries)).toContain('reach-check-failed');
    expect(JSON.stringify(entries)).not.toContain('Ada');
  });

  it('ends a run when another one begins', async () => {
    const { options } = await setUp();
    const silent = await startSntpServer({ fault: 'silent' });
    const reachability = createReachability({ ...options, timeServers: [silent] });
    const first: ReachResult[] = [];
    const running = reachability.run({ token: null, onResult: (result) => first.push(result) });
    await vi.waitFor(() => expect(silent.requests).toHaveLength(1));
    const second = reachability.run({ token: null, onResult: () => undefined });
    expect(codes(await running)).toMatchObject({ clock: 'clock-no-server' });
    expect(first.map(({ check }) => check)).not.toContain('clock');
    await vi.waitFor(() => expect(silent.requests).toHaveLength(2));
    const third = reachability.run({ token: null, only: 'sleep', onResult: () => undefined });
    expect(codes(await third)).toEqual({ sleep: 'sleep-unreadable' });
    // One line does not end the run of all; the fourth run does, so that the test need not wait.
    void reachability.run({ token: null, onResult: () => undefined });
    expect(codes(await second)).toMatchObject({ clock: 'clock-no-server' });
  });
});
