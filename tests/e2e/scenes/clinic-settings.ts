import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { RouteAnswer } from '../../../server/protocol/index.ts';
import { pretendAnswer, pretendRefusal, pretendSilence } from './answers.ts';
import { openSettings } from './settings.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { CLINIC, type Stage } from './stage.ts';

/** Scenes of the clinic's own settings. They are pretended: all scenes play in the same clinic. */

type Known = RouteAnswer<'clinicSettings'>['data'];

const ICON = createRequire(import.meta.url).resolve('../../../src-renderer/public/icon.svg');
const WORKDAY = [
  { from: '08:30', to: '12:00' },
  { from: '13:30', to: '18:00' },
];
const NEW_CLINIC: Known = {
  settings: {
    name: CLINIC,
    openingHours: {
      monday: [],
      tuesday: [],
      wednesday: [],
      thursday: [],
      friday: [],
      saturday: [],
      sunday: [],
    },
    timeZone: null,
    emergencyNumber: null,
    shows: { position: true, expectedWait: true, presence: true },
    relayOnly: false,
  },
  logo: null,
  relayAvailable: false,
};
const FILLED: Known = {
  ...NEW_CLINIC,
  settings: {
    ...NEW_CLINIC.settings,
    openingHours: {
      monday: WORKDAY,
      tuesday: WORKDAY,
      wednesday: [{ from: '08:30', to: '12:00' }],
      thursday: WORKDAY,
      friday: WORKDAY,
      saturday: [{ from: '09:00', to: '11:00' }],
      sunday: [],
    },
    timeZone: 'Europe/London',
    emergencyNumber: '112',
    shows: { position: true, expectedWait: true, presence: false },
  },
  relayAvailable: true,
};

const openClinic = (stage: Stage, known: Known): Promise<Page> =>
  openSettings(
    stage,
    'clinic',
    (page) => page.getByLabel(stage.words('clinicSettings:about.name')),
    (page) => pretendAnswer(page, 'clinicSettings', () => ({ success: true, data: known })),
  );

const save = (stage: Stage, page: Page) =>
  page.getByRole('button', { name: stage.words('clinicSettings:save'), exact: true }).click();

const dayField = (stage: Stage, page: Page, side: 'from' | 'to', day: string) =>
  page.getByLabel(stage.words(`clinicSettings:hours.${side}`, { day })).last();

/** The server takes any logo, and then the clinic has it. */
const pretendLogo = async (page: Page): Promise<void> => {
  const logo: NonNullable<Known['logo']> = { url: '/api/clinic/logo?v=1', version: '1' };
  let picture: Buffer | null = null;
  await page.route(/\/api\/clinic\/logo(\?.*)?$/, async (route) => {
    if (route.request().method() === 'PUT') {
      picture = route.request().postDataBuffer();
      await route.fulfill({ json: { success: true, data: { logo } } });
    } else if (picture === null) await route.fallback();
    else await route.fulfill({ contentType: 'image/webp', body: picture });
  });
  await pretendAnswer(page, 'clinic', async (ask) => {
    const { data } = await ask();
    return { success: true, data: { ...data, logo: picture === null ? null : logo } };
  });
};

const scenes: readonly Scene[] = [
  {
    id: 'settings-clinic-new',
    title: 'What a clinic is by itself, without a relay',
    audience: 'doctor',
    arrange: (stage) => openClinic(stage, NEW_CLINIC),
  },
  {
    id: 'settings-clinic',
    title: 'The clinic’s settings, all of them filled in',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openClinic(stage, FILLED),
  },
  {
    id: 'settings-clinic-errors',
    title: 'The clinic without a name, and with opening hours that cannot be',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openClinic(stage, FILLED);
      await page.getByLabel(stage.words('clinicSettings:about.name')).fill(' ');
      await dayField(stage, page, 'to', 'Monday').fill('13:00');
      await dayField(stage, page, 'from', 'Tuesday').fill('11:30');
      await page
        .getByRole('button', { name: stage.words('clinicSettings:hours.addTo', { day: 'Saturday' }) })
        .click();
      await save(stage, page);
      for (const wrong of ['wrong.name', 'hours.wrong.order', 'hours.wrong.overlap', 'hours.wrong.missing']) {
        await expect(page.getByText(stage.words(`clinicSettings:${wrong}`))).toBeVisible();
      }
      return page;
    },
  },
  {
    id: 'settings-clinic-saved',
    title: 'The clinic’s settings are saved',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openClinic(stage, FILLED);
      const settings = { ...FILLED.settings, emergencyNumber: '999' };
      await pretendAnswer(page, 'saveClinicSettings', () => ({
        success: true,
        data: { ...FILLED, settings },
      }));
      await page.getByLabel(stage.words('clinicSettings:about.emergency')).fill('999');
      await save(stage, page);
      await expect(page.getByText(stage.words('clinicSettings:saved')).last()).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-clinic-relay-missing',
    title: 'Calls through the relay only are refused, because the relay is gone',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openClinic(stage, FILLED);
      await pretendRefusal(page, 'saveClinicSettings', 'relay_missing');
      await page.getByRole('switch', { name: stage.words('clinicSettings:calls.relayOnly') }).focus();
      await page.keyboard.press('Space');
      await save(stage, page);
      await expect(page.getByRole('alert')).toHaveText(stage.words('errors:relay_missing'));
      return page;
    },
  },
  {
    id: 'settings-clinic-logo',
    title: 'The clinic has a logo',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openClinic(stage, FILLED);
      await pretendLogo(page);
      await page.getByLabel(stage.words('clinicSettings:logo.file')).setInputFiles(ICON);
      await expect(page.getByRole('img', { name: stage.words('clinicSettings:logo.preview') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-clinic-logo-unreadable',
    title: 'A file that is no picture',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openClinic(stage, NEW_CLINIC);
      await page
        .getByLabel(stage.words('clinicSettings:logo.file'))
        .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') });
      await expect(page.getByRole('alert')).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-clinic-offline',
    title: 'The clinic does not answer when its settings are asked for',
    audience: 'doctor',
    arrange: (stage) =>
      openSettings(
        stage,
        'clinic',
        (page) => page.getByRole('alert'),
        (page) => pretendSilence(page, 'clinicSettings'),
      ),
  },
];

export const clinicSettings: SceneGroup = { name: 'clinic-settings', scenes };
