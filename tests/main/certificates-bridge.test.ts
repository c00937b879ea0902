import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCertificatesHandlers } from '../../src-main/bridge/certificates.ts';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import { createHosting, type Hosting } from '../../src-main/hosting.ts';
import { createNetworkAddresses } from '../../src-main/services/network-addresses.ts';
import {
  certificatesCalls,
  certificatesStateSchema,
  type CertificatesState,
} from '../../src-preload/contract.ts';
import { FakeDialog } from '../fakes/fake-dialog.ts';
import { startAcmeServer } from '../support/acme-server.ts';
import { createAuthority, type Authority } from '../support/certificate-authority.ts';
import { createManualTimers } from '../support/desktop/manual-timers.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { createMemorySecrets } from '../support/desktop/memory-secrets.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { freePort } from '../support/free-port.ts';

let folder: ReturnType<typeof makeTempFolder>;
let dialog: FakeDialog;
let told: CertificatesState[];
let hosting: Hosting;
let handlers: ReturnType<typeof createCertificatesHandlers>;
let authority: Authority;

const open = (acmeDirectory = 'http://127.0.0.1:9/directory') => {
  const { timers } = createManualTimers();
  hosting = createHosting({
    userData: folder.path,
    webRoot: folder.path,
    secrets: createMemorySecrets().secrets,
    network: createNetworkAddresses({ timers, interfaces: () => ({}) }),
    timers,
    log: createMemoryLog().log,
    onReconfigured: () => {},
    onState: (state) => told.push(state),
    acme: { acmeDirectory, patience: { firstMs: 5, maxMs: 20, questions: 20 } },
  });
  handlers = createCertificatesHandlers({ electron: { dialog } as unknown as ElectronParts, hosting });
};

const save = (name: string, text: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
};

beforeEach(async () => {
  folder = makeTempFolder();
  dialog = new FakeDialog();
  told = [];
  authority = await createAuthority();
  open();
});
afterEach(() => folder.remove());

const state = async () => certificatesStateSchema.parse(await handlers['certificates:state'](undefined));

describe('certificate files from a dialog', () => {
  it('are read, taken, and told to the window; none chosen changes nothing', async () => {
    expect(await handlers['certificates:choose-files'](undefined)).toEqual({ status: 'cancelled' });
    const { chain, key } = await authority.issueFor(['clinic.example']);
    dialog.choices.push([
      save('fullchain.pem', chain),
      save('root.crt', authority.root.toString()),
      save('clinic.key', key),
    ]);
    expect(await handlers['certificates:choose-files'](undefined)).toEqual({ status: 'done' });
    expect(dialog.opened[0]?.properties).toEqual(['openFile', 'multiSelections']);
    expect(await state()).toMatchObject({ kind: 'files', named: { names: ['clinic.example'] } });
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ kind: 'files' }));
    await handlers['certificates:use-own'](undefined);
    expect(await state()).toMatchObject({ kind: 'own', named: null });
  });

  it('that are gone or far too long are refused', async () => {
    for (const path of [join(folder.path, 'gone.pem'), save('film.pem', 'x'.repeat(300_000)), folder.path]) {
      dialog.choices.push([path]);
      expect(await handlers['certificates:choose-files'](undefined)).toEqual({
        status: 'refused',
        problem: 'file_unreadable',
      });
    }
  });
});

it('pasted texts are taken like files', async () => {
  const { chain, key } = await authority.issueFor(['clinic.example']);
  const use = handlers['certificates:use-text'];
  expect(await use({ certificate: chain, key: 'nothing' })).toEqual({
    status: 'refused',
    problem: 'key_missing',
  });
  expect(await use({ certificate: chain + authority.root.toString(), key })).toEqual({ status: 'done' });
});

describe('an issuer', () => {
  it('shows its terms, gives a certificate, and tells of each phase', async () => {
    const port = await freePort();
    const issuer = await startAcmeServer({ authority, challengePort: port });
    open(issuer.directory);
    expect(await handlers['certificates:terms'](undefined)).toEqual({
      url: expect.stringMatching(/\/terms$/) as string,
    });
    const request = { domain: 'clinic.example', email: 'ada@clinic.example', port };
    expect(await handlers['certificates:obtain'](request)).toEqual({ status: 'done' });
    await issuer.stop();
    await vi.waitFor(() => expect(told.at(-1)?.kind).toBe('acme'));
    const phases = told.map(({ acme }) => acme?.phase);
    expect(new Set(phases)).toEqual(new Set(['account', 'order', 'proof', 'issue', null]));
    expect(told[0]?.acme?.domain).toBe('clinic.example');
    expect(await state()).toMatchObject({ kind: 'acme', acme: { domain: 'clinic.example', problem: null } });
  });

  it('that does not answer has no terms and gives none', async () => {
    expect(await handlers['certificates:terms'](undefined)).toEqual({ url: null });
    const request = { domain: 'clinic.example', email: 'ada@clinic.example', port: await freePort() };
    expect(await handlers['certificates:obtain'](request)).toEqual({
      status: 'refused',
      problem: 'issuer_unreachable',
    });
  });
});

describe('what the window may send', () => {
  const accepts = (call: keyof typeof certificatesCalls, input: unknown): boolean =>
    certificatesCalls[call].input.safeParse(input).success;

  it.each([
    ['clinic.example', true],
    ['xn--mnchen-3ya.example', true],
    ['clinic', false],
    ['*.clinic.example', false],
    ['192.168.1.20', false],
    ['clinic.example/path', false],
    ['-clinic.example', false],
    [`${'a'.repeat(64)}.example`, false],
  ])('asks for a certificate of %s: %s', (domain, good) => {
    expect(accepts('certificates:obtain', { domain, email: 'ada@clinic.example', port: 80 })).toBe(good);
  });

  it.each([
    ['clinic.example', true],
    ['reception', true],
    ['192.168.1.20', true],
    ['[2001:db8::20]', true],
    ['clinic.example:443', false],
    ['https://clinic.example', false],
    ['clinic.example/visit', false],
    ['user@clinic.example', false],
    ['clinic example', false],
    ['', false],
  ])('sets the address to %s: %s', (host, good) => {
    expect(accepts('certificates:set-address', { host, port: null })).toBe(good);
  });
});
