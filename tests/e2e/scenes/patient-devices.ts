import { devices, expect, type Page } from '@playwright/test';
import { deviceResults, failed, SKIPPED, SLOW_LINE } from './device-results.ts';
import { openRoom } from './patient-room.ts';
import { PATIENT_PORTRAIT } from './portrait.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { BUSY, NO_DEVICE, REFUSED, REFUSED_BY_SYSTEM, type PretendedMedia } from './shims.ts';
import type { Stage } from './stage.ts';

/** Scenes of the device test: each stage, each verdict, and the help for each thing that may be wrong. */

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

const startTest = async (stage: Stage, media: Partial<PretendedMedia>): Promise<Page> => {
  const { page } = await openRoom(stage, { page: { media } });
  await page.getByRole('button', { name: stage.words('deviceTest:start'), exact: true }).click();
  return page;
};

const askedForSound = async (stage: Stage, page: Page) =>
  expect(page.getByText(stage.words('deviceTest:question.text'))).toBeVisible({ timeout: 20_000 });

type Help = {
  id: string;
  title: string;
  /** What the help says first. */
  text: string;
  results: Parameters<typeof deviceResults>;
  media?: Partial<PretendedMedia>;
  userAgent?: string;
  main?: boolean;
};

const NO_CAMERA = { verdict: 'audio-only', reasons: ['no-camera'] } as const;
const NOTHING = { verdict: 'audio-only', reasons: ['no-camera', 'no-microphone'] } as const;
const refusedResults: Help['results'] = [
  { camera: failed('refused'), microphone: failed('refused') },
  { ...NOTHING, reasons: [...NOTHING.reasons] },
];
const cameraResults = (reason: string): Help['results'] => [
  { camera: failed(reason) },
  { ...NO_CAMERA, reasons: [...NO_CAMERA.reasons] },
];
const refusing = { permission: 'denied', video: REFUSED, audio: REFUSED } as const;

const HELPS: readonly Help[] = [
  {
    id: 'refused-chrome',
    title: 'Camera and microphone refused, in Chrome',
    text: 'deviceTest:where.chrome',
    results: refusedResults,
    media: refusing,
    main: true,
  },
  {
    id: 'refused-firefox',
    title: 'Camera and microphone refused, in Firefox',
    text: 'deviceTest:where.firefox',
    results: refusedResults,
    media: refusing,
    userAgent: FIREFOX,
  },
  {
    id: 'refused-safari',
    title: 'Camera and microphone refused, in Safari',
    text: 'deviceTest:where.safari',
    results: refusedResults,
    media: refusing,
    userAgent: devices['Desktop Safari'].userAgent,
  },
  {
    id: 'refused-by-system',
    title: 'The camera refused by the system',
    text: 'deviceTest:help.camera.refusedBySystem',
    results: cameraResults('refusedBySystem'),
    media: { video: REFUSED_BY_SYSTEM },
  },
  {
    id: 'no-camera',
    title: 'No camera',
    text: 'deviceTest:help.camera.noDevice',
    results: cameraResults('noDevice'),
    media: { video: NO_DEVICE },
  },
  {
    id: 'camera-busy',
    title: 'The camera is used by another program',
    text: 'deviceTest:help.camera.busy',
    results: cameraResults('busy'),
    media: { video: BUSY },
  },
  {
    id: 'camera-black',
    title: 'A black picture',
    text: 'deviceTest:help.camera.black',
    results: [{ camera: failed('black') }, { verdict: 'audio-only', reasons: ['black-picture'] }],
    media: { portrait: null },
  },
  {
    id: 'microphone-silent',
    title: 'A silent microphone',
    text: 'deviceTest:help.microphone.silent',
    results: [{ microphone: failed('silent') }, { verdict: 'usable', reasons: ['silent-microphone'] }],
    media: { loudness: 0 },
  },
  {
    id: 'not-heard',
    title: 'The test sound was not heard',
    text: 'deviceTest:help.speakers.notHeard',
    results: [{ speakers: failed('notHeard') }, { verdict: 'usable', reasons: ['no-speaker'] }],
  },
  {
    id: 'no-call-path',
    title: 'The network lets no call through',
    text: 'deviceTest:help.network.noPath',
    results: [
      { network: failed('noPath') },
      {
        verdict: 'will-not-work',
        reasons: ['no-call-path'],
        connection: { ...SLOW_LINE, webrtc: 'none', relay: null },
      },
    ],
  },
];

type Verdict = { id: string; title: string; words: string; results: Parameters<typeof deviceResults> };
const VERDICTS: readonly Verdict[] = [
  { id: 'good', title: 'Everything works', words: 'deviceTest:verdict.good.title', results: [] },
  {
    id: 'usable',
    title: 'A slow and unsteady connection',
    words: 'deviceTest:verdict.usable.title',
    results: [{}, { verdict: 'usable', reasons: ['slow', 'unsteady'], connection: SLOW_LINE }],
  },
  {
    id: 'audio-only',
    title: 'Sound only was chosen',
    words: 'deviceTest:verdict.audio-only.title',
    results: [{ camera: SKIPPED }, { verdict: 'audio-only', reasons: ['no-camera'] }],
  },
  {
    id: 'listen-only',
    title: 'Listening only was chosen',
    words: 'deviceTest:verdict.listening.title',
    results: [
      { camera: SKIPPED, microphone: SKIPPED },
      { verdict: 'audio-only', reasons: ['no-camera', 'no-microphone'] },
    ],
  },
];

const scenes: readonly Scene[] = [
  {
    id: 'devices-testing',
    title: 'The device test runs',
    audience: 'patient',
    arrange: async (stage) => {
      // Silent, so that it is still listening while it is looked at.
      const page = await startTest(stage, { loudness: 0 });
      await page.getByText(stage.words('deviceTest:passed.camera')).waitFor();
      return page;
    },
  },
  {
    id: 'devices-question',
    title: 'Asked whether the test sound was heard',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const page = await startTest(stage, {});
      await askedForSound(stage, page);
      return page;
    },
  },
  ...VERDICTS.map(({ id, title, words, results }): Scene => ({
    id: `devices-${id}`,
    title,
    audience: 'patient',
    main: id === 'usable',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { results: deviceResults(...results) });
      await page.getByText(stage.words(words)).first().waitFor();
      return page;
    },
  })),
  ...HELPS.map(({ id, title, text, results, media, userAgent, main = false }): Scene => ({
    id: `devices-${id}`,
    title,
    audience: 'patient',
    main,
    arrange: async (stage) => {
      const { page } = await openRoom(stage, {
        results: deviceResults(...results),
        page: { media: media ?? {}, ...(userAgent === undefined ? {} : { context: { userAgent } }) },
      });
      await page.getByText(stage.words(text)).first().waitFor();
      return page;
    },
  })),
  {
    id: 'devices-preview-refused',
    title: 'The camera cannot be used, before any test',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { page: { media: { video: BUSY } } });
      await page.getByText(stage.words('deviceTest:help.camera.busy')).first().waitFor();
      return page;
    },
  },
  {
    id: 'devices-choose',
    title: 'Camera, microphone and speaker are chosen',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, {
        results: deviceResults(),
        page: { media: { portrait: PATIENT_PORTRAIT } },
      });
      await page.getByRole('button', { name: stage.words('deviceTest:choose.open') }).click();
      await page.getByLabel(stage.words('deviceTest:choose.video')).waitFor();
      return page;
    },
  },
];

export const patientDevices: SceneGroup = { name: 'patient-devices', scenes };
