import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkClock } from '../../src-main/services/reachability/check-clock.ts';
import { checkStun, checkTurn } from '../../src-main/services/reachability/check-ice.ts';
import type { ReachContext, RunningClinic } from '../../src-main/services/reachability/context.ts';
import { makeCertificate } from '../support/certificate.ts';
import { reachContext } from '../support/desktop/reach-context.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { freePort } from '../support/free-port.ts';
import { startSntpServer } from '../support/net/sntp-server.ts';
import { RESPONDER_CREDENTIALS, startResponder, type Fault } from '../support/net/turn-responder.ts';

/** The lines of "Can patients reach me?" that ask other servers: of the time, STUN and TURN. */

let folder: ReturnType<typeof makeTempFolder>;
let tls: { cert: Buffer; key: Buffer };
let ca: string;

beforeAll(() => {
  folder = makeTempFolder();
  const { certificatePath, keyPath, certificate } = makeCertificate(folder.path);
  tls = { cert: readFileSync(certificatePath), key: readFileSync(keyPath) };
  ca = certificate;
});
afterAll(() => folder.remove());

/** One that runs; these lines do not ask it. */
const CLINIC: RunningClinic = {
  url: new URL('https://127.0.0.1:4000'),
  publicUrl: new URL('https://127.0.0.1:4000'),
  pin: null,
};

describe('the line of the clock', () => {
  it.each<[number, string, string]>([
    [0, 'ok', 'clock-right'],
    [-20_000, 'warning', 'clock-off'],
    [20_000, 'warning', 'clock-off'],
    [300_000, 'failed', 'clock-wrong'],
  ])('%d ms off', async (offset, status, code) => {
    const server = await startSntpServer({ now: () => Date.now() + offset });
    const found = await checkClock(reachContext({ timeServers: [server] }));
    expect(found).toMatchObject({ status, code });
    expect(Math.abs((found.facts.offsetMs ?? NaN) - offset)).toBeLessThan(500);
  });

  it('is unknown without a time server', async () => {
    const nobody = { host: '127.0.0.1', port: await freePort() };
    expect(await checkClock(reachContext({ timeServers: [nobody] }))).toMatchObject({
      status: 'unknown',
      code: 'clock-no-server',
    });
  });
});

describe('the lines of STUN and TURN', () => {
  const withServers = (...urls: string[]) =>
    reachContext({
      clinic: CLINIC,
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
      expect(await check(reachContext({}))).toMatchObject({ status: 'unknown', code: 'clinic-not-running' });
      expect(await check(reachContext({ clinic: CLINIC }))).toMatchObject({ code: 'not-signed-in' });
      const silent = { clinic: CLINIC, iceServers: () => Promise.reject(new Error('silent')) };
      expect(await check(reachContext(silent))).toMatchObject({ code: 'clinic-not-running' });
    }
  });
});
