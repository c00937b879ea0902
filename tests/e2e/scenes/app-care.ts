import { expect, type Page } from '@playwright/test';
import type { UpdateState } from '../../../src-preload/contract.ts';
import { wordsOf } from '../../../src-renderer/features/help-code/spoken-words.ts';
import { encodeHelpCode, versionOf } from '../../../src-renderer/features/help-code/help-code.ts';
import { pushToPage } from './desktop.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { openSettings } from './settings.ts';
import { inMinutes, type PageOptions, type Stage } from './stage.ts';

/** Scenes of the app's care for itself: help codes, updates, diagnostics, and the screen that is shared. */

const DIAGNOSTICS = `Anteroom 0.1.0, 2027-03-09T09:24:00.000Z
Electron 45.3.4, Chrome 150.0.0.0, Node 24.21.0
Windows_NT 10.0.26100 x64, 16 GB, displays 1920×1040@1
hosted clinic: running
updates: ready (0.2.0)
window: zoom 1.1, maximised

— main.log, last 2 lines
2027-03-09T08:02:00.000Z info app-ready version=0.1.0
2027-03-09T08:02:02.000Z info hosted-server status=running port=4000
`;

/** What a window may look like from afar. */
const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><rect width="320" height="200" fill="#f4f2ef"/><rect width="320" height="18" fill="#cbc6c0"/><path d="M20 170 L80 130 L150 110 L220 70 L300 40" stroke="#0c8599" stroke-width="5" fill="none"/></svg>`;

const openComputer = async (stage: Stage, updates: UpdateState, desktop: PageOptions['desktop'] = {}) => {
  const title = stage.words('appCare:updates.title');
  const page = await openSettings(
    stage,
    'computer',
    (shown) => shown.getByRole('heading', { name: title }),
    undefined,
    {
      desktop: {
        'app:info': () => ({
          name: 'Anteroom',
          version: '0.1.0',
          platform: 'win32',
          electron: '',
          chrome: '',
        }),
        'updates:state': () => updates,
        'diagnostics:collect': () => ({ text: DIAGNOSTICS }),
        ...desktop,
      },
    },
  );
  await page.getByRole('heading', { name: title }).evaluate((heading) => heading.scrollIntoView());
  return page;
};

const waitingPatient = async (stage: Stage): Promise<Page> => {
  const doctor = await stage.doctor();
  const visit = await doctor.invite('Pat Alpha', { startsAt: inMinutes(5) });
  return stage.patientPage(visit);
};

const openDesk = async (stage: Stage, typed: string): Promise<Page> => {
  const page = await stage.page();
  await page.goto('/help-code');
  await page.getByLabel(stage.words('helpDesk:words')).fill(typed);
  return page;
};

const notes =
  '• Calls ring louder and longer\n• The waiting room says how long it takes\n• Mended: a lost key';

const scenes: readonly Scene[] = [
  {
    id: 'help-words',
    title: 'Three words to read out to the clinic',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const page = await waitingPatient(stage);
      await page.getByRole('button', { name: stage.words('helpCode:button') }).click();
      await expect(page.getByRole('list', { name: stage.words('helpCode:words') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'help-desk',
    title: 'The reception has read a help code',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const words = encodeHelpCode({ failure: 'no-camera', area: 'devices', version: versionOf('0.1.0') });
      const page = await openDesk(stage, words.map((word) => wordsOf(stage.language)[word]).join(' '));
      await expect(page.getByText(stage.words('helpDesk:failure.no-camera'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'help-desk-unknown',
    title: 'A word that is none',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openDesk(stage, 'aple bread milk');
      await expect(page.getByRole('button', { name: 'apple' })).toBeVisible();
      return page;
    },
  },
  {
    id: 'help-desk-misheard',
    title: 'Words that do not belong together',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openDesk(stage, 'apple bread apple');
      await expect(page.getByText(stage.words('helpDesk:misheard'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'app-update-ready',
    title: 'A new version is ready, and what the app knows of itself',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openComputer(stage, { status: 'ready', version: '0.2.0', notes, restarts: false });
      await page.getByRole('button', { name: stage.words('appCare:diagnostics.show'), exact: true }).click();
      await expect(page.getByText('hosted clinic: running')).toBeVisible();
      return page;
    },
  },
  {
    id: 'app-update-loading',
    title: 'A new version is being downloaded',
    audience: 'doctor',
    arrange: (stage) => openComputer(stage, { status: 'downloading', version: '0.2.0', notes, percent: 42 }),
  },
  {
    id: 'app-update-failed',
    title: 'The updates are not reached',
    audience: 'doctor',
    arrange: (stage) =>
      openComputer(stage, { status: 'failed', failure: 'offline', failedAt: inMinutes(-1) }),
  },
  {
    id: 'share-picker',
    title: 'Which screen or window is shared',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openComputer(stage, { status: 'off', reason: 'no-channel' });
      const picture = `data:image/svg+xml;utf8,${encodeURIComponent(DRAWING)}`;
      await pushToPage(page, 'screen-share:asked', {
        request: 1,
        canShareSound: true,
        sources: [
          { id: 'screen:1:0', kind: 'screen', name: 'Screen 1', thumbnail: picture },
          { id: 'screen:2:0', kind: 'screen', name: 'Screen 2', thumbnail: '' },
          { id: 'window:3:0', kind: 'window', name: 'Growth chart', thumbnail: picture },
        ],
      });
      await expect(page.getByRole('dialog')).toBeVisible();
      return page;
    },
  },
];

export const appCare: SceneGroup = { name: 'app-care', scenes };
