import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import { clinicOf, partitionOf } from '../../src-main/services/clinic-identity.ts';
import { createSessions, type Sessions } from '../../src-main/sessions.ts';
import { createFakeElectron, type FakeElectron } from '../fakes/fake-electron.ts';
import type { FakeSession } from '../fakes/fake-session.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { makePinned, type Certificate } from '../support/tls-server.ts';

let folder: ReturnType<typeof makeTempFolder>;
let [own, clinicKey, other]: Certificate[] = [];
let electron: FakeElectron;
let sessions: Sessions;
let ownPins: string[];
let verdicts: [string, boolean][];
let prepared: number;

beforeAll(() => {
  folder = makeTempFolder();
  [own, clinicKey, other] = ['own', 'clinic', 'other'].map((name) => makePinned(folder.path, name));
});
afterAll(() => folder.remove());

beforeEach(() => {
  electron = createFakeElectron({ userData: folder.path });
  [ownPins, verdicts, prepared] = [[], [], 0];
  sessions = createSessions({
    electron: electron as unknown as ElectronParts,
    serveApp: () => Promise.resolve(new Response('page')),
    prepare: () => (prepared += 1),
    ownPins: () => ownPins,
    onVerdict: (...verdict) => verdicts.push(verdict),
  });
});

const pem = (certificate: Certificate | undefined): string => certificate?.certificate ?? '';
const clinicWith = (pin: string | null) => clinicOf({ host: '127.0.0.1:4000', pin, name: null });
const sessionOf = (partition: string | undefined): FakeSession =>
  partition === undefined ? electron.session.defaultSession : electron.session.fromPartition(partition);

describe('every session of the app', () => {
  it('serves the app, and has its permissions, whichever clinic it is for', async () => {
    for (const clinic of [null, clinicWith(clinicKey?.pin ?? ''), clinicWith(null)]) {
      const session = sessionOf(sessions.partitionFor(clinic));
      const page = await session.protocol.handlers.get('app')?.(new Request('app://anteroom/'));
      expect(await page?.text()).toBe('page');
      expect(await session.request('media', 'app://anteroom/')).toBe(true);
      expect(await session.request('media', 'https://evil.example/')).toBe(false);
      expect(session.check('geolocation', 'app://anteroom/')).toBe(false);
    }
    expect(prepared).toBe(3);
    sessions.partitionFor(null);
    expect(prepared).toBe(3);
  });

  it('of a joined clinic accepts its key alone, whatever Chromium trusts', async () => {
    const clinic = clinicWith(clinicKey?.pin ?? '');
    const partition = sessions.partitionFor(clinic);
    expect(partition).toBe(partitionOf(clinic));
    const session = sessionOf(partition);
    expect(await session.verify('127.0.0.1', pem(clinicKey), false)).toBe(true);
    expect(await session.verify('elsewhere.example', pem(clinicKey), false)).toBe(true);
    expect(await session.verify('127.0.0.1', pem(other), true)).toBe(false);
    expect(await session.verify('127.0.0.1', pem(own), false)).toBe(false);
    expect(verdicts.map(([, isAccepted]) => isAccepted)).toEqual([true, true, false, false]);
    expect(verdicts.every(([id]) => id === clinic.id)).toBe(true);
  });

  it('of a clinic without a pin leaves the verification to Chromium', async () => {
    const session = sessionOf(sessions.partitionFor(clinicWith(null)));
    expect(await session.verify('127.0.0.1', pem(other), false)).toBe(false);
    expect(await session.verify('127.0.0.1', pem(other), true)).toBe(true);
  });

  it('at home accepts the keys of the own clinic alone', async () => {
    const session = sessionOf(sessions.partitionFor(null));
    expect(await session.verify('a.example', pem(other), true)).toBe(false);
    expect(await session.verify('127.0.0.2', pem(own), false)).toBe(false);
    ownPins = [own?.pin ?? ''];
    expect(await session.verify('127.0.0.1', pem(own), false)).toBe(true);
    expect(await session.verify('127.0.0.1', pem(other), true)).toBe(false);
    expect(verdicts).toEqual([]);
  });

  it('is emptied when its clinic is left', async () => {
    const clinic = clinicWith(null);
    const session = sessionOf(sessions.partitionFor(clinic));
    await sessions.clear(clinic);
    expect(session.cleared).toBe(1);
  });
});
