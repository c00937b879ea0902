import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page, Route } from '@playwright/test';
import '../../fakes/electron-hook.mjs';
import { parentMessageSchema } from '../../../server/child-protocol.ts';
import type { DesktopPaths } from '../../../src-main/desktop-app.ts';
import type { ElectronParts } from '../../../src-main/electron-parts.ts';
import type { IpcSource } from '../../../src-main/ipc.ts';
import type { FakeBrowserWindow } from '../../fakes/fake-browser-window.ts';
import { createFakeElectron, type FakeElectron } from '../../fakes/fake-electron.ts';
import type { FakeSafeStorage } from '../../fakes/fake-safe-storage.ts';
import type { FakeSession } from '../../fakes/fake-session.ts';
import { preventable } from '../../fakes/preventable.ts';
import { createPageElectron } from '../../fakes/page-electron.ts';
import { APP_URL, createPageOrigins, JOINED_URLS, toAppUrl } from './page-origins.ts';
import { watchCertificates } from './clinic-certificates.ts';
import { createCloneCodec } from './clone-codec.ts';
import { makeTempFolder } from './temp-folder.ts';

/**
 * The desktop app in a plain Chromium: the real built preload script over a fake `electron` in the page, the
 * real main process (src-main/desktop-app.ts, every handler, the real hosted server) over a fake `electron` in
 * the test's process, and structured clones between the two.
 *
 * Three things differ from Electron. Chromium knows no `app://anteroom`, so the page stands at `APP_URL`, served
 * by the app's own protocol handler with its own headers; its Origin is that address, which is added to the
 * origins of the hosted server. A session partition is an origin of its own instead (`JOINED_URLS`), with its own
 * storage and its own certificates (clinic-certificates.ts); the context needs `ignoreHTTPSErrors`, because what
 * the app's verify proc says is what counts. And the preload script runs in the page's own world; the fake
 * contextBridge copies what passes, as the real one does.
 */

export { APP_URL, JOINED_URLS } from './page-origins.ts';

const missing = (): never => {
  throw new Error('the app has not prepared this session');
};

const BINDING = '__anteroomIpc';
const DELIVER = '__anteroomDeliver';

export type Desktop = {
  /** Of the open window: another one after the window was replaced. */
  readonly page: Page;
  /** The fake below the app: windows, opened addresses, child processes. */
  readonly electron: FakeElectron;
  /** Folder of the app's settings, logs and clinic. */
  readonly userData: string;
  /** The page of the window that takes the place of the open one, when `act` is done with it. */
  replaced(act: () => Promise<unknown>): Promise<Page>;
  /** As if the system opened a link with the app that runs. */
  openLink(link: string): void;
  /** Loads the page again; the main process stays. */
  reload(): Promise<void>;
  /** SIGKILL to the hosted server, as if it crashed. */
  killServer(): void;
  /** Ends the app as a system that goes down does, which asks nobody, and removes its data. */
  close(): Promise<void>;
};

const built = (...parts: string[]): string => join(process.cwd(), 'out', ...parts);

export const builtPaths = (): DesktopPaths => ({
  renderer: built('renderer'),
  preload: built('preload', 'index.cjs'),
  serverChild: built('node', 'child.js'),
  cacheWorker: built('node', 'cache-worker.js'),
  resources: join(process.cwd(), 'resources'),
});

/** Everything of the fake that runs in the page, as one script, before the page's own. */
const pageScript = (preload: string): string => `(() => {
  'use strict';
  const createCloneCodec = ${createCloneCodec.toString()};
  const createPageElectron = ${createPageElectron.toString()};
  const codec = createCloneCodec();
  const carry = globalThis[${JSON.stringify(BINDING)}];
  const electron = createPageElectron({
    world: globalThis,
    invoke: async (channel, args) => {
      const answer = codec.decode(await carry(channel, codec.encode(args)));
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.result;
    },
  });
  // The page gets no way around the bridge.
  delete globalThis[${JSON.stringify(BINDING)}];
  Object.defineProperty(globalThis, ${JSON.stringify(DELIVER)}, {
    value: (channel, text) => electron.deliver(channel, codec.decode(text)),
  });
  const module = { exports: {} };
  ((require, module, exports) => {
${preload}
  })((name) => {
    if (name !== 'electron') throw new Error('A sandboxed preload script can require electron alone');
    return electron;
  }, module, module.exports);
})();`;

const serveRoute = async (electron: FakeElectron, session: FakeSession, route: Route): Promise<void> => {
  // What the page before said ends here; its successor has not begun.
  if (route.request().isNavigationRequest()) electron.windows.at(-1)?.webContents.emit('did-navigate');
  const handler = session.protocol.handlers.get('app');
  if (handler === undefined) throw new Error('the app serves no pages yet');
  const { method, url } = { method: route.request().method(), url: route.request().url() };
  const response = await handler(new Request(toAppUrl(url), { method }));
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
};

const allowPageOrigin = (message: object): object => {
  const parsed = parentMessageSchema.parse(message);
  if (parsed.type !== 'start') return message;
  const { config } = parsed;
  return {
    ...parsed,
    config: { ...config, allowedOrigins: [...config.allowedOrigins, APP_URL, ...JOINED_URLS] },
  };
};

/** What src-main/security.ts grants, in Playwright's names. Without the last one Chromium keeps the page from a clinic on this machine. */
const PERMISSIONS = ['camera', 'microphone', 'clipboard-write', 'notifications', 'local-network-access'];

/**
 * Starts the app and opens its window in the context.
 * @param context a context of its own; the caller closes it after the app
 */
export const openDesktop = async (
  context: BrowserContext,
  {
    paths = builtPaths(),
    argv = [],
    userData: ownUserData,
    safeStorage,
  }: {
    /** What the build made, unless a test brings its own. */
    paths?: DesktopPaths;
    /** What the system starts the app with: a link, for example. */
    argv?: readonly string[];
    /** Of an app that ran before; the caller removes it. */
    userData?: string;
    /** The system's key store, with what an app before kept in it. */
    safeStorage?: FakeSafeStorage;
  } = {},
): Promise<Desktop> => {
  for (const path of Object.values(paths)) {
    if (!existsSync(path)) throw new Error(`${path} is missing: run "npm run build" first.`);
  }
  // Not a static import: electron-store looks for electron when it is loaded, which must be after the hook.
  const { startDesktopApp } = await import('../../../src-main/desktop-app.ts');
  const codec = createCloneCodec();
  const folder = ownUserData === undefined ? makeTempFolder() : null;
  const userData = ownUserData ?? join(folder?.path ?? '', 'user-data');
  const electron = createFakeElectron({
    userData,
    alterChildMessage: allowPageOrigin,
    ...(safeStorage === undefined ? {} : { safeStorage }),
  });
  startDesktopApp({
    electron: electron as unknown as ElectronParts,
    ipc: electron.ipcMain as unknown as IpcSource,
    paths,
    argv: ['anteroom', ...argv],
    // This machine alone, whatever network the tests run in.
    networkInterfaces: () => ({}),
    // Nobody is there.
    acmeDirectory: 'http://127.0.0.1:9/directory',
  });

  const origins = createPageOrigins(electron.session);
  for (const origin of [APP_URL, ...JOINED_URLS]) await context.grantPermissions(PERMISSIONS, { origin });
  await context.route(
    (url) => origins.sessionAt(url.origin) !== null,
    (route) =>
      serveRoute(electron, origins.sessionAt(new URL(route.request().url()).origin) ?? missing(), route),
  );
  await watchCertificates(context, origins);
  await context.exposeBinding(BINDING, async ({ frame }, channel: string, text: string) => {
    const senderFrame = { url: toAppUrl(frame.url()), parent: frame.parentFrame() };
    const sender = { session: origins.sessionAt(new URL(frame.url()).origin) };
    try {
      const args = codec.decode(text) as unknown[];
      return codec.encode({
        result: await electron.ipcMain.invoke({ sender, senderFrame }, channel, ...args),
      });
    } catch (error) {
      return codec.encode({ error: error instanceof Error ? error.message : String(error) });
    }
  });
  await context.addInitScript(pageScript(readFileSync(paths.preload, 'utf8')));

  /** Gives a window of the app its page. */
  const openPage = async (window: FakeBrowserWindow): Promise<Page> => {
    const page = await context.newPage();
    let delivered = Promise.resolve();
    window.webContents.onSend = (channel, payload) => {
      const text = codec.encode(payload);
      // One after the other; a page that is just being replaced hears nothing, as in Electron.
      delivered = delivered
        .then(() =>
          page.evaluate(
            ([deliver, to, what]) => {
              const world = globalThis as unknown as Record<string, (channel: string, text: string) => void>;
              world[deliver]?.(to, what);
            },
            [DELIVER, channel, text] as const,
          ),
        )
        .catch(() => {});
    };
    page.on('close', () => window.close());
    window.on('closed', () => void page.close());
    await page.goto(origins.pageUrl(window));
    return page;
  };

  // One after the other, in the order in which the app opened them.
  let page: Promise<Page> | null = null;
  const waiting: ((page: Promise<Page>) => void)[] = [];
  electron.app.on('web-contents-created', () => {
    // The window adds itself before it tells, and gets its address right after.
    const window = electron.windows.at(-1) ?? missing();
    const opened = Promise.resolve().then(() => openPage(window));
    opened.catch(() => {});
    page = opened;
    for (const resolve of waiting.splice(0)) resolve(opened);
  });
  const nextPage = () =>
    new Promise<Page>((resolve) => {
      waiting.push(resolve);
    });

  const first = nextPage();
  electron.becomeReady();
  let current = await first;

  return {
    get page() {
      return current;
    },
    electron,
    userData,
    replaced: async (act) => {
      const next = nextPage();
      await act();
      current = await next;
      return current;
    },
    openLink: (link) => {
      electron.app.emit('second-instance', {}, ['anteroom', link]);
    },
    reload: async () => {
      await current.reload();
    },
    killServer: () => {
      const pid = electron.children.at(-1)?.pid;
      if (pid === undefined) throw new Error('no server runs');
      process.kill(pid, 'SIGKILL');
    },
    close: async () => {
      const ended = new Promise<void>((resolve) => {
        electron.app.once('quit', () => resolve());
      });
      if (electron.app.ended === null) {
        // As the system goes down: nobody is asked, whoever waits or is in a call.
        electron.powerMonitor.emit('shutdown', preventable({}));
        await ended;
      }
      // A system that goes down does not wait for the clinic; whoever removes its folder does.
      await Promise.all(
        electron.children
          .filter(({ pid }) => pid !== undefined)
          .map((child) => new Promise((resolve) => child.once('exit', resolve))),
      );
      await (await page)?.close();
      folder?.remove();
    },
  };
};
