import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import { createDiagnostics, type DiagnosedStates } from '../../src-main/services/diagnostics.ts';
import { harmlessLine } from '../../src-main/services/harmless-line.ts';
import { createLog, openLogFile, type LogFields } from '../../src-main/services/logs.ts';
import { USUAL_MESSAGE_ALERTS } from '../../src-preload/contract.ts';
import { createLog as createServerLog } from '../../server/log.ts';
import { createFakeElectron, type FakeElectron } from '../fakes/fake-electron.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/** Whatever a person is called, writes or holds: none of it may be found in the text. */
const CANARIES = [
  'Jane Canary',
  'jane.canary@clinic.example',
  'My chest hurts, canary',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ',
  'canaryPinAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'canary-invite-0123456789abcdef0123',
  'https://canary.example/visit#invite=canary',
  '/home/canary/documents',
];

const STATES: DiagnosedStates = {
  settings: {
    theme: 'dark',
    language: 'es',
    hostOnStart: true,
    messageAlerts: USUAL_MESSAGE_ALERTS,
  },
  hostedServer: { status: 'restarting', attempt: 3, retryAt: '2027-01-01T00:00:00Z', cause: 'Jane Canary' },
  updates: { status: 'failed', failure: 'offline', failedAt: '2027-01-01T00:00:00Z' },
  window: { bounds: null, maximized: true, fullScreen: false, zoom: 1.25, mini: false },
};

let folder: ReturnType<typeof makeTempFolder>;
let electron: FakeElectron;

const make = () =>
  createDiagnostics({
    electron: electron as unknown as ElectronParts,
    logFolder: folder.path,
    states: () => STATES,
    now: () => Date.UTC(2027, 2, 9),
  });

beforeEach(() => {
  folder = makeTempFolder();
  electron = createFakeElectron({ userData: folder.path });
});
afterEach(() => folder.remove());

describe('what whoever helps may see', () => {
  it('says versions, states and the last lines of both logs', () => {
    createLog(openLogFile(folder.path, 'main.log')).warn('update-failed', { code: 'offline' });
    openLogFile(folder.path, 'server.log').write(
      `${JSON.stringify({ level: 'info', time: '2027-03-09T09:00:00.000Z', event: 'listening', url: 'https://10.0.0.7:4000' })}\n`,
    );
    const text = make().collect();
    expect(text).toContain('Anteroom 0.0.0-test, 2027-03-09T00:00:00.000Z');
    expect(text).toContain('languages of the system: en-GB; chosen: es');
    expect(text).toContain('theme dark, hosts at start: yes');
    expect(text).toContain('hosted clinic: restarting (attempt 3)');
    expect(text).toContain('updates: failed (offline)');
    expect(text).toContain('window: zoom 1.25, maximised');
    expect(text).toContain('displays 1920×1040@1');
    expect(text).toMatch(/— main\.log, last 1 lines\n\S+ warn update-failed code=offline/);
    expect(text).toContain('— server.log, last 1 lines\n2027-03-09T09:00:00.000Z info listening\n');
    expect(text).not.toMatch(/10\.0\.0\.7|canary/i);
  });

  it('goes to the clipboard and shows the folder', async () => {
    const diagnostics = make();
    await diagnostics.copy();
    expect(electron.clipboard.text).toBe(diagnostics.collect());
    await diagnostics.openFolder();
    expect(electron.shell.shown).toEqual([folder.path]);
  });

  it('shows nothing of a person, however it came into a log', () => {
    const log = createLog(openLogFile(folder.path, 'main.log'));
    const file = openLogFile(folder.path, 'server.log');
    const serverLog = createServerLog('debug', file);
    for (const canary of CANARIES) {
      log.error('x', { code: canary, file: canary, patient: canary } as LogFields, new Error(canary));
      serverLog.error('y', { code: canary, reason: canary, userId: canary, url: canary, stack: canary });
      for (const name of ['main.log', 'server.log']) {
        // What another version, or something else, has written.
        openLogFile(folder.path, name).write(`${canary}\n`);
        openLogFile(folder.path, name).write(
          `${JSON.stringify({ time: canary, level: canary, event: canary, code: [canary], stack: [canary] })}\n`,
        );
      }
    }
    const text = make().collect();
    expect(text).toContain('(a line that is none of ours)');
    for (const canary of CANARIES) expect(text).not.toContain(canary);
    expect(text).not.toMatch(/canary/i);
  });

  it('reads the end of a large file only, and needs none', () => {
    expect(make().collect()).toContain('— main.log, last 0 lines');
    const line = JSON.stringify({ time: '2027-03-09T09:00:00.000Z', level: 30, event: 'beat' });
    writeFileSync(join(folder.path, 'main.log'), `${line}\n`.repeat(5_000));
    const text = make().collect();
    expect(text).toContain('— main.log, last 80 lines');
    expect(text.split('\n').filter((shown) => shown.endsWith('info beat'))).toHaveLength(80);
  });
});

describe('a line of a log', () => {
  it('keeps codes, numbers and places in the code', () => {
    const line = JSON.stringify({
      level: 50,
      time: '2027-03-09T09:00:00.000Z',
      event: 'app-not-started',
      code: 'EADDRINUSE',
      port: 4000,
      stack: ['at read (file.js:1:2)', 'at Jane Canary'],
    });
    expect(harmlessLine(line, ['code', 'port', 'stack'])).toBe(
      '2027-03-09T09:00:00.000Z error app-not-started code=EADDRINUSE port=4000 stack=[at read (file.js:1:2)]',
    );
  });

  it('shows no value of a field that is not on the list, and no text whatever the field', () => {
    const words = fc.stringMatching(/^[a-z]{3,12}( [a-z]{3,12}){1,6}$/);
    fc.assert(
      fc.property(words, fc.stringMatching(/^[A-Za-z0-9_-]{24,64}$/), (text, secret) => {
        const entry = { time: text, level: text, event: text, code: text, key: secret, other: secret };
        const shown = harmlessLine(JSON.stringify(entry), ['code', 'key']);
        expect(shown).not.toContain(text);
        expect(shown).not.toContain(secret);
      }),
    );
  });
});
