import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { build } from 'vite';
import { violationsOf } from './fixtures/axe.ts';
import { startBuiltServer, type BuiltServer } from './fixtures/built-server.ts';
import { callRoute, DOCTOR, setUpClinic } from './fixtures/clinic.ts';
import { hostPage, type PageHost } from './fixtures/page-host.ts';
import { watchPages } from './fixtures/page-watch.ts';

/**
 * The example page (examples/react), built and served as others would, against the built server: cookies, CORS and
 * `Origin` exist in browsers alone.
 */

// One worker: the documented ports are there once.
test.describe.configure({ mode: 'default' });

const PATIENT = { fullname: 'Pat Alpha', email: 'pat@clinic.example', password: DOCTOR.password };

const folder = mkdtempSync(join(tmpdir(), 'anteroom-example-'));
const hosts: PageHost[] = [];
let server: BuiltServer;
/** As a page on `localhost` names it: same site, another origin. */
let url: string;
let token: string;

/** 5173 and 3000, which the server was told; then one that it was not, on the same site. */
const host = (index: 0 | 1 | 2): PageHost => hosts[index] as PageHost;

test.beforeAll(async () => {
  for (const port of [5173, 3000, 0]) hosts.push(await hostPage(() => folder, port));
  server = await startBuiltServer(
    { FRONTEND_URL: host(1).origin, CORS_ORIGIN: host(0).origin },
    { quickPasswords: true },
  );
  url = server.url.replace('127.0.0.1', 'localhost');
  ({ token } = await setUpClinic(server));
  await callRoute(server, 'createPatient', PATIENT, token);
  await build({
    configFile: 'example.config.ts',
    logLevel: 'error',
    define: { 'import.meta.env.VITE_SERVER': JSON.stringify(url) },
    build: { outDir: folder, minify: false },
  });
});

test.afterAll(async () => {
  await server.dispose();
  for (const { close } of hosts) await close();
  rmSync(folder, { recursive: true, force: true });
});

const signIn = async (page: Page, origin: string, { email, password }: typeof PATIENT): Promise<void> => {
  await page.goto(origin);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('status')).toHaveText('Connected');
};

const send = async (page: Page, text: string): Promise<void> => {
  await page.getByLabel('Message').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
};

const cookieOf = async (context: BrowserContext) =>
  (await context.cookies(url)).find(({ name }) => name === 'anteroom_session');

test('[K22, S3-H04, S4-A02, S4-F01] two people sign in by cookie on pages of the documented ports, and write to each other', async ({
  browser,
}) => {
  const [ada, pat] = [await browser.newContext(), await browser.newContext()];
  const watches = [await watchPages(ada, 'doctor'), await watchPages(pat, 'patient')];
  const [doctor, patient] = [await ada.newPage(), await pat.newPage()];
  await signIn(doctor, host(0).origin, DOCTOR);
  await signIn(patient, host(1).origin, PATIENT);
  expect(await cookieOf(pat)).toMatchObject({ httpOnly: true, sameSite: 'Lax', domain: 'localhost' });
  const inReach = await patient.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]);
  expect(inReach).toEqual(['', 0, 0]);

  await patient.getByRole('button', { name: /Dr\. Ada Example \(online\)/ }).click();
  await send(patient, 'Good morning');
  await doctor.getByRole('button', { name: /Pat Alpha \(online\)/ }).click();
  await expect(doctor.getByRole('listitem')).toHaveText(['Good morning']);
  await expect(patient.getByRole('listitem')).toHaveText([/Good morning\s*read/]);
  await doctor.getByLabel('Message').fill('How are');
  await expect(patient.getByText('Writing…')).toBeVisible();
  await send(doctor, 'How are you?');
  await expect(patient.getByRole('listitem')).toHaveText([/Good morning/, 'How are you?']);
  await expect(patient.getByText('Writing…')).toBeHidden();
  expect(await violationsOf(patient, 'all')).toEqual([]);

  await patient.reload();
  await expect(patient.getByRole('status')).toHaveText('Connected');
  await patient.getByRole('button', { name: 'Sign out' }).click();
  await expect(patient.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect.poll(() => cookieOf(pat)).toBeUndefined();
  expect(watches.flatMap(({ problems }) => problems)).toEqual([]);
  await ada.close();
  await pat.close();
});

/** What a script of this page is answered with the cookies of the browser; null: nothing that it may read. */
const tryFrom = (page: Page) =>
  page.evaluate(async (base) => {
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(base + path, { credentials: 'include', ...init }).then(
        ({ status }) => status,
        () => null,
      );
    const webSocket = new Promise<string | null>((resolve) => {
      const socket = new WebSocket(`${base.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
      socket.addEventListener('error', () => resolve(null));
      socket.addEventListener('message', ({ data }) => {
        const text = String(data);
        if (text.startsWith('0')) socket.send('40');
        else {
          socket.close();
          resolve(text.slice(0, 2));
        }
      });
    });
    return {
      read: await ask('/api/profile'),
      write: await ask('/api/profile', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ phone: '555 0100' }),
      }),
      polling: await ask('/socket.io/?EIO=4&transport=polling'),
      webSocket: await webSocket,
    };
  }, url);

type Exchange = { what?: string; status?: number; hasCookie?: boolean };

/** What went over the line, whatever the page was allowed to see of it: status, and whether the cookie went along. */
const listen = async (page: Page): Promise<(what: string) => Exchange | undefined> => {
  const exchanges = new Map<string, Exchange>();
  const note = (id: string, more: Exchange): void =>
    void exchanges.set(id, { ...exchanges.get(id), ...more });
  const line = await page.context().newCDPSession(page);
  line.on('Network.requestWillBeSent', ({ requestId, request }) =>
    note(requestId, { what: `${request.method} ${new URL(request.url).pathname}` }),
  );
  line.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) =>
    note(requestId, { hasCookie: headers['Cookie']?.includes('anteroom_session') === true }),
  );
  line.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) =>
    note(requestId, { status: statusCode }),
  );
  await line.send('Network.enable');
  return (what) => [...exchanges.values()].findLast((exchange) => exchange.what === what);
};

/** Needs no leave by a preflight, and no answer: the server has to see where it comes from. */
const submitForm = async (page: Page) => {
  const answered = page.waitForResponse(`${url}/auth/logout`);
  await page.evaluate((action) => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action });
    document.body.append(form);
    form.submit();
  }, `${url}/auth/logout`);
  const response = await answered;
  const { cookie } = await response.request().allHeaders();
  await page.waitForURL(response.url());
  return { status: response.status(), hasCookie: cookie?.includes('anteroom_session') === true };
};

test('[K09, K22] the cookie of somebody who is signed in is worth nothing to a page of another origin', async ({
  browser,
}) => {
  const context = await browser.newContext();
  const own = await context.newPage();
  await signIn(own, host(0).origin, PATIENT);
  expect(await tryFrom(own)).toEqual({ read: 200, write: 200, polling: 200, webSocket: '40' });

  const evil = await context.newPage();
  const exchange = await listen(evil);
  // On the same site the browser sends the cookie along, so that `Origin` alone keeps this page out; a page of
  // another site has not even that.
  for (const [origin, isSameSite] of [
    [host(2).origin, true],
    [`http://127.0.0.1:${host(1).port}`, false],
  ] as const) {
    await evil.goto(`${origin}/index.html`);
    await expect(evil.getByRole('status').or(evil.getByRole('heading'))).toBeVisible();
    expect(await tryFrom(evil), origin).toEqual({ read: null, write: null, polling: null, webSocket: null });
    for (const request of ['GET /api/profile', 'GET /socket.io/']) {
      await expect
        .poll(() => exchange(request), { message: `${request} from ${origin}` })
        .toEqual({ what: request, status: 403, hasCookie: isSameSite });
    }
    expect(await submitForm(evil), origin).toEqual({ status: 403, hasCookie: isSameSite });
  }
  await own.reload();
  await expect(own.getByRole('status')).toHaveText('Connected');
  await expect(own.getByRole('heading', { name: PATIENT.fullname })).toBeVisible();
  await context.close();
});

test('[K22] a page of an allowed origin carries a token in each of the known ways, without a cookie', async ({
  browser,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(host(1).origin);
  const found = await page.evaluate(
    async ({ base, proof }) => {
      const ask = (headers: Record<string, string>) =>
        fetch(`${base}/api/profile`, { headers }).then(
          ({ status }) => status,
          () => null,
        );
      const connect = (auth: object) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(`${base.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
          socket.addEventListener('error', () => resolve('error'));
          socket.addEventListener('message', ({ data }) => {
            const text = String(data);
            if (text.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`);
            else {
              socket.close();
              resolve(text.slice(0, 2));
            }
          });
        });
      return {
        bearer: await ask({ authorization: `Bearer ${proof}` }),
        bare: await ask({ authorization: proof }),
        token: await ask({ token: proof }),
        dtoken: await ask({ dtoken: proof }),
        none: await ask({}),
        handshake: await connect({ token: proof }),
        noHandshake: await connect({}),
      };
    },
    { base: url, proof: token },
  );
  expect(found).toEqual({
    bearer: 200,
    bare: 200,
    token: 200,
    dtoken: 200,
    none: 401,
    handshake: '40',
    noHandshake: '44',
  });
  expect(await cookieOf(context)).toBeUndefined();
  await context.close();
});
