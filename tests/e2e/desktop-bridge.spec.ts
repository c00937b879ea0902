import { expect, test, type Page } from '@playwright/test';
import {
  USUAL_MESSAGE_ALERTS,
  type AnteroomBridge,
  type HostedServerState,
} from '../../src-preload/contract.ts';
import { inDesktop } from './fixtures/in-desktop.ts';

/**
 * The bridge end to end: built preload script, main process, hosted server, on a page without the app's own
 * scripts, so that nothing else calls it.
 */

const PAGE = `<!doctype html>
<link rel="icon" href="data:," />
<style nonce="__CSP_NONCE__">p { color: rgb(1, 2, 3) }</style>
<p>page</p>`;

/** Runs in the page. */
const onBridge = <T>(page: Page, action: (bridge: AnteroomBridge) => T): Promise<Awaited<T>> =>
  page.evaluate<Awaited<T>>(`(${action.toString()})(window.anteroom)`);

const codeOf = (page: Page, action: (bridge: AnteroomBridge) => Promise<unknown>): Promise<unknown> =>
  page.evaluate(`(${action.toString()})(window.anteroom).then(() => 'none', (error) => error.code)`);

/** Remembers what it hears from now on. */
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

const health = (address: string): Promise<number> => fetch(`${address}/health`).then(({ status }) => status);

/** Runs in the page. */
const opensSocket = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`${address.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });

inDesktop(
  'a page has the bridge and nothing else',
  async ({ start }) => {
    const desktop = await start();
    const { page } = desktop;

    await test.step('it stands under the policy of the app, with the nonce of its response', async () => {
      await expect(page.locator('p')).toHaveCSS('color', 'rgb(1, 2, 3)');
      expect(
        await page.evaluate(() => [window.isSecureContext, document.querySelector('style')?.nonce]),
      ).toEqual([true, expect.stringMatching(/^[\w+/]{22}==$/)]);
      const policy = await page.evaluate(async () =>
        (await fetch('/waiting')).headers.get('content-security-policy'),
      );
      expect(policy).toContain("default-src 'none'");
      await desktop.onlyFaked('Playwright sees no response of an address of the app’s own', async () => {
        const response = await page.goto(new URL('/waiting', page.url()).href);
        expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
      });
    });

    await test.step('it knows the app that it is in', async () => {
      expect(await onBridge(page, (bridge) => bridge.app.info())).toMatchObject({
        name: 'Anteroom',
        version: '0.0.0-test',
        platform: process.platform,
      });
    });

    await test.step('it finds no way around the bridge', async () => {
      const globals = await page.evaluate(() =>
        Object.getOwnPropertyNames(window).filter((key) =>
          /anteroom|electron|^(ipc|require$|process$|module$)/i.test(key),
        ),
      );
      // Beside the bridge only what the tests put there, which leads to no call.
      const own = /^__anteroom(Deliver|ReportViolation|PeerConnections)$/;
      expect(globals.filter((name) => !own.test(name))).toEqual(['anteroom']);
      expect(await page.evaluate(() => Object.isFrozen((window as { anteroom?: unknown }).anteroom))).toBe(
        true,
      );
    });

    await test.step('a refused call rejects with its code', async () => {
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
      expect(await desktop.openedOutside()).toEqual(['https://example.org/']);
    });

    await test.step('settings make the round trip, are pushed, and outlive a reload', async () => {
      await listen(page);
      const changed = await onBridge(page, (bridge) => bridge.settings.update({ language: 'pt-BR' }));
      expect(changed).toEqual({
        theme: 'system',
        language: 'pt-BR',
        hostOnStart: false,
        messageAlerts: USUAL_MESSAGE_ALERTS,
      });
      await expect.poll(() => heard(page, 'languages')).toEqual(['pt-BR']);
      await desktop.reload();
      expect(await onBridge(page, (bridge) => bridge.settings.get())).toEqual(changed);
    });

    await test.step('two hundred pushes in a row arrive in order', async () => {
      await listen(page);
      const languages = Array.from({ length: 200 }, (_, index) => `x-${index}`);
      await desktop.push(
        'settings:changed',
        languages.map((language) => ({
          theme: 'dark',
          language,
          hostOnStart: false,
          messageAlerts: USUAL_MESSAGE_ALERTS,
        })),
      );
      await expect.poll(() => heard(page, 'languages')).toEqual(languages);
    });

    await test.step('it has camera and microphone', async () => {
      const kinds = await page.evaluate(async () => {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
        for (const track of stream.getTracks()) track.stop();
        return stream.getTracks().map(({ kind }) => kind);
      });
      expect(kinds.toSorted()).toEqual(['audio', 'video']);
    });

    await test.step('it hosts the clinic, reaches it, and sees it come back after a crash', async () => {
      const url = runningUrl(await onBridge(page, (bridge) => bridge.hostedServer.start()));
      expect(await page.evaluate(health, url)).toBe(200);
      expect(await page.evaluate(opensSocket, url)).toBe(true);
      await desktop.killServer();
      await expect
        .poll(() => heard(page, 'statuses'))
        .toEqual(['starting', 'running', 'restarting', 'starting', 'running']);
      expect(runningUrl(await onBridge(page, (bridge) => bridge.hostedServer.state()))).toBe(url);
      expect(await page.evaluate(health, url)).toBe(200);
      expect(await onBridge(page, (bridge) => bridge.hostedServer.stop())).toEqual({ status: 'stopped' });
    });

    await test.step('a foreign page in the same window may call nothing', async () => {
      await page
        .context()
        .route('https://elsewhere.example/', (route) =>
          route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,">' }),
        );
      await page.goto('https://elsewhere.example/');
      expect(await codeOf(page, (bridge) => bridge.settings.get())).toBe('forbidden');
      expect(await codeOf(page, (bridge) => bridge.hostedServer.start())).toBe('forbidden');
    });
  },
  { barePage: PAGE },
);
