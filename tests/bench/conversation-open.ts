import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startBuiltServer } from '../e2e/fixtures/built-server.ts';
import { callRoute, DOCTOR, setUpClinic } from '../e2e/fixtures/clinic.ts';
import { told, type BenchOutcome, type BenchPart } from './bench-part.ts';
import { openBrowser, openContext } from './browser.ts';
import { fillMessages } from './fill-messages.ts';
import { alternate } from './slices.ts';
import { compared, median, quantile } from './statistics.ts';

const LONG = 100_000;
const SHORT = 50;
const ROUNDS = 6;
const PAGE_SCRIPT = join(import.meta.dirname, 'conversation-open-page.js');
/** What a page does in its first moments is not part of what follows. */
const SETTLE_MS = 1_000;
const SCROLL_MS = 8_000;
const SCROLL_PIXELS = 60;

const openMessages = async (page: Page): Promise<void> => {
  await page.goto('/');
  await page.getByLabel('Email').fill(DOCTOR.email);
  await page.getByLabel('Password').fill(DOCTOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: /Messages/ }).click();
  await page.getByRole('link', { name: /Pat Long/ }).waitFor();
  await page.waitForTimeout(SETTLE_MS);
};

const framesOf = (frames: readonly number[]) => ({
  median: median(frames),
  late: quantile(frames, 0.99),
  dropped: (frames.filter((frame) => frame > 50).length / frames.length) * 100,
});

const run = async (): Promise<BenchOutcome> => {
  const server = await startBuiltServer({ RATE_LIMITS: 'off' });
  const browser = await openBrowser();
  try {
    const { token } = await setUpClinic(server);
    const add = async (fullname: string) =>
      (await callRoute(server, 'createPatient', { fullname }, token)).data.user.id;
    const [long, short] = [await add('Pat Long'), await add('Sam Short')];
    const { user } = await callRoute(server, 'login', { email: DOCTOR.email, password: DOCTOR.password });
    await server.stop();
    fillMessages(server.dataDir, {
      count: LONG + SHORT,
      search: false,
      relationAt: (index) => ({ patientId: index < LONG ? long : short, doctorId: user.id }),
    });
    await server.start();

    const context = await openContext(browser, server.url, { viewport: { width: 1280, height: 800 } });
    await context.addInitScript({ path: PAGE_SCRIPT });
    /** In a page that has not opened it before. */
    const opening = (patientId: string, count: number) => async (): Promise<number> => {
      const page = await context.newPage();
      await openMessages(page);
      const asked = JSON.stringify([`/messages/${patientId}`, `${count}: `]);
      const milliseconds = await page.evaluate<number>(`window.conversationOpen.open(...${asked})`);
      await page.close();
      return milliseconds;
    };
    const values = await alternate(
      { ours: opening(long, LONG), bare: opening(short, SHORT), control: opening(short, SHORT) },
      { rounds: ROUNDS },
    );

    const page = await context.newPage();
    await openMessages(page);
    await page.getByRole('link', { name: /Pat Long/ }).click();
    await page.getByRole('log').getByText(`${LONG}: `).waitFor();
    const scroll = async (element: string) =>
      framesOf(
        await page.evaluate<number[]>(
          `window.conversationOpen.scrollUp(${element}, ${SCROLL_PIXELS}, ${SCROLL_MS})`,
        ),
      );
    const ours = await scroll(`document.querySelector('[role=log]')`);
    const reached = Number(await page.locator('[data-seq]').first().getAttribute('data-seq'));
    const drawn = await page.locator('[data-seq]').count();
    const bare = await scroll('window.conversationOpen.plain()');
    const row = (subject: string, unit: string, name: keyof typeof ours) => ({
      ...told({ subject, unit, ours: ours[name], budget: null }),
      bare: bare[name],
    });
    return {
      rows: [
        compared(
          {
            subject: `From the click until the newest of ${LONG} messages are painted`,
            unit: 'ms',
            budget: null,
          },
          values,
        ),
        row(`Scrolling up through it, ${SCROLL_PIXELS} pixels a frame: a frame, p50`, 'ms', 'median'),
        row('The same: a frame, p99', 'ms', 'late'),
        row('The same: frames longer than 50 ms', '%', 'dropped'),
      ],
      notes: [
        `Each of ${ROUNDS} openings is in a new page of Chromium that shows the list of conversations; “bare” is a conversation of ${SHORT} messages.`,
        `While it was scrolled for ${SCROLL_MS / 1000} s, ${LONG - reached} messages were loaded and passed; ${drawn} were in the page at its end. “Bare” is a box of 20000 plain paragraphs.`,
      ],
    };
  } finally {
    await browser.close();
    await server.dispose();
  }
};

/** A long conversation in the app's page. */
export const conversationOpen: BenchPart = {
  name: 'conversation-open',
  title: 'Opening a long conversation',
  pinned: false,
  run,
};
