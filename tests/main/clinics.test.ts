import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClinicAnswer } from '../../src-main/services/ask-clinic.ts';
import { clinicOf, partitionOf } from '../../src-main/services/clinic-identity.ts';
import { createClinics, type Clinics } from '../../src-main/services/clinics.ts';
import { createSettings, type SettingsStore } from '../../src-main/services/settings.ts';
import type { CurrentClinic, JoinedClinic } from '../../src-preload/contract.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

const [PIN, OTHER_PIN] = ['a'.repeat(43), 'b'.repeat(43)];
const HOST = '192.168.1.20:4000';
const CODE = 'code-of-an-invitation';
const LINK = { host: HOST, pin: PIN, code: CODE };

let folder: ReturnType<typeof makeTempFolder>;
let settings: SettingsStore;
let log: ReturnType<typeof createMemoryLog>;
let clinics: Clinics;
let answer: ClinicAnswer;
let asked: unknown[];
let shown: string[];
let forgotten: JoinedClinic[];
let told: CurrentClinic[];

const open = (): void => {
  settings = createSettings({ folder: folder.path, log: log.log });
  clinics = createClinics({
    settings,
    ask: (clinic) => {
      asked.push(clinic);
      return Promise.resolve(answer);
    },
    showWindow: (path) => shown.push(path),
    forget: async (clinic) => {
      forgotten.push(clinic);
    },
    onChanged: (current) => told.push(current),
    log: log.log,
  });
};

beforeEach(() => {
  folder = makeTempFolder();
  log = createMemoryLog();
  answer = { name: 'Clinic on the Hill' };
  [asked, shown, forgotten, told] = [[], [], [], []];
  open();
});
afterEach(() => folder.remove());

describe('joining a clinic', () => {
  it('remembers it with its key, and opens the invitation in a window of its own', async () => {
    const clinic = { id: PIN, host: HOST, pin: PIN, name: 'Clinic on the Hill' };
    expect(await clinics.join(LINK)).toEqual({ outcome: 'joined', clinic, newWindow: true });
    expect(asked).toEqual([{ host: HOST, pin: PIN }]);
    expect(shown).toEqual([`/visit#invite=${CODE}`]);
    open();
    expect(clinics.current()).toEqual({ clinic, keyChanged: false });
    expect(clinics.list()).toEqual([clinic]);
  });

  it('remembers nothing of a server that is refused', async () => {
    answer = { refused: 'key_changed' };
    expect(await clinics.join(LINK)).toEqual({ outcome: 'refused', reason: 'key_changed' });
    expect(clinics.list()).toEqual([]);
    expect(clinics.current()).toEqual({ clinic: null, keyChanged: false });
    expect(shown).toEqual([]);
  });

  it('needs no other window for the clinic that is open', async () => {
    await clinics.join(LINK);
    expect(await clinics.join({ ...LINK, host: HOST.toUpperCase() })).toMatchObject({ newWindow: false });
    expect(shown).toHaveLength(1);
    expect(clinics.list()).toHaveLength(1);
  });

  it('follows a clinic to its new address by its key', async () => {
    await clinics.join(LINK);
    expect(await clinics.join({ ...LINK, host: '10.0.0.7:4000' })).toMatchObject({ newWindow: true });
    expect(clinics.list()).toMatchObject([{ id: PIN, host: '10.0.0.7:4000' }]);
    expect(forgotten).toEqual([]);
  });

  it('gives an address to the key of the newest invitation, once its server has shown it', async () => {
    await clinics.join(LINK);
    answer = { refused: 'key_changed' };
    await clinics.join({ ...LINK, pin: OTHER_PIN });
    expect(clinics.list()).toMatchObject([{ pin: PIN }]);
    expect(forgotten).toEqual([]);
    answer = { name: null };
    await clinics.join({ ...LINK, pin: OTHER_PIN });
    expect(clinics.list()).toMatchObject([{ pin: OTHER_PIN }]);
    expect(forgotten).toMatchObject([{ pin: PIN }]);
  });

  it('writes neither the code nor the address into the log', async () => {
    await clinics.join(LINK);
    clinics.judged(PIN, false);
    expect(log.entries.length).toBeGreaterThan(1);
    expect(JSON.stringify(log.entries)).not.toMatch(new RegExp(`${CODE}|192\\.168|${PIN}|Hill`));
  });
});

describe('several clinics', () => {
  beforeEach(async () => {
    await clinics.join(LINK);
    await clinics.join({ host: 'clinic.example', pin: null, code: CODE });
    shown.length = 0;
  });

  it('are opened in turn, and the own one too', () => {
    expect(clinics.current().clinic?.id).toBe('clinic.example');
    expect(clinics.open(PIN)).toBe(true);
    expect(clinics.current().clinic?.id).toBe(PIN);
    expect(clinics.open(PIN)).toBe(true);
    expect(clinics.open(null)).toBe(true);
    expect(clinics.current().clinic).toBeNull();
    expect(clinics.open('nobody')).toBe(false);
    expect(shown).toEqual(['/', '/']);
  });

  it('are left one by one, with all that is kept of them', async () => {
    await clinics.leave(PIN);
    expect(clinics.current().clinic?.id).toBe('clinic.example');
    expect(shown).toEqual([]);
    await clinics.leave('clinic.example');
    expect(clinics.current().clinic).toBeNull();
    expect(shown).toEqual(['/']);
    expect(forgotten.map(({ host }) => host)).toEqual([HOST, 'clinic.example']);
    await clinics.leave('nobody');
    expect(forgotten).toHaveLength(2);
  });
});

describe('a changed key', () => {
  beforeEach(() => clinics.join(LINK));

  it('is told once, and again when the right one is back', () => {
    clinics.judged(PIN, true);
    clinics.judged(PIN, false);
    clinics.judged(PIN, false);
    expect(clinics.current().keyChanged).toBe(true);
    clinics.judged(PIN, true);
    expect(told.map(({ keyChanged }) => keyChanged)).toEqual([true, false]);
  });

  it('of a clinic that is not open is told when it is', () => {
    clinics.open(null);
    clinics.judged(PIN, false);
    expect(told).toEqual([]);
    clinics.open(PIN);
    expect(clinics.current().keyChanged).toBe(true);
  });

  it('is asked for again by the person: Chromium keeps what it was answered', async () => {
    clinics.judged(PIN, false);
    answer = { refused: 'unreachable' };
    expect(await clinics.check()).toBe('unreachable');
    expect(clinics.current().keyChanged).toBe(true);
    answer = { name: null };
    expect(await clinics.check()).toBeNull();
    expect(clinics.current().keyChanged).toBe(false);
    answer = { refused: 'key_changed' };
    expect(await clinics.check()).toBe('key_changed');
    expect(clinics.current().keyChanged).toBe(true);
  });

  it('is done with by a new invitation', async () => {
    clinics.judged(PIN, false);
    await clinics.join({ ...LINK, pin: OTHER_PIN });
    expect(clinics.current()).toMatchObject({ clinic: { pin: OTHER_PIN }, keyChanged: false });
  });
});

it('no two pins and no two hosts share a session', () => {
  const partitions = [
    clinicOf({ host: HOST, pin: PIN, name: null }),
    clinicOf({ host: HOST, pin: OTHER_PIN, name: null }),
    clinicOf({ host: HOST, pin: null, name: null }),
    clinicOf({ host: '192.168.1.20:4001', pin: null, name: null }),
  ].map(partitionOf);
  expect(new Set(partitions).size).toBe(4);
  expect(partitions[0]).toBe(`persist:clinic-${PIN}`);
  expect(partitions.every((partition) => /^persist:clinic-[\w-]+$/.test(partition))).toBe(true);
});
