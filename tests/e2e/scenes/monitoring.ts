import { expect, type Page } from '@playwright/test';
import {
  ABUSE_KINDS,
  MONITORED_SERIES,
  MONITORING_CHECKS,
  type AbuseKind,
  type MonitoredSeries,
  type Monitoring,
  type MonitoringCheck,
} from '../../../server/protocol/index.ts';
import { pretendAnswer, pretendSilence } from './answers.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { openSettings } from './settings.ts';
import { inMinutes, NOW, type Stage } from './stage.ts';

/** Scenes of the monitoring page. The numbers are pretended: an hour of them would take an hour. */

const MEGABYTE = 1_000_000;
const EVERY_MS = 10_000;
const SAMPLES = 360;

/** What a line does over the hour: a wave around a value, a step at its end, or both. */
type Course = { around: number; wave?: number; from?: number; then?: number };

const valueAt = ({ around, wave = 0, from = SAMPLES, then = around }: Course, index: number): number =>
  index >= from ? then : Math.max(0, around + wave * Math.sin(index / 17) * Math.cos(index / 41));

const QUIET: Record<MonitoredSeries, Course> = {
  messages: { around: 0.6, wave: 0.8 },
  requests: { around: 6, wave: 4 },
  refusals: { around: 0.1, wave: 0.4 },
  errors: { around: 0 },
  doctors: { around: 2, from: 60, then: 3 },
  patients: { around: 3, wave: 3 },
  waiting: { around: 2, wave: 2 },
  inCalls: { around: 4, wave: 2 },
  lag: { around: 14, wave: 9 },
  storeWrite: { around: 4.2, wave: 2.5 },
  storeRead: { around: 1.1, wave: 0.6 },
  memory: { around: 148 * MEGABYTE, wave: 9 * MEGABYTE },
};
/** Whole numbers: nobody sees half a patient. */
const WHOLE: ReadonlySet<MonitoredSeries> = new Set(['doctors', 'patients', 'waiting', 'inCalls', 'memory']);

const historyOf = (courses: Record<MonitoredSeries, Course>, samples: number): Monitoring['history'] => {
  const indices = Array.from({ length: samples }, (_, index) => index);
  const series = MONITORED_SERIES.map((name) => [
    name,
    indices.map((index) => {
      const value = valueAt(courses[name], index);
      return WHOLE.has(name) ? Math.round(value) : value;
    }),
  ]);
  return {
    every: EVERY_MS / 1000,
    at: indices.map((index) => NOW - (samples - index) * EVERY_MS),
    series: Object.fromEntries(series) as Monitoring['history']['series'],
  };
};

const checks = (looks: readonly MonitoringCheck[]): Monitoring['checks'] =>
  Object.fromEntries(
    MONITORING_CHECKS.map((check) => [check, looks.includes(check) ? 'look' : 'good']),
  ) as Monitoring['checks'];

const abuse = (counts: Partial<Record<AbuseKind, number>>, looks: readonly AbuseKind[] = []) =>
  ABUSE_KINDS.map((kind) => ({
    kind,
    count: counts[kind] ?? 0,
    attention: looks.includes(kind) ? ('look' as const) : ('good' as const),
  }));

const NORMAL: Monitoring = {
  at: inMinutes(0),
  startedAt: inMinutes(-3 * 24 * 60 - 104),
  version: '0.1.0',
  now: {
    doctors: 3,
    patients: 5,
    connections: 9,
    rooms: 4,
    waiting: { ready: 2, preparing: 1, away: 1 },
    calls: { rooms: 2, people: 4 },
    messages: 4,
    requests: 37,
    refusals: 1,
    errors: 0,
    lag: 18,
    storeWrite: 4.6,
    storeRead: 1.2,
    storeQueue: 0,
    writable: true,
    memory: 151 * MEGABYTE,
    backupAt: inMinutes(-24),
  },
  checks: checks([]),
  abuse: abuse({ signIns: 3, connections: 1 }),
  refusals: [
    { code: 'token_expired', count: 11 },
    { code: 'wrong_credentials', count: 3 },
    { code: 'unauthenticated', count: 1 },
  ],
  history: historyOf(QUIET, SAMPLES),
};

const TROUBLE: Monitoring = {
  ...NORMAL,
  now: {
    ...NORMAL.now,
    doctors: 0,
    refusals: 214,
    errors: 6,
    lag: 2_310,
    storeWrite: 940,
    storeRead: 310,
    storeQueue: 84,
    writable: false,
    memory: 1_212 * MEGABYTE,
    backupAt: inMinutes(-5 * 60),
  },
  checks: checks(MONITORING_CHECKS),
  abuse: abuse(
    {
      signIns: 812,
      connections: 96,
      foreignPages: 2,
      trespassing: 7,
      malformed: 51,
      tooFast: 640,
      notReading: 6,
    },
    ['signIns', 'connections', 'malformed', 'tooFast', 'notReading'],
  ),
  refusals: [
    { code: 'wrong_credentials', count: 812 },
    { code: 'rate_limited', count: 640 },
    { code: 'unauthenticated', count: 96 },
    { code: 'bad_request', count: 51 },
    { code: 'storage_full', count: 12 },
  ],
  history: historyOf(
    {
      ...QUIET,
      doctors: { around: 3, from: 320, then: 0 },
      refusals: { around: 0.1, wave: 0.4, from: 280, then: 36 },
      errors: { around: 0, from: 354, then: 1 },
      lag: { around: 20, wave: 30, from: 300, then: 2_100 },
      storeWrite: { around: 6, wave: 4, from: 290, then: 940 },
      memory: { around: 620 * MEGABYTE, wave: 200 * MEGABYTE, from: 330, then: 1_212 * MEGABYTE },
    },
    SAMPLES,
  ),
};

const NEW_CLINIC: Monitoring = {
  ...NORMAL,
  startedAt: inMinutes(0),
  now: {
    ...NORMAL.now,
    doctors: 1,
    patients: 0,
    connections: 1,
    rooms: 0,
    waiting: { ready: 0, preparing: 0, away: 0 },
    calls: { rooms: 0, people: 0 },
    messages: 0,
    refusals: 0,
    storeWrite: null,
    backupAt: null,
  },
  abuse: abuse({}),
  refusals: [],
  history: historyOf(QUIET, 0),
};

const openMonitoring = (stage: Stage, data: Monitoring): Promise<Page> =>
  openSettings(
    stage,
    'monitoring',
    (page) => page.getByRole('heading', { name: stage.words('monitoring:people.title') }),
    (page) => pretendAnswer(page, 'monitoring', () => ({ success: true, data })),
  );

const scenes: readonly Scene[] = [
  {
    id: 'settings-monitoring',
    title: 'How the server is doing, and all is well',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openMonitoring(stage, NORMAL),
  },
  {
    id: 'settings-monitoring-trouble',
    title: 'How the server is doing, and everything needs a look',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openMonitoring(stage, TROUBLE),
  },
  {
    id: 'settings-monitoring-new',
    title: 'How the server is doing when it has just started',
    audience: 'doctor',
    arrange: (stage) => openMonitoring(stage, NEW_CLINIC),
  },
  {
    id: 'settings-monitoring-table',
    title: 'How the server is doing, as a table',
    audience: 'doctor',
    sizes: ['wide'],
    arrange: async (stage) => {
      const page = await openMonitoring(stage, NORMAL);
      await page.getByRole('button', { name: stage.words('monitoring:table.show') }).click();
      await expect(page.getByRole('table').last()).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-monitoring-offline',
    title: 'The clinic does not answer when its numbers are asked for',
    audience: 'doctor',
    arrange: (stage) =>
      openSettings(
        stage,
        'monitoring',
        (page) => page.getByRole('alert'),
        (page) => pretendSilence(page, 'monitoring'),
      ),
  },
];

export const monitoring: SceneGroup = { name: 'monitoring', scenes };
