import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import type { AnteroomBridge, HostedServerState } from '../../src-preload/contract.ts';
import { APP_URL, openDesktop, type Desktop } from '../support/desktop/harness.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { watchPages } from './fixtures/page-watch.ts';

/**
 * The bridge end to end: built preload script, main process, hosted server, on a page without the app's own
 * scripts, so that nothing else calls it.
 */

const PAGE = `<!doctype html>
<link rel="icon" href="data:," />
<style nonce="__CSP_NONCE__">p { color: rgb(1, 2, 3) }</style>
<p>page</p>`;

const test = base.extend<{ desktop: Desktop }>({
  // The clinic's certificate is its own.
  ignoreHTTPSErrors: true,
  desktop: async ({ context }, use) => {
    const folder = makeTempFolder();
    const renderer = join(folder.path, 'renderer');
    mkdirSync(renderer);
    writeFileSync(join(renderer, 'index.html'), PAGE);
    const out = (...parts: string[]) => join(process.cwd(), 'out', ...parts);
    const watch = await watchPages(context, 'desktop');
    const desktop = await openDesktop(context, {
      paths: {
        renderer,
        preload: out('preload', 'index.cjs'),
        serverChild: out('node', 'child.js'),
        resources: folder.path,
      },
    });
    await use(desktop);
    await desktop.close();
    folder.remove();
    expect(watch.problems).toEqual([]);
  },
});

/** Runs in the page. */
const onBridge = <T>(page: Page, action: (bridge: AnteroomBridge) => T): Promise<Awaited<T>> =>
  page.evaluate<Awaited<T>>(`(${action.toString()})(window.anteroom)`);

const codeOf = (page: Page, action: (bridge: AnteroomBridge) => Promise<unknown>): Promise<unknown> =>
  page.evaluate(`(${action.toString()})(window.anteroom).then(() => 'none', (error) => error.code)`);

const listen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const [statuses, languages]: [unknown[], unknown[]] = [[], []];
    Object.assign(window, { heard: { statuses, languages } });
    const { anteroom } = window as unknown as { anteroom: AnteroomBridge };
    anteroom.hostedServer.onChanged(({ status }) => statuses.push(status));
    anteroom.settings.onChanged(({ language }) => languages.push(language));
  });

const heard = (page: Page, what: 'statuses' | 'languages'): Promise<unknown[]> =>
  page.evaluate<unknown[]>(`window.heard.${what}`);

const runningUrl = (state: HostedServerState): string => {
  if (state.status !== 'running') throw new Error(`the server is ${state.status}`);
  return state.url;
};

test('the page stands under the policy of the app, with the nonce of its response', async ({ desktop }) => {
  const { page } = desktop;
  await expect(page.locator('p')).toHaveCSS('color', 'rgb(1, 2, 3)');
  expect(await page.evaluate(() => [window.isSecureContext, document.querySelector('style')?.nonce])).toEqual(
    [true, expect.stringMatching(/^[\w+/]{22}==$/)],
  );
  const response = await page.goto(`${APP_URL}/waiting`);
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
});

test('the page knows the app that it is in', async ({ desktop }) => {
  expect(await onBridge(desktop.page, (bridge) => bridge.app.info())).toMatchObject({
    name: 'Anteroom',
    version: '0.0.0-test',
    platform: process.platform,
  });
});

test('settings make the round trip, are pushed, and outlive a reload', async ({ desktop }) => {
  const { page } = desktop;
  await listen(page);
  const changed = await onBridge(page, (bridge) => bridge.settings.update({ language: 'pt-BR' }));
  expect(changed).toEqual({ theme: 'system', language: 'pt-BR', hostOnStart: false });
  await expect.poll(() => heard(page, 'languages')).toEqual(['pt-BR']);
  await desktop.reload();
  expect(await onBridge(page, (bridge) => bridge.settings.get())).toEqual(changed);
});

test('two hundred pushes in a row arrive in order', async ({ desktop }) => {
  const { page, electron } = desktop;
  await listen(page);
  const [window] = electron.windows;
  const languages = Array.from({ length: 200 }, (_, index) => `x-${index}`);
  for (const language of languages) {
    window?.webContents.send('settings:changed', {
      theme: 'dark',
      language,
      hostOnStart: false,
    });
  }
  await expect.poll(() => heard(page, 'languages')).toEqual(languages);
});

test('a refused call rejects with its code', async ({ desktop }) => {
  const { page, electron } = desktop;
  expect(await codeOf(page, (bridge) => bridge.shell.openExternal({ url: 'file:///etc/passwd' }))).toBe(
    'forbidden',
  );
  expect(await codeOf(page, (bridge) => bridge.shell.openExternal({ url: 'no address' }))).toBe(
    'bad_request',
  );
  expect(await codeOf(page, (bridge) => bridge.settings.update({ theme: 'sepia' as 'dark' }))).toBe(
    'bad_request',
  );
  expect(await codeOf(page, (bridge) => bridge.shell.openExternal({ url: 'https://example.org/' }))).toBe(
    'none',
  );
  expect(electron.shell.opened).toEqual(['https://example.org/']);
});

test('the page finds no way around the bridge', async ({ desktop }) => {
  const globals = await desktop.page.evaluate(() =>
    Object.getOwnPropertyNames(window).filter((key) =>
      /anteroom|electron|^(ipc|require$|process$|module$)/i.test(key),
    ),
  );
  // Beside the bridge only what the tests put there, which leads to no call.
  expect(globals.filter((name) => !/^__anteroom(Deliver|ReportViolation)$/.test(name))).toEqual(['anteroom']);
  expect(
    await desktop.page.evaluate(() => Object.isFrozen((window as { anteroom?: unknown }).anteroom)),
  ).toBe(true);
});

test('a foreign page in the same window may call nothing', async ({ desktop, context }) => {
  await context.route('https://elsewhere.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,">' }),
  );
  await desktop.page.goto('https://elsewhere.example/');
  expect(await codeOf(desktop.page, (bridge) => bridge.settings.get())).toBe('forbidden');
  expect(await codeOf(desktop.page, (bridge) => bridge.hostedServer.start())).toBe('forbidden');
});

test('the page hosts the clinic, reaches it, and sees it come back after a crash', async ({ desktop }) => {
  const { page } = desktop;
  await listen(page);
  const url = runningUrl(await onBridge(page, (bridge) => bridge.hostedServer.start()));
  const health = (address: string) => fetch(`${address}/health`).then(({ status }) => status);
  expect(await page.evaluate(health, url)).toBe(200);
  const opensSocket = await page.evaluate(
    (address) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(`${address.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
      }),
    url,
  );
  expect(opensSocket).toBe(true);
  desktop.killServer();
  await expect
    .poll(() => heard(page, 'statuses'))
    .toEqual(['starting', 'running', 'restarting', 'starting', 'running']);
  expect(runningUrl(await onBridge(page, (bridge) => bridge.hostedServer.state()))).toBe(url);
  expect(await page.evaluate(health, url)).toBe(200);
  expect(await onBridge(page, (bridge) => bridge.hostedServer.stop())).toEqual({ status: 'stopped' });
});

test('the page has camera and microphone', async ({ desktop }) => {
  const kinds = await desktop.page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
    return stream.getTracks().map(({ kind }) => kind);
  });
  expect(kinds.toSorted()).toEqual(['audio', 'video']);
});
