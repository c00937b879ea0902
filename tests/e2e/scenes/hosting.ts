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
];

export const hosting: SceneGroup = { name: 'hosting', scenes };
