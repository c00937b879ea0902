import { expect, test } from '@playwright/test';
import { watchPages, type PageWatch } from './fixtures/page-watch.ts';
import type { BrowserContext } from '@playwright/test';

const show = async (context: BrowserContext, script: string, policy = "script-src 'unsafe-inline'") => {
  await context.route('https://clinic.example/**', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': policy },
      body: `<!doctype html><title>page</title><script>${script}</script><p id="done">done</p>`,
    }),
  );
  await context.route('https://clinic.example/favicon.ico', (route) => route.fulfill({ status: 204 }));
  const watch = await watchPages(context, 'Ada');
  const page = await context.newPage();
  await page.goto('https://clinic.example/');
  await expect(page.locator('#done')).toBeVisible();
  return watch;
};

const expectOneProblem = (watch: PageWatch, pattern: RegExp) =>
  expect.poll(() => watch.problems).toEqual([expect.stringMatching(pattern)]);

test('a page without errors has no problems', async ({ context }) => {
  const watch = await show(context, "console.log('fine'); console.warn('still fine');");
  expect(watch.problems).toEqual([]);
});

test('an uncaught error is a problem', async ({ context }) => {
  await expectOneProblem(await show(context, "throw new Error('broken')"), /^Ada: uncaught error: .*broken/);
});

test('a rejection that nobody handles is a problem', async ({ context }) => {
  await expectOneProblem(
    await show(context, "Promise.reject(new Error('lost'))"),
    /^Ada: uncaught error: .*lost/,
  );
});

test('a console error of our own is a problem', async ({ context }) => {
  await expectOneProblem(await show(context, "console.error('wrong')"), /^Ada: console error: wrong/);
});

test("the browser's own line about a refused request is no problem", async ({ context, page }) => {
  await context.route('https://clinic.example/refused', (route) => route.fulfill({ status: 401, body: '' }));
  const watch = await watchPages(context, 'Ada');
  await context.route('https://clinic.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><link rel="icon" href="data:,">' }),
  );
  await page.goto('https://clinic.example/');
  const line = page.waitForEvent('console');
  expect(await page.evaluate(() => fetch('/refused').then(({ status }) => status))).toBe(401);
  expect((await line).type()).toBe('error');
  expect(watch.problems).toEqual([]);
});

test('a violation of the content security policy is a problem', async ({ context }) => {
  await expectOneProblem(
    await show(
      context,
      "const image = new Image(); image.src = 'https://elsewhere.example/x.png';",
      "script-src 'unsafe-inline'; img-src 'none'",
    ),
    /^Ada: securitypolicyviolation: img-src refused https:\/\/elsewhere\.example/,
  );
});

test('an expected error passes once it was allowed', async ({ context }) => {
  const watch = await show(context, "addEventListener('hashchange', () => console.error('expected 7'))");
  watch.allow(/expected \d/);
  const [page] = context.pages();
  const line = page!.waitForEvent('console');
  await page!.evaluate(() => {
    location.hash = 'go';
  });
  await line;
  expect(watch.problems).toEqual([]);
});
