import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { io } from 'socket.io-client';
import { DEVICE_CONSTRAINTS } from '../../src-renderer/features/device-test/device-constraints.ts';
import { startBuiltServer, type BuiltServer } from '../e2e/fixtures/built-server.ts';
import { callRoute, DOCTOR, setUpClinic } from '../e2e/fixtures/clinic.ts';
import { told, type BenchOutcome, type BenchPart } from './bench-part.ts';
import { openBrowser, openContext } from './browser.ts';
import { connected, request } from './clients.ts';
import { alternate } from './slices.ts';
import { compared, median, quantile } from './statistics.ts';

const ROUNDS = 12;
const ROUND_TRIPS = 30;
const PAGE_SCRIPT = join(import.meta.dirname, 'call-start-page.js');
const SIMPLE_PEER = createRequire(import.meta.url).resolve('simple-peer/simplepeer.min.js');
const BARE_PATH = '/bare-call';
/** After everything is there: what a page does in its first moments is not part of a call. */
const SETTLE_MS = 1_000;

/** Milliseconds from an event to its ack. */
const measureRoundTrip = async (url: string, token: string, roomId: string): Promise<number> => {
  const client = await connected(
    io(url, { transports: ['websocket'], autoConnect: false, reconnection: false, auth: { token } }),
  );
  const times: number[] = [];
  for (let round = 0; round < ROUND_TRIPS; round += 1) {
    const began = performance.now();
    await request(client, 'join-waiting-room', { roomId });
    times.push(performance.now() - began);
  }
  client.disconnect();
  return median(times);
};

/** Opens pages that have nothing but the library. */
const openBare = async (browser: Browser, url: string): Promise<BrowserContext> => {
  const context = await openContext(browser, url, { bypassCSP: true });
  await context.addInitScript({ path: PAGE_SCRIPT });
  await context.route(`**${BARE_PATH}`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Bare</title><body></body>' }),
  );
  return context;
};

const openBarePage = async (context: BrowserContext): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(BARE_PATH);
  await page.addScriptTag({ path: SIMPLE_PEER });
  return page;
};

const callIn = (page: Page): Promise<number> =>
  page.evaluate<number>(`window.callStart.bare(${JSON.stringify(DEVICE_CONSTRAINTS)})`);

/** In the first call of its page, as each patient's is. */
const bareCall = async (context: BrowserContext): Promise<number> => {
  const page = await openBarePage(context);
  await page.waitForTimeout(SETTLE_MS);
  const milliseconds = await callIn(page);
  await page.close();
  return milliseconds;
};

/**
 * A camera that is on already opens sooner. In a visit the patient's is; so that this helps nobody more than
 * another, one page keeps it on all the time.
 */
const keepCameraOn = async (context: BrowserContext): Promise<void> => {
  const page = await openBarePage(context);
  await page.evaluate(`window.callStart.keepOn(${JSON.stringify(DEVICE_CONSTRAINTS)})`);
};

const openWatched = async (browser: Browser, url: string): Promise<BrowserContext> => {
  const context = await openContext(browser, url);
  await context.addInitScript({ path: PAGE_SCRIPT });
  return context;
};

const signIn = async (page: Page): Promise<void> => {
  await page.goto('/');
  await page.getByLabel('Email').fill(DOCTOR.email);
  await page.getByLabel('Password').fill(DOCTOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'New appointment' }).waitFor();
};

/** A visit whose patient waits and whose doctor starts it, until both see each other. */
const startVisit = async (
  server: BuiltServer,
  clinic: Awaited<ReturnType<typeof setUpClinic>>,
  doctor: Page,
  patients: BrowserContext,
  name: string,
): Promise<number> => {
  const { appointment, invite } = await clinic.invite(name);
  const patient = await patients.newPage();
  await patient.goto(invite.url);
  await patient.getByRole('heading', { name: 'Waiting room', exact: true }).waitFor();
  await doctor.goto('/rooms');
  const start = doctor
    .getByRole('row')
    .or(doctor.getByRole('listitem'))
    .filter({ hasText: name })
    .getByRole('button', { name: 'Start consultation' });
  await start.waitFor();
  // Both have waited a while, as people do: the files of the call have come meanwhile.
  for (const page of [doctor, patient]) {
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/consultation-page')),
    );
  }
  await doctor.waitForTimeout(SETTLE_MS);
  await start.click();
  const frames = await Promise.all(
    [doctor, patient].map((page) => page.evaluate<number>('window.callStart.firstFrame')),
  );
  const milliseconds =
    Math.max(...frames) - (await doctor.evaluate<number>('window.callStart.times.startedAt'));
  await callRoute(server, 'closeAppointment', { outcome: 'ended' }, clinic.token, {
    appointmentId: appointment.id,
  });
  await patient.close();
  return milliseconds;
};

const run = async (): Promise<BenchOutcome> => {
  const server = await startBuiltServer({ RATE_LIMITS: 'off' });
  const browser = await openBrowser();
  try {
    const clinic = await setUpClinic(server);
    const { appointment } = await clinic.invite('Round Trip');
    const roundTrip = await measureRoundTrip(server.url, clinic.token, appointment.roomId);
    // Each in a window of its own: those behind others are slowed down.
    await keepCameraOn(await openBare(browser, server.url));
    const bare = await openBare(browser, server.url);
    const warm = await openBarePage(await openBare(browser, server.url));
    const doctor = await (await openWatched(browser, server.url)).newPage();
    await signIn(doctor);
    const patients = await openWatched(browser, server.url);
    let visits = 0;
    const results = await alternate(
      {
        ours: async () => {
          visits += 1;
          return (await startVisit(server, clinic, doctor, patients, `Pat No ${visits}.`)) - roundTrip;
        },
        bare: () => bareCall(bare),
        control: () => bareCall(bare),
        warm: () => callIn(warm),
      },
      { rounds: ROUNDS },
    );
    return {
      rows: [
        compared(
          {
            subject: 'From “Start consultation” until both see each other',
            unit: 'ms',
            budget: { most: 1.3 },
          },
          results,
        ),
        told({
          subject: 'The slowest tenth of them',
          unit: 'ms',
          ours: quantile(results.ours, 0.9),
          budget: null,
        }),
        told({
          subject: 'Bare, in a page that has had calls before',
          unit: 'ms',
          ours: median(results.warm),
          budget: null,
        }),
      ],
      notes: [
        `${ROUNDS} visits, each of a new patient's page, between two browsers that have waited until the files of the call were there; one round trip of signalling (${roundTrip.toFixed(1)} ms) is taken off.`,
        'Bare: two peers of simple-peer in one new page of the same Chromium, which hand each other their signals. Opening camera and microphone is included, with the same wishes as in a visit; another page keeps the camera on for all of them.',
      ],
    };
  } finally {
    await browser.close();
    await server.dispose();
  }
};

/** The start of a call against simple-peer alone. */
export const callStart: BenchPart = { name: 'call-start', title: 'Start of a call', pinned: false, run };
