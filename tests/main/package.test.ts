import { fork, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createPackage, extractAll, getRawHeader } from '@electron/asar';
import { NtExecutable, NtExecutableResource } from 'resedit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childMessageSchema, type ChildMessage } from '../../server/child-protocol.ts';
import { readConfiguration } from '../../tools/package/configuration.ts';
import {
  archiveOf,
  binaryOf,
  filesOf,
  packagedIn,
  packageOf,
  reasonAgainst,
  textOf,
  wrongContents,
} from '../../tools/package/contents.ts';
import { readFuses, wrongFuses } from '../../tools/package/fuses.ts';
import { testConfig } from '../support/desktop/hosted-server-config.ts';
import { stubPackages, type StubPackages } from '../support/desktop/stub-package.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/** The packager's real work over a stub of Electron: what is inside, what is flipped, and that it runs. */

type Manifest = { version: string; main: string; dependencies: Record<string, string> };
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest & {
  devDependencies: Record<string, string>;
};

let packages: StubPackages;
const folder = makeTempFolder();

beforeAll(async () => {
  packages = await stubPackages();
}, 90_000);
afterAll(() => folder.remove());

describe('the package', () => {
  it('has in it what runs, for its system, within its budget, and nothing else', () => {
    expect(wrongContents(packages.linux)).toEqual([]);
  });

  it('has the modules that the app depends on, and none that it is developed with', () => {
    const files = filesOf(archiveOf(packages.linux));
    const names = new Set(files.map(packageOf));
    expect(Object.keys(manifest.dependencies).filter((name) => !names.has(name))).toEqual([]);
    const locked = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { dev?: boolean }>;
    };
    const namesOf = (isDevelopment: boolean): Set<string> =>
      new Set(
        Object.entries(locked.packages)
          .filter(([, { dev = false }]) => dev === isDevelopment)
          .flatMap(([path]) => packageOf(`${path}/`) ?? []),
      );
    // Packages of the app bring in some that development has, too.
    const ofTheApp = namesOf(false);
    const onlyForDevelopment = [...namesOf(true)].filter((name) => !ofTheApp.has(name));
    expect(onlyForDevelopment.length).toBeGreaterThan(100);
    expect(onlyForDevelopment.filter((name) => names.has(name))).toEqual([]);
  });

  it('begins where package.json says, in the version that it says, and has no scripts', () => {
    const archive = archiveOf(packages.linux);
    const packed = JSON.parse(textOf(archive, 'package.json')) as Manifest & { scripts?: unknown };
    expect(packed).toMatchObject({ version: manifest.version, main: manifest.main });
    expect(filesOf(archive)).toContain(packed.main);
    expect(packed).not.toHaveProperty('devDependencies');
  });

  it('leaves native modules outside of the archive, where the system can load them', () => {
    const archive = archiveOf(packages.linux);
    for (const file of filesOf(archive).filter((name) => name.endsWith('.node'))) {
      expect(existsSync(join(`${archive}.unpacked`, file))).toBe(true);
    }
  });

  it.each([
    ['out/node/main.js.map', 'is a source or a source map'],
    ['node_modules/zod/v4/index.d.ts', 'is a source or a source map'],
    ['server/main.js', 'is not what runs'],
    ['docs/hosting.md', 'is not what runs'],
    ['.env', 'is hidden'],
    ['node_modules/x/.github/a.yml', 'is hidden'],
    ['node_modules/x/test/a.js', 'is a test'],
    ['out/node/a.test.js', 'is a test'],
    ['node_modules/zod/index.js', null],
    ['out/renderer/assets/index-1.js.br', null],
  ])('would be found wrong with %s: it %s', (file, reason) => {
    expect(reasonAgainst(file)).toBe(reason);
  });

  it('would be found wrong without the packages that its packages need', async () => {
    const without = join(folder.path, 'without');
    const [source, resources] = [join(without, 'files'), join(without, 'resources')];
    mkdirSync(join(source, 'node_modules', 'argon2'), { recursive: true });
    mkdirSync(resources);
    for (const file of ['package.json', 'node_modules/argon2/package.json']) {
      writeFileSync(join(source, file), textOf(archiveOf(packages.linux), file));
    }
    await createPackage(source, join(resources, 'app.asar'));
    expect(wrongContents({ ...packages.linux, folder: without })).toContain(
      'argon2 needs @phc/format, which is missing',
    );
  });

  it('is found where the packager leaves it, with its system and kind of machine', () => {
    expect(packagedIn(join(packages.linux.folder, '..'))).toEqual([
      packages.linux,
      packages.mac,
      packages.windows,
    ]);
    expect(packagedIn(join(folder.path, 'nowhere'))).toEqual([]);
  });

  it('would be found wrong on a system that its native modules are not for', () => {
    expect(wrongContents({ ...packages.linux, arch: 'ia32' })).toEqual([
      expect.stringContaining('better-sqlite3 has no native build for linux-ia32'),
      expect.stringContaining('argon2 has no native build for linux-ia32'),
      expect.stringContaining('sharp has no native build for linux-ia32'),
    ]);
  });
});

describe('the fuses', () => {
  it.each([
    ['runAsNode', false],
    ['enableNodeOptionsEnvironmentVariable', false],
    ['enableNodeCliInspectArguments', false],
    ['grantFileProtocolExtraPrivileges', false],
    ['enableCookieEncryption', true],
    ['enableEmbeddedAsarIntegrityValidation', true],
    ['onlyLoadAppFromAsar', true],
  ])('have %s at %s in the binary of each system', async (name, state) => {
    for (const packaged of Object.values(packages)) {
      expect((await readFuses(binaryOf(packaged)))[name]).toBe(state);
    }
  });

  it('are told when they are not what electron-builder.yml wants', async () => {
    expect(await wrongFuses(binaryOf(packages.linux))).toEqual([]);
    const untouched = join(packages.linux.folder, '..', 'stub-linux', 'electron');
    expect(await wrongFuses(untouched)).toHaveLength(7);
    expect(await wrongFuses(untouched)).toContain('the fuse runAsNode is not off');
  });
});

describe('the app of macOS', () => {
  const contents = (...parts: string[]) => join(binaryOf(packages.mac), 'Contents', ...parts);
  const plist = () => readFileSync(contents('Info.plist'), 'utf8');

  it('says why it wants camera, microphone and the local network', async () => {
    const { extendInfo } = (await readConfiguration())['mac'] as { extendInfo: Record<string, string> };
    for (const name of [
      'NSCameraUsageDescription',
      'NSMicrophoneUsageDescription',
      'NSLocalNetworkUsageDescription',
    ]) {
      expect(plist()).toMatch(new RegExp(`<key>${name}</key>\\s*<string>[^<]{20,}</string>`));
      expect(plist()).toContain(extendInfo[name]);
    }
  });

  it('opens anteroom: links', () => {
    expect(plist()).toMatch(/<key>CFBundleURLSchemes<\/key>\s*<array>\s*<string>anteroom<\/string>/);
  });

  it('knows the hash of its archive', () => {
    const { headerString } = getRawHeader(archiveOf(packages.mac));
    const hash = createHash('sha256').update(headerString).digest('hex');
    expect(plist()).toMatch(
      new RegExp(`Resources/app\\.asar</key>[\\s\\S]*?SHA256[\\s\\S]*?<string>${hash}</string>`),
    );
  });

  it('has its icon and the same contents', () => {
    expect(readFileSync(contents('Resources', 'icon.icns'))).toEqual(readFileSync('build/icon.icns'));
    expect(wrongContents(packages.mac, { withModules: false })).toEqual([]);
  });
});

describe('the app of Linux', () => {
  it('opens anteroom: links, and is one with its window', () => {
    const entry = readFileSync(join(packages.linux.folder, '..', 'anteroom.desktop'), 'utf8').split('\n');
    expect(entry).toContain('MimeType=x-scheme-handler/anteroom;');
    expect(entry).toContain('StartupWMClass=anteroom');
    expect(entry).toContain('Exec=/opt/Anteroom/anteroom %U');
    expect(entry).toContain('Icon=anteroom');
  });
});

describe('the app of Windows', () => {
  it('opens anteroom: links from its installer on, until it is taken away', () => {
    const script = readFileSync('build/installer.nsh', 'utf8');
    expect(script).toMatch(/customInstall[\s\S]*anteroom\\shell\\open\\command" "" '"\$appExe" "%1"'/);
    expect(script).toMatch(/customUnInstall[\s\S]*DeleteRegKey SHELL_CONTEXT "Software\\Classes\\anteroom"/);
  });

  it('knows the hash of its archive', () => {
    const { headerString } = getRawHeader(archiveOf(packages.windows));
    const { entries } = NtExecutableResource.from(
      NtExecutable.from(readFileSync(binaryOf(packages.windows))),
    );
    const integrity = entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR');
    expect(JSON.parse(Buffer.from(integrity?.bin ?? new ArrayBuffer()).toString('utf8'))).toEqual([
      {
        file: 'resources\\app.asar',
        alg: 'SHA256',
        value: createHash('sha256').update(headerString).digest('hex'),
      },
    ]);
  });

  it('has the same contents', () => {
    expect(wrongContents(packages.windows, { withModules: false })).toEqual([]);
  });
});

describe('the packaged server', () => {
  let app: string;

  beforeAll(() => {
    // Electron reads from the archive itself; Node needs it as files.
    app = join(folder.path, 'app');
    extractAll(archiveOf(packages.linux), app);
  });

  const health = async (url: string): Promise<number> => (await fetch(`${url}/health`)).status;

  it('starts from the contents of the archive, answers and serves the page', async () => {
    const child = spawn(process.execPath, [join(app, 'out/node/server.js')], {
      cwd: folder.path,
      env: { HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(folder.path, 'alone') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    try {
      const url = await new Promise<string>((resolve, reject) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          const { event, url: address } = JSON.parse(line) as { event: string; url: string };
          if (event === 'listening') resolve(address);
        });
        void exited.then(() => reject(new Error('the server ended')));
      });
      expect(await health(url)).toBe(200);
      expect(await (await fetch(url)).text()).toContain('<title>Anteroom</title>');
    } finally {
      child.kill('SIGTERM');
    }
    expect(await exited).toEqual([0, null]);
  });

  it('starts as the child of the app, too', async () => {
    const child = fork(join(app, 'out/node/child.js'), [], {
      cwd: folder.path,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const exited = once(child, 'exit');
    const said = (type: ChildMessage['type']): Promise<ChildMessage> =>
      new Promise((resolve, reject) => {
        child.on('message', (raw) => {
          const message = childMessageSchema.parse(raw);
          if (message.type === type) resolve(message);
          else if (message.type === 'failed') reject(new Error(message.message));
        });
        void exited.then(() => reject(new Error(`the child ended before it was ${type}`)));
      });
    const listening = said('listening');
    child.send({ type: 'start', config: testConfig({ dataDir: join(folder.path, 'clinic') }) });
    const message = await listening;
    expect(message.type === 'listening' && (await health(message.url))).toBe(200);
    child.send({ type: 'stop' });
    expect(await exited).toEqual([0, null]);
  });
});
