import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findElectron,
  obtainElectron,
  runDownload,
  type Machine,
} from '../../tools/launch/electron-binary.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { needs } from '../support/needs.ts';

const FIXTURE = fileURLToPath(new URL('../support/desktop/launch-fixture.ts', import.meta.url));
const SERVER_LINES = `
  console.log(JSON.stringify({ event: 'store-opened' }));
  console.log(JSON.stringify({ event: 'listening', url: 'http://127.0.0.1:4000' }));`;

let folder: ReturnType<typeof makeTempFolder>;

const write = (name: string, text: string, mode = 0o644): string => {
  const path = join(folder.path, name);
  writeFileSync(path, text, { mode });
  return path;
};

beforeEach(() => {
  folder = makeTempFolder();
});
afterEach(() => folder.remove());

describe('looking for Electron', () => {
  let downloads: number;
  const machine = (changes: Partial<Machine> = {}): Machine => ({
    platform: 'linux',
    environment: { DISPLAY: ':0' },
    isRoot: false,
    electronFolder: folder.path,
    download: async () => {
      downloads += 1;
      return 'fetch failed';
    },
    ...changes,
  });
  const install = (): string => {
    mkdirSync(join(folder.path, 'dist'), { recursive: true });
    write('path.txt', 'electron');
    return write('dist/electron', '');
  };

  beforeEach(() => {
    downloads = 0;
  });

  it('finds the binary that the package has downloaded', async () => {
    const path = install();
    expect(findElectron(machine())).toEqual({ path });
    expect(await obtainElectron(machine())).toEqual({ path });
    expect(downloads).toBe(0);
  });

  it('finds a binary elsewhere by ELECTRON_OVERRIDE_DIST_PATH', () => {
    const path = write('electron', '');
    const environment = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: folder.path };
    expect(findElectron(machine({ environment }))).toEqual({ path });
  });

  it('downloads one that is missing', async () => {
    const found = await obtainElectron(
      machine({
        download: async () => {
          install();
          return null;
        },
      }),
    );
    expect(found).toEqual({ path: join(folder.path, 'dist', 'electron') });
  });

  it('says why the download failed', async () => {
    expect(await obtainElectron(machine())).toEqual({
      reason: "Electron's binary cannot be had: fetch failed",
    });
  });

  it.each<[string, Partial<Machine>, string]>([
    ['without a display', { environment: {} }, 'there is no display'],
    ['as root', { isRoot: true }, 'Electron does not run as root'],
    ['on a system that it does not know', { platform: 'aix' }, 'there is no Electron for aix'],
    ['without the package', { electronFolder: null }, 'the package electron is not installed'],
  ])('downloads nothing %s', async (_name, changes, reason) => {
    expect(await obtainElectron(machine(changes))).toEqual({ reason });
    expect(downloads).toBe(0);
  });

  it('needs no display variable on Windows and macOS', () => {
    const path = install();
    expect(findElectron(machine({ platform: 'win32', environment: {} }))).toEqual({ path });
    expect(findElectron(machine({ platform: 'darwin', environment: {} }))).toEqual({ path });
  });
});

describe('a download', () => {
  const patience = { firstByte: 10_000, next: 10_000 };
  const run = async (script: string, changes: Partial<typeof patience> = {}) => {
    let begun = 0;
    const failure = await runDownload(write('download.mjs', script), { ...patience, ...changes }, () => {
      begun += 1;
    });
    return { failure, begun };
  };

  it('is told to begin once, and ends without a reason', async () => {
    const script = "process.send('progress'); process.send('progress'); process.disconnect();";
    expect(await run(script)).toEqual({ failure: null, begun: 1 });
  });

  it('gives the message of its error alone', async () => {
    expect(await run("console.log('noise'); throw new TypeError('fetch failed');")).toEqual({
      failure: 'fetch failed',
      begun: 0,
    });
  });

  it('is given up when nothing answers', async () => {
    expect(await run('setInterval(() => {}, 1000);', { firstByte: 50 })).toEqual({
      failure: 'the network does not answer',
      begun: 0,
    });
  });

  it('is given up when it stands still', async () => {
    const script = "process.send('progress'); setInterval(() => {}, 1000);";
    expect(await run(script, { next: 50 })).toEqual({ failure: 'the download stands still', begun: 1 });
  });
});

/** Why Windows is left out. */
const SHELL_SCRIPT = 'its Electron is a shell script';

describe('starting the app', () => {
  const start = (server: string, electron?: string) => {
    const child = spawn(
      process.execPath,
      [FIXTURE, write('server.mjs', server), ...(electron ? [electron] : [])],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout });
    reader.on('line', (line) => lines.push(line));
    const ended = Promise.all([once(child, 'exit'), once(reader, 'close')]).then(([[code]]) => ({
      code: code as number | null,
      lines,
    }));
    const seen = (text: string) =>
      new Promise<void>((resolve) => {
        reader.on('line', (line) => {
          if (line.includes(text)) resolve();
        });
      });
    return { child, ended, seen };
  };

  it('without Electron says so in one line, serves, and prints the address', async () => {
    const { code, lines } = await start(SERVER_LINES).ended;
    expect(code).toBe(0);
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([
      'The app cannot open in Electron here (there is no display); it is served to the browser instead.',
      'Open http://127.0.0.1:4000 in a browser.',
    ]);
    expect(lines).toContain('{"event":"listening","url":"http://127.0.0.1:4000"}');
  });

  it("ends with the server's exit code", async () => {
    expect((await start('process.exit(3)').ended).code).toBe(3);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'hands %s on to the server and waits for it',
    async (signal) => {
      const { child, ended, seen } = start(`
      const timer = setInterval(() => {}, 1000);
      process.on('${signal}', () => { console.log('got ${signal}'); clearInterval(timer); });
      ${SERVER_LINES}`);
      await seen('listening');
      child.kill(signal);
      const { code, lines } = await ended;
      expect(code).toBe(0);
      expect(lines).toContain(`got ${signal}`);
    },
  );

  it('in Electron serves nothing to the browser', async (context) => {
    needs(context, process.platform !== 'win32', SHELL_SCRIPT);
    const electron = write('electron', '#!/bin/sh\necho "electron $1"\n', 0o755);
    expect(await start(SERVER_LINES, electron).ended).toEqual({ code: 0, lines: ['electron .'] });
  });

  it('serves to the browser when Electron cannot start', async (context) => {
    needs(context, process.platform !== 'win32', SHELL_SCRIPT);
    const electron = write('electron', '#!/bin/sh\nexit 127\n', 0o755);
    const { code, lines } = await start(SERVER_LINES, electron).ended;
    expect(code).toBe(0);
    expect(lines[0]).toContain('(Electron ended with 127)');
    expect(lines).toContain('Open http://127.0.0.1:4000 in a browser.');
  });

  it('serves to the browser when the binary is broken', async () => {
    const { lines } = await start(SERVER_LINES, join(folder.path, 'gone')).ended;
    expect(lines[0]).toContain('Electron does not start');
    expect(lines).toContain('Open http://127.0.0.1:4000 in a browser.');
  });
});
