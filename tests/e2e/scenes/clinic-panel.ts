import type { Page } from '@playwright/test';
import type { HostedServerState } from '../../../src-preload/contract.ts';
import type { FakeAnswers } from '../../support/desktop/fake-bridge.ts';
import { openHosting } from './hosting.ts';
import { AUTOMATIC, linesOf, panelAnswers, reportOf } from './panel-answers.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { inMinutes, type Stage } from './stage.ts';

/** Scenes of the first start of the app, and of the clinic panel in its other states. */

const inState = (state: HostedServerState): FakeAnswers => ({
  ...panelAnswers,
  'hosted-server:state': () => state,
});

const STOPPED = inState({ status: 'stopped' });
const STARTING = inState({ status: 'starting', attempt: 0 });
const FAILED: FakeAnswers = {
  ...inState({ status: 'failed', code: 'damaged', cause: 'anteroom.sqlite is damaged' }),
  'hosted-server:report': reportOf(
    null,
    linesOf([-1, 'info', 'server-starting'], [-1, 'error', 'server-failed']),
  ),
};
const CRASHING: FakeAnswers = {
  ...inState({ status: 'restarting', attempt: 5, retryAt: inMinutes(0.25), cause: 'signal SIGABRT' }),
  'hosted-server:report': reportOf(
    null,
    linesOf(
      [-2, 'error', 'server-crashed', 'attempt 4, signal SIGABRT'],
      [-1, 'info', 'server-starting', 'attempt 4'],
      [-1, 'error', 'unknown-line'],
      [-1, 'error', 'server-crashed', 'attempt 5, signal SIGABRT'],
    ),
  ),
};

/** The app before anybody signs in. */
const openApp = async (stage: Stage, path: string, desktop: FakeAnswers, shown: string): Promise<Page> => {
  const page = await stage.page({ desktop });
  await page.goto(path);
  await page.getByText(stage.words(shown), { exact: true }).first().waitFor();
  return page;
};

const openPanel = (stage: Stage, desktop: FakeAnswers): Promise<Page> =>
  openHosting(
    stage,
    'panel',
    (page) => page.getByRole('heading', { name: stage.words('clinicPanel:log.title') }),
    desktop,
  );

/** Clicks a button of the panel, and waits for what it brings. */
const press = async (stage: Stage, page: Page, name: string, shown: string): Promise<Page> => {
  await page.getByRole('button', { name: stage.words(name), exact: true }).click();
  await page.getByText(stage.words(shown)).first().waitFor();
  return page;
};

const INSPECTED = {
  status: 'inspected',
  name: AUTOMATIC[1]?.name ?? '',
  madeAt: AUTOMATIC[1]?.at ?? 0,
  missing: { messages: 31, auditRows: 108 },
} as const;

const restoreFile = async (stage: Stage, desktop: FakeAnswers, shown: string): Promise<Page> => {
  const page = await openApp(stage, '/hosting', { ...panelAnswers, ...desktop }, 'clinicPanel:backups.title');
  return press(stage, page, 'clinicPanel:backups.restoreFile', shown);
};

const scenes: readonly Scene[] = [
  {
    id: 'first-start',
    title: 'The one question of the first start',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openApp(stage, '/', STOPPED, 'setup:host.title'),
  },
  {
    id: 'first-start-starting',
    title: 'The clinic is being made',
    audience: 'doctor',
    arrange: (stage) => openApp(stage, '/', STARTING, 'setup:host.starting'),
  },
  {
    id: 'first-start-failed',
    title: 'The clinic could not be made',
    audience: 'doctor',
    arrange: (stage) => openApp(stage, '/', FAILED, 'clinicFailure:damaged.what'),
  },
  {
    id: 'first-start-set-up',
    title: 'The clinic runs, with the port that was free, and is set up now',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await stage.page({ desktop: {} });
      await page.route('**/api/clinic', async (route) => {
        const response = await route.fetch();
        const { data } = (await response.json()) as { data: object };
        const json = {
          success: true,
          data: { ...data, name: null, needsSetup: true, needsSetupCode: false },
        };
        await route.fulfill({ response, json });
      });
      await page.goto('/');
      await page.getByText(stage.words('setup:host.running')).waitFor();
      return page;
    },
  },
  {
    id: 'clinic-panel-ask',
    title: 'Asked before the clinic is stopped while patients wait',
    audience: 'doctor',
    arrange: async (stage) =>
      press(
        stage,
        await openPanel(stage, {
          ...panelAnswers,
          'leaving:consequences': () => [
            { kind: 'patients-in-call', count: 1 },
            { kind: 'patients-waiting', count: 3 },
          ],
        }),
        'clinicPanel:state.stop',
        'computer:leaving.title.stop-clinic',
      ),
  },
  {
    id: 'clinic-panel-busy',
    title: 'The clinic does not answer',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openPanel(stage, {
        ...panelAnswers,
        'hosted-server:report': reportOf(null, []),
        'autostart:state': () => 'blocked',
      });
      await page.getByText(stage.words('clinicPanel:state.noAnswer')).waitFor();
      return page;
    },
  },
  {
    id: 'clinic-panel-crashing',
    title: 'The clinic crashes at each start, and what to do about it',
    audience: 'doctor',
    arrange: (stage) => openApp(stage, '/hosting', CRASHING, 'clinicPanel:loop.title'),
  },
  {
    id: 'clinic-panel-failed',
    title: 'The clinic does not start: the panel without a session',
    audience: 'doctor',
    arrange: (stage) => openApp(stage, '/hosting', FAILED, 'clinicPanel:log.event.server-failed'),
  },
  {
    id: 'clinic-panel-start-refused',
    title: 'The app could not start the clinic, nor tell which backups there are',
    audience: 'doctor',
    arrange: async (stage) => {
      const fails = () => Promise.reject(new Error('pretended'));
      const page = await openApp(
        stage,
        '/hosting',
        {
          'hosted-server:state': () => ({ status: 'stopped' }),
          'hosted-server:start': fails,
          'clinic-backups:list': fails,
        },
        'clinicPanel:backups.failedList',
      );
      await page.getByRole('button', { name: stage.words('clinicPanel:state.start'), exact: true }).click();
      await page.getByText(stage.words('clinicPanel:state.refused')).waitFor();
      return page;
    },
  },
  {
    id: 'clinic-panel-stopped',
    title: 'The clinic is stopped, and there is nothing yet',
    audience: 'doctor',
    arrange: (stage) =>
      openApp(
        stage,
        '/hosting',
        {
          'hosted-server:state': () => ({ status: 'stopped' }),
          'autostart:state': () => 'unsupported',
        },
        'clinicPanel:backups.none',
      ),
  },
  {
    id: 'clinic-panel-backups',
    title: 'The automatic backups, and one that was saved elsewhere',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openApp(
        stage,
        '/hosting',
        {
          ...panelAnswers,
          'clinic-backups:export': () => ({
            status: 'exported',
            name: 'anteroom-2027-03-09T09-24-00Z.sqlite',
            bytes: 8_412_160,
          }),
        },
        'clinicPanel:backups.title',
      );
      await press(stage, page, 'clinicPanel:backups.save', 'clinicPanel:backups.keyNeeded');
      return press(stage, page, 'clinicPanel:backups.showAll', 'clinicPanel:backups.restoreThis');
    },
  },
  {
    id: 'clinic-panel-restore',
    title: 'Asked before a backup takes the place of the clinic',
    audience: 'doctor',
    arrange: (stage) =>
      restoreFile(stage, { 'clinic-backups:choose': () => INSPECTED }, 'clinicPanel:restore.signedOut'),
  },
  {
    id: 'clinic-panel-restored',
    title: 'The backup is in place',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await restoreFile(
        stage,
        {
          'clinic-backups:choose': () => INSPECTED,
          'clinic-backups:restore': () => ({
            status: 'restored',
            endedSessions: 7,
            kept: 'anteroom-before-restore-2027-03-09T09-24-00Z.sqlite',
          }),
        },
        'clinicPanel:restore.signedOut',
      );
      return press(stage, page, 'clinicPanel:restore.confirm', 'clinicPanel:restore.done');
    },
  },
  {
    id: 'clinic-panel-refused',
    title: 'A backup that cannot be used',
    audience: 'doctor',
    arrange: (stage) =>
      restoreFile(
        stage,
        { 'clinic-backups:choose': () => ({ status: 'refused', code: 'wrong_key' }) },
        'clinicPanel:backups.refused.wrong_key',
      ),
  },
];

export const clinicPanel: SceneGroup = { name: 'clinic-panel', scenes };
