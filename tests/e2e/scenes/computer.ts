import { expect, type Page } from '@playwright/test';
import type { AttentionPreferences, LeavingQuestion } from '../../../src-preload/contract.ts';
import { SAMPLE_ATTENTION_PREFERENCES } from '../../support/desktop/bridge-samples.ts';
import type { FakeAnswers } from '../../support/desktop/fake-bridge.ts';
import { pushToPage } from './desktop.ts';
import { openRegularHome } from './patient-home.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { openSettings } from './settings.ts';
import type { Stage } from './stage.ts';

/** Scenes of the page about this computer, and of the question before the app goes. */

const answers = (preferences: Partial<AttentionPreferences> = {}): FakeAnswers => {
  let current = { ...SAMPLE_ATTENTION_PREFERENCES, ...preferences };
  return {
    'app:info': () => ({ name: 'Anteroom', version: '1', platform: 'win32', electron: '', chrome: '' }),
    'attention:preferences': () => current,
    'attention:set-preferences': (changes) => (current = { ...current, ...changes } as AttentionPreferences),
  };
};

const openComputer = (
  stage: Stage,
  preferences: Partial<AttentionPreferences> = {},
  desktop: FakeAnswers = {},
): Promise<Page> =>
  openSettings(
    stage,
    'computer',
    (page) => page.getByRole('heading', { name: stage.words('computerAlerts:closing.title') }),
    undefined,
    { desktop: { ...answers(preferences), ...desktop } },
  );

const ask = async (stage: Stage, page: Page, question: LeavingQuestion, title: string): Promise<Page> => {
  await pushToPage(page, 'leaving:asked', question);
  await expect(page.getByRole('dialog', { name: stage.words(title) })).toBeVisible();
  return page;
};

const scenes: readonly Scene[] = [
  {
    id: 'computer',
    title: 'What this computer does when a patient arrives',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openComputer(stage, { onClose: 'keep' }),
  },
  {
    id: 'computer-names-and-ringer-gone',
    title: 'Names are shown, the clinic keeps the computer awake, and the ringer is not connected',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openComputer(stage, {
        names: true,
        awakeWhileHosting: true,
        ringer: { deviceId: 'desk', label: 'Desk speaker' },
      });
      await expect(
        // The bar of arrivals says it, too.
        page.getByText(stage.words('computerAlerts:ringer.gone', { device: 'Desk speaker' })).last(),
      ).toBeVisible();
      await page.getByRole('button', { name: stage.words('computerAlerts:notifications.test') }).click();
      await expect(page.getByText(stage.words('computerAlerts:notifications.outcome.sent'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'computer-not-saved',
    title: 'A choice cannot be saved on this computer',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openComputer(
        stage,
        {},
        {
          'attention:set-preferences': () => Promise.reject(new Error('pretended')),
        },
      );
      // The switch itself lies below the drawn one.
      await page
        .getByRole('switch', { name: stage.words('computerAlerts:notifications.names') })
        .click({ force: true });
      await expect(page.getByRole('alert')).toContainText(stage.words('computer:notSaved'));
      return page;
    },
  },
  {
    id: 'computer-patient',
    title: 'A patient looks at what this computer does',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const page = await openRegularHome(stage, { desktop: answers() });
      await page.getByRole('link', { name: stage.words('computer:title') }).click();
      await expect(page.getByRole('heading', { name: stage.words('computer:awake.title') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'leaving-keep',
    title: 'The window of a hosted clinic is closed while somebody waits',
    audience: 'doctor',
    main: true,
    arrange: async (stage) =>
      ask(
        stage,
        await openComputer(stage),
        {
          id: 1,
          intent: 'close',
          offersKeep: true,
          consequences: [{ kind: 'patients-waiting', count: 2 }],
        },
        'computer:leaving.title.keep',
      ),
  },
  {
    id: 'leaving-quit',
    title: 'Quitting would end a call and leave others waiting',
    audience: 'doctor',
    main: true,
    arrange: async (stage) =>
      ask(
        stage,
        await openComputer(stage),
        {
          id: 1,
          intent: 'quit',
          offersKeep: false,
          consequences: [
            { kind: 'call-ends' },
            { kind: 'patients-waiting', count: 2 },
            { kind: 'clinic-stops' },
          ],
        },
        'computer:leaving.title.quit',
      ),
  },
  {
    id: 'leaving-patient',
    title: 'A patient who waits closes the app',
    audience: 'patient',
    arrange: async (stage) =>
      ask(
        stage,
        await openRegularHome(stage, { desktop: answers() }),
        { id: 1, intent: 'close', offersKeep: false, consequences: [{ kind: 'wait-ends' }] },
        'computer:leaving.title.close',
      ),
  },
];

export const computer: SceneGroup = { name: 'computer', scenes };
