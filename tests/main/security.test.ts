import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { APP_ORIGIN } from '../../server/config.ts';
import { z } from '../../server/protocol/zod.ts';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import {
  ALLOWED_PERMISSIONS,
  isAllowedNavigation,
  isAllowedPermission,
  isAppUrl,
  isOutsideUrl,
  secureContents,
  secureSession,
} from '../../src-main/security.ts';
import { bridgeCalls, type BridgeCall } from '../../src-preload/contract.ts';
import { createFakeElectron, preventable } from '../fakes/fake-electron.ts';
import { BRIDGE_SAMPLES } from '../support/desktop/bridge-samples.ts';
import { builtApp, runBuiltMain } from '../support/desktop/built-app.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { readConfiguration } from '../../tools/package/configuration.ts';

const FOREIGN = [
  'https://anteroom/',
  'https://evil.example/',
  'http://127.0.0.1:4000/',
  'app://evil/',
  'app://anteroom.evil/',
  'app://anteroom@evil/',
  'app://user@anteroom/',
  'app://anteroom:80/',
  'app:anteroom',
  'xapp://anteroom/',
  'file:///app://anteroom/',
  'data:text/html,app://anteroom/',
  'javascript:alert(1)',
  'about:blank',
  'blob:app://anteroom/1',
  'null',
  '',
];

describe('addresses of the app', () => {
  it.each(['app://anteroom', 'app://anteroom/', 'app://anteroom/waiting/1?x=1#y'])('include %s', (url) => {
    expect(isAppUrl(url)).toBe(true);
  });

  it.each(FOREIGN)('do not include "%s"', (url) => {
    expect(isAppUrl(url)).toBe(false);
  });

  it('are recognised in any text without an error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (isAppUrl(text)) expect(text.trim().toLowerCase().startsWith('app://')).toBe(true);
      }),
    );
  });
});

describe('permissions', () => {
  const session = createFakeElectron({ userData: '/nowhere' }).session.defaultSession;
  secureSession(session);

  it('are exactly those that calls, notifications and clinics on the network need', () => {
    expect([...ALLOWED_PERMISSIONS].toSorted()).toEqual([
      'clipboard-sanitized-write',
      'display-capture',
      'fullscreen',
      'local-network',
      'local-network-access',
      'loopback-network',
      'media',
      'notifications',
      'speaker-selection',
    ]);
  });

  it.each([...ALLOWED_PERMISSIONS])(
    'grant %s to the app, in a request and in a check',
    async (permission) => {
      expect(await session.request(permission, 'app://anteroom/call')).toBe(true);
      expect(session.check(permission, 'app://anteroom/')).toBe(true);
    },
  );

  it.each([...ALLOWED_PERMISSIONS])('refuse %s to every other page', async (permission) => {
    for (const url of FOREIGN) {
      expect(await session.request(permission, url)).toBe(false);
      expect(session.check(permission, url)).toBe(false);
    }
    expect(session.check(permission, 'app://anteroom/', 'https://evil.example')).toBe(false);
  });

  it.each(['geolocation', 'clipboard-read', 'midi', 'usb', 'hid', 'serial', 'openExternal', 'unknown'])(
    'refuse %s even to the app',
    async (permission) => {
      expect(await session.request(permission, 'app://anteroom/')).toBe(false);
      expect(session.check(permission, 'app://anteroom/')).toBe(false);
      expect(isAllowedPermission(permission, 'app://anteroom/')).toBe(false);
    },
  );
});

describe('navigation', () => {
  const electron = createFakeElectron({ userData: '/nowhere' });
  secureContents(electron.app as unknown as ElectronParts['app']);
  const contents = new electron.BrowserWindow({}).webContents;
  contents.setURL('app://anteroom/waiting');

  const isRefused = (event: string, url: string, isMainFrame = true): boolean => {
    const details = preventable({ url, isMainFrame });
    contents.emit(event, details);
    return details.defaultPrevented;
  };

  it.each(['will-navigate', 'will-frame-navigate'])('by %s goes nowhere', (event) => {
    for (const url of [...FOREIGN, 'app://anteroom/', 'app://anteroom/other']) {
      expect(isRefused(event, url)).toBe(true);
    }
  });

  it('lets a page load itself again, but no frame inside it', () => {
    expect(isRefused('will-navigate', 'app://anteroom/waiting')).toBe(false);
    expect(isRefused('will-frame-navigate', 'app://anteroom/waiting')).toBe(false);
    expect(isRefused('will-frame-navigate', 'app://anteroom/waiting', false)).toBe(true);
    expect(isAllowedNavigation('https://evil.example/', 'https://evil.example/', true)).toBe(false);
  });

  it('by a redirect is refused', () => {
    expect(isRefused('will-redirect', 'app://anteroom/waiting')).toBe(true);
  });

  it('opens no window and attaches no webview', () => {
    expect(contents.openWindow('app://anteroom/waiting')).toBe('deny');
    expect(contents.openWindow('https://example.org/')).toBe('deny');
    expect(isRefused('will-attach-webview', 'app://anteroom/waiting')).toBe(true);
  });
});

describe('addresses that leave the app', () => {
  it.each(['https://example.org/', 'mailto:clinic@example.org'])('may be %s', (url) => {
    expect(isOutsideUrl(url)).toBe(true);
  });

  it.each([
    'http://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'smb://server/share',
    'ms-msdt:/id',
    'app://anteroom/',
    'anteroom://join',
    'https',
    '',
  ])('may not be "%s"', (url) => {
    expect(isOutsideUrl(url)).toBe(false);
  });
});

/**
 * The built app over the fake: each setting by its name, on every window, page and session that there is. What
 * breaks one of them is in tools/controls/desktop.ts.
 */
/** Settings of an earlier start, so that the app opens in the session of a clinic that it has joined. */
const JOINED_BEFORE = {
  theme: 'system',
  language: null,
  clinicUrl: 'https://clinic.example/',
  hostOnStart: false,
};

describe('the built app', () => {
  const folder = makeTempFolder();
  const electron = createFakeElectron({ userData: join(folder.path, 'user') });
  let preload: string;

  beforeAll(async () => {
    const app = await builtApp();
    ({ preload } = app);
    mkdirSync(electron.app.userData, { recursive: true });
    writeFileSync(
      join(electron.app.userData, 'settings.json'),
      JSON.stringify({ version: 1, value: JOINED_BEFORE }),
    );
    runBuiltMain(app.main, electron);
    electron.becomeReady();
    await vi.waitFor(() => expect(electron.windows.length).toBeGreaterThan(0), { timeout: 10_000 });
    await vi.waitFor(() => expect(electron.ipcMain.channels.length).toBeGreaterThan(0));
    // Other ways to a window: a second start, and the dock of macOS.
    electron.app.emit('second-instance', {}, [], folder.path);
    electron.app.emit('activate');
  });
  afterAll(async () => {
    electron.app.quit();
    await vi.waitFor(() => expect(electron.app.ended).not.toBeNull(), { timeout: 10_000 });
    folder.remove();
  });

  /** The default one, and that of each clinic which the app has joined. */
  const sessions = () => [electron.session.defaultSession, ...electron.session.partitions.values()];
  /** Those of the windows, and one that nobody expected. */
  const allContents = () => [
    ...electron.windows.map(({ webContents }) => webContents),
    new electron.BrowserWindow({}).webContents,
  ];
  const page = async () => {
    const response = await electron.protocol.handlers.get('app')?.(new Request(`${APP_ORIGIN}/`));
    if (response === undefined) throw new Error('the app serves no page');
    return response;
  };

  describe('in every window', () => {
    it.each([
      ['contextIsolation', true],
      ['sandbox', true],
      ['webSecurity', true],
      ['nodeIntegration', false],
      ['nodeIntegrationInWorker', false],
      ['nodeIntegrationInSubFrames', false],
      ['webviewTag', false],
      ['navigateOnDragDrop', false],
      ['allowRunningInsecureContent', false],
      ['experimentalFeatures', false],
      ['safeDialogs', true],
      ['devTools', false],
    ])('has %s at %s', (name, value) => {
      const opened = electron.windows.filter(({ options }) => options.webPreferences !== undefined);
      expect(opened).not.toEqual([]);
      for (const { options } of opened) expect(options.webPreferences).toHaveProperty(name, value);
    });

    it('loads the one preload script, and no other page than its own', () => {
      const opened = electron.windows.filter(({ options }) => options.webPreferences !== undefined);
      for (const { options, webContents } of opened) {
        expect(options.webPreferences).toMatchObject({ preload });
        expect(webContents.getURL()).toMatch(/^app:\/\/anteroom\//);
      }
    });
  });

  it('has the sandbox on for every process, before it is ready', () => {
    expect(electron.app.sandboxed).toBe(true);
  });

  it('serves its pages by protocol.handle, from a scheme that is standard and secure and no more', () => {
    expect(electron.protocol.schemes).toEqual([
      {
        scheme: 'app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
      },
    ]);
    expect(sessions().length).toBeGreaterThan(1);
    for (const { protocol } of sessions()) expect([...protocol.handlers.keys()]).toEqual(['app']);
  });

  describe('by the policy of its page', () => {
    const directive = async (name: string): Promise<string[]> => {
      const policy = (await page()).headers.get('content-security-policy') ?? '';
      const found = policy.split('; ').find((text) => text.startsWith(`${name} `));
      return found?.split(' ').slice(1) ?? [];
    };

    it.each([
      ['default-src', ["'none'"]],
      ['script-src', ["'self'"]],
      ['object-src', ["'none'"]],
      ['base-uri', ["'none'"]],
      ['form-action', ["'none'"]],
      ['frame-ancestors', ["'none'"]],
      ['font-src', ["'self'"]],
    ])('allows by %s no more than %s', async (name, sources) => {
      expect(await directive(name)).toEqual(sources);
    });

    it('connects to clinics by TLS, and without it to this machine alone', async () => {
      const sources = await directive('connect-src');
      expect(sources).toEqual(expect.arrayContaining(["'self'", 'https:', 'wss:']));
      const others = sources.filter((source) => !["'self'", 'https:', 'wss:'].includes(source));
      for (const source of others) expect(source).toMatch(/^(http|ws):\/\/(127\.0\.0\.1|localhost):\*$/);
    });

    it('takes style elements with the nonce of this one response, which the page knows', async () => {
      const [first, second] = [await page(), await page()];
      const nonceOf = (response: Response): string | undefined =>
        /style-src 'self' 'nonce-([^']+)'(;|$)/.exec(
          response.headers.get('content-security-policy') ?? '',
        )?.[1];
      expect(nonceOf(first)).toMatch(/^[\w+/]{22}==$/);
      expect(nonceOf(second)).not.toBe(nonceOf(first));
      expect(await first.text()).toContain(`<meta name="csp-nonce" content="${nonceOf(first)}"`);
    });

    it('gives that nonce to modals, too (setNonce)', async () => {
      // Code of the page, which the types of these tests know nothing of.
      const file = '../../src-renderer/ui/style-nonce.ts';
      const { readStyleNonce } = (await import(file)) as { readStyleNonce: (document: unknown) => string };
      const { getNonce, setNonce } = await import('get-nonce');
      const meta = { getAttribute: () => 'bm9uY2U=' };
      setNonce('');
      expect(readStyleNonce({ querySelector: () => meta })).toBe('bm9uY2U=');
      expect(getNonce()).toBe('bm9uY2U=');
    });

    it('runs no text as code: zod compiles none of its checks', () => {
      expect(z.config().jitless).toBe(true);
    });
  });

  describe('in every session', () => {
    it.each([...ALLOWED_PERMISSIONS])('grants %s to its own pages alone', async (permission) => {
      for (const session of sessions()) {
        expect(await session.request(permission, `${APP_ORIGIN}/call`)).toBe(true);
        expect(session.check(permission, `${APP_ORIGIN}/`)).toBe(true);
        for (const url of FOREIGN) {
          expect(await session.request(permission, url)).toBe(false);
          expect(session.check(permission, url)).toBe(false);
        }
        expect(session.check(permission, `${APP_ORIGIN}/`, 'https://evil.example')).toBe(false);
      }
    });

    // What Electron knows beside: electron.d.ts, setPermissionRequestHandler and setPermissionCheckHandler.
    it.each([
      ...['clipboard-read', 'geolocation', 'idle-detection', 'mediaKeySystem', 'midi', 'midiSysex'],
      ...['pointerLock', 'keyboardLock', 'openExternal', 'storage-access', 'top-level-storage-access'],
      ...['window-management', 'fileSystem', 'hid', 'serial', 'usb', 'deprecated-sync-clipboard-read'],
      ...['unknown', ''],
    ])('grants "%s" to nobody', async (permission) => {
      for (const session of sessions()) {
        expect(await session.request(permission, `${APP_ORIGIN}/`)).toBe(false);
        expect(session.check(permission, `${APP_ORIGIN}/`)).toBe(false);
      }
    });
  });

  it('shares a screen with its own page alone, by a picker, after a click (setDisplayMediaRequestHandler)', async () => {
    for (const { displayMedia } of sessions()) {
      expect(displayMedia.options).toEqual({ useSystemPicker: true });
      for (const changes of [
        ...FOREIGN.map((securityOrigin) => ({ securityOrigin })),
        { frame: null },
        { frame: { parent: {} } },
        { userGesture: false },
        { videoRequested: false },
      ]) {
        expect(await displayMedia.request(changes)).toBeNull();
      }
    }
  });

  describe('in every page', () => {
    const refuses = (contents: ReturnType<typeof allContents>[number], event: string, url: string) => {
      const details = preventable({ url, isMainFrame: true });
      contents.emit(event, details);
      return details.defaultPrevented;
    };

    it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
      'refuses %s to wherever it leads',
      (event) => {
        for (const contents of allContents()) {
          for (const url of [...FOREIGN, `${APP_ORIGIN}/elsewhere`]) {
            expect(refuses(contents, event, url)).toBe(true);
          }
        }
      },
    );

    it('opens no window by setWindowOpenHandler', () => {
      for (const contents of allContents()) {
        for (const url of [...FOREIGN, `${APP_ORIGIN}/`]) expect(contents.openWindow(url)).toBe('deny');
      }
    });
  });

  it('answers nobody but the main frame of its own page (senderFrame)', async () => {
    const frame = (url: string, parent: unknown = null) => ({ senderFrame: { url, parent } });
    const foreign = [
      ...FOREIGN.map((url) => frame(url)),
      frame(`${APP_ORIGIN}/`, { url: `${APP_ORIGIN}/` }),
      frame('about:srcdoc', { url: `${APP_ORIGIN}/` }),
      { senderFrame: null },
    ];
    expect(electron.ipcMain.channels.toSorted()).toEqual(Object.keys(bridgeCalls).toSorted());
    for (const call of Object.keys(bridgeCalls) as BridgeCall[]) {
      for (const event of foreign) {
        expect(await electron.ipcMain.invoke(event, call, BRIDGE_SAMPLES[call].input)).toEqual({
          error: { code: 'forbidden', message: expect.any(String) as string },
        });
      }
    }
    expect(electron.shell.opened).toEqual([]);
    expect(electron.children).toEqual([]);
    expect(await electron.ipcMain.invoke(frame(`${APP_ORIGIN}/`), 'app:info')).toHaveProperty('result');
  });
});

/** What is read back from the packed binary by tests/main/package.test.ts, and from the real one by `npm run package`. */
describe('the fuses of the binary', () => {
  it.each([
    ['runAsNode', false],
    ['enableNodeOptionsEnvironmentVariable', false],
    ['enableNodeCliInspectArguments', false],
    ['grantFileProtocolExtraPrivileges', false],
    ['enableCookieEncryption', true],
    ['enableEmbeddedAsarIntegrityValidation', true],
    ['onlyLoadAppFromAsar', true],
  ])('have %s at %s', async (name, value) => {
    expect((await readConfiguration())['electronFuses']).toHaveProperty(name, value);
  });
});
