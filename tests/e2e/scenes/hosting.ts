import type { Page } from '@playwright/test';
import type { FakeAnswers } from '../../support/desktop/fake-bridge.ts';
import { panelAnswers } from './panel-answers.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { openSettings } from './settings.ts';
import type { Stage } from './stage.ts';

/** Scenes of the pages about the clinic that the doctor's own computer hosts. */

/** A page about the hosted clinic, as the administrator sees it in the app. */
export const openHosting = (
  stage: Stage,
  part: string,
  shown: Parameters<typeof openSettings>[2],
  desktop: FakeAnswers = {},
): Promise<Page> => openSettings(stage, `hosting/${part}`, shown, undefined, { desktop });

/** Pages that ask the main process before they can show anything. */
const ASKS = {
  certificate: { call: 'certificates:state', failed: 'certificates:failed' },
  relay: { call: 'relay:state', failed: 'relay:failed' },
  protection: { call: 'clinic-key:state', failed: 'protection:page.failed' },
} as const;

/** A page whose answer is on its way. */
const waitsFor = (part: keyof typeof ASKS): Scene => ({
  id: `hosting-${part}-loading`,
  title: `The page “${part}” waits for the app`,
  audience: 'doctor',
  sizes: ['wide'],
  arrange: (stage) =>
    openHosting(
      stage,
      part,
      (page) => page.getByRole('main').getByRole('status', { name: stage.words('common:loading') }),
      { [ASKS[part].call]: () => new Promise(() => undefined) },
    ),
});

/** A page whose answer does not come. */
const failsAt = (part: keyof typeof ASKS): Scene => ({
  id: `hosting-${part}-failed`,
  title: `The page “${part}” gets no answer from the app`,
  audience: 'doctor',
  arrange: (stage) =>
    openHosting(stage, part, (page) => page.getByText(stage.words(ASKS[part].failed)), {
      [ASKS[part].call]: () => Promise.reject(new Error('pretended')),
    }),
});

const scenes: readonly Scene[] = [
  {
    id: 'hosting-panel',
    title: 'The clinic on this computer runs',
    audience: 'doctor',
    main: true,
    arrange: (stage) =>
      openHosting(
        stage,
        'panel',
        (page) => page.getByText(stage.words('clinicPanel:log.event.server-running')),
        panelAnswers,
      ),
  },
  waitsFor('certificate'),
  failsAt('certificate'),
  failsAt('relay'),
  failsAt('protection'),
];

export const hosting: SceneGroup = { name: 'hosting', scenes };
