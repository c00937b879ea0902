import { X509Certificate } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deviceReportSchema, systemReportSchema } from '../../server/protocol/index.ts';
import { createDeviceProbe } from '../../src-main/services/device-probe.ts';
import type { ClinicTarget } from '../../src-main/services/net/clinic-http.ts';
import { pinOf } from '../../src-main/services/certificate-pin.ts';
import { createSystemSettings, SETTINGS_ADDRESSES } from '../../src-main/services/system-settings.ts';
import { SYSTEM_SETTINGS_PAGES } from '../../src-preload/contract.ts';
import { createFakeElectron } from '../fakes/fake-electron.ts';
import { makeCertificate } from '../support/certificate.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { freePort } from '../support/free-port.ts';
import { startCoturn } from '../support/net/coturn.ts';
import { startResponder } from '../support/net/turn-responder.ts';
import { startTestServer, type TestConfig } from '../support/server.ts';

const SYSTEM = { os: 'windows', camera: 'granted', microphone: 'denied' } as const;

const setUp = async (config: TestConfig, ca?: string) => {
  const clinic = await startTestServer(config);
  const { token } = await clinic.setUp();
  const { log, entries } = createMemoryLog();
  const probe = (target: ClinicTarget | null = { url: clinic.url, pin: null }) =>
    createDeviceProbe({ settings: { permissions: () => SYSTEM }, clinic: () => target, log, ca });
  return { clinic, token, probe, entries };
};

const UNTRIED = { stun: 'unknown', turn: { udp: 'unknown', tcp: 'unknown', tls: 'unknown' } };

describe('the device probe', () => {
  it('measures the way to the server, and finds neither STUN nor relay where the clinic has none', async () => {
    const { probe, token } = await setUp({});
    const report = await probe().run(token);
    expect(systemReportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      system: SYSTEM,
      path: { lossPercent: null },
      stun: 'none',
      turn: { udp: 'none', tcp: 'none', tls: 'none' },
    });
    expect(report.path?.roundTripMs).toBeGreaterThan(0);
    expect(report.path?.downKbps).toBeGreaterThan(1_000);
    expect(report.path?.upKbps).toBeGreaterThan(1_000);
  });

  it('gets a relay on each transport with the credentials of the clinic, and counts lost packets', async () => {
    const coturn = await startCoturn();
    if (coturn === null) return;
    onTestFinished(() => coturn.stop());
    const urls = [
      `stun:localhost:${coturn.port}`,
      `turn:localhost:${coturn.port}`,
      `turn:localhost:${coturn.port}?transport=tcp`,
      `turns:localhost:${coturn.tlsPort}?transport=tcp`,
    ];
    const { probe, token } = await setUp({ turn: { urls, secret: coturn.secret } }, coturn.ca);
    expect(await probe().run(token)).toMatchObject({
      path: { lossPercent: 0 },
      stun: 'works',
      turn: { udp: 'works', tcp: 'works', tls: 'works' },
    });
  });

  it('tells a relay that refuses from one that is not there', async () => {
    const lossy = await startResponder('udp', { loses: (request) => request % 5 === 0 });
    const urls = [`turn:127.0.0.1:${lossy.port}`, `turn:127.0.0.1:${await freePort()}?transport=tcp`];
    const { probe, token } = await setUp({ turn: { urls, secret: 'another secret' } });
    expect(await probe().run(token)).toMatchObject({
      path: { lossPercent: 20 },
      stun: 'none',
      turn: { udp: 'refused', tcp: 'unreachable', tls: 'none' },
    });
  });

  it('measures over TLS with the pinned key, and gives nothing to a server with another', async () => {
    const folder = makeTempFolder();
    onTestFinished(() => folder.remove());
    const { certificatePath, keyPath, certificate } = makeCertificate(folder.path);
    const clinic = await startTestServer({ tls: { certificatePath, keyPath } });
    const { log } = createMemoryLog();
    const run = (pin: string | null) =>
      createDeviceProbe({
        settings: { permissions: () => SYSTEM },
        clinic: () => ({ url: clinic.url, pin }),
        log,
      }).run('not a token');
    // The pinned server hears the question, and refuses the token.
    await run(pinOf(new X509Certificate(certificate)));
    expect(clinic.logLines.join('')).toContain('probeDownload');
    const heard = clinic.logLines.length;
    expect(await run('A'.repeat(43))).toEqual({ system: SYSTEM, path: null, ...UNTRIED });
    expect(await run(null)).toEqual({ system: SYSTEM, path: null, ...UNTRIED });
    expect(clinic.logLines.slice(heard).join('')).not.toContain('probeDownload');
  });

  it('has no figures without a clinic, a server or a session, and says so without the token', async () => {
    const { probe, entries } = await setUp({});
    const nothing = { system: SYSTEM, path: null, ...UNTRIED };
    expect(await probe(null).run('canary-token')).toEqual(nothing);
    expect(
      await probe({ url: `http://127.0.0.1:${await freePort()}`, pin: null }).run('canary-token'),
    ).toEqual(nothing);
    expect(await probe().run('canary-token')).toEqual(nothing);
    expect(JSON.stringify(entries)).toContain('line-not-measured');
    expect(JSON.stringify(entries)).not.toContain('canary');
  });

  it('fits into the one report of a device test', async () => {
    const { probe, token } = await setUp({});
    const report = {
      version: 1,
      verdict: 'good',
      reasons: [],
      camera: null,
      microphone: null,
      speaker: null,
      client: { kind: 'app', missing: [] },
      connection: null,
    };
    // What browsers and older apps send stays a report.
    expect(deviceReportSchema.parse(report)).toEqual(report);
    const whole = { ...report, ...(await probe().run(token)) };
    expect(deviceReportSchema.parse(whole)).toEqual(whole);
  });
});

describe('the settings of the system', () => {
  const open = (system: 'windows' | 'macos' | 'linux') => {
    const electron = createFakeElectron({ userData: '/nowhere' });
    const settings = createSystemSettings({
      electron: electron as unknown as Parameters<typeof createSystemSettings>[0]['electron'],
      system,
    });
    return { electron, settings };
  };

  it.each(['windows', 'macos'] as const)('are opened on %s at the page of the subject', async (system) => {
    const { electron, settings } = open(system);
    expect(settings.opens).toBe(true);
    for (const page of SYSTEM_SETTINGS_PAGES) expect(await settings.open(page)).toBe(true);
    expect(electron.shell.opened).toEqual(Object.values(SETTINGS_ADDRESSES[system] ?? {}));
    const scheme =
      system === 'windows' ? /^ms-settings:[a-z-]+$/ : /^x-apple\.systempreferences:com\.apple\./;
    for (const address of electron.shell.opened) expect(address).toMatch(scheme);
  });

  it('have no address on Linux, and no permission that could be asked', async () => {
    const { electron, settings } = open('linux');
    electron.systemPreferences.access.camera = 'denied';
    expect(settings.opens).toBe(false);
    expect(await settings.open('camera')).toBe(false);
    expect(electron.shell.opened).toEqual([]);
    expect(settings.permissions()).toEqual({ os: 'linux', camera: 'unknown', microphone: 'unknown' });
  });

  it.each([
    ['granted', 'granted'],
    ['denied', 'denied'],
    ['restricted', 'restricted'],
    ['not-determined', 'not-asked'],
    ['unknown', 'unknown'],
  ] as const)('say "%s" as "%s"', (electrons, ours) => {
    const { electron, settings } = open('macos');
    electron.systemPreferences.access.camera = electrons;
    expect(settings.permissions()).toEqual({ os: 'macos', camera: ours, microphone: 'granted' });
  });
});
