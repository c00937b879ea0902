import { type Page } from '@playwright/test';
import { formatAppLink } from '../../../server/protocol/index.ts';
import type { Doctor } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { inMinutes, type Stage } from './stage.ts';

/** Scenes of how an appointment is made, and of its invitation. */

const openForm = async (stage: Stage, doctor: Doctor): Promise<Page> => {
  const page = await stage.page({ as: doctor });
  await page.goto('/rooms');
  await page.getByRole('button', { name: stage.words('rooms:new.open') }).click();
  await page.getByRole('button', { name: stage.words('rooms:new.create') }).waitFor();
  return page;
};

const field = (stage: Stage, page: Page, key: string) =>
  page.getByRole('dialog').getByLabel(stage.words(key), { exact: true });
const press = (stage: Stage, page: Page, key: string) =>
  page
    .getByRole('dialog')
    .getByRole('button', { name: stage.words(key) })
    .click();

/** A doctor who knows some patients, two of one name. */
const arrangeKnown = async (stage: Stage): Promise<Doctor> => {
  const doctor = await stage.doctor();
  const later = { startsAt: inMinutes(300) };
  await doctor.invite('Grace Hopkins', later, { dateOfBirth: '1952-04-17', email: 'grace@mail.example' });
  await doctor.invite('Grace Hopkins', later, { dateOfBirth: '1988-11-02' });
  await doctor.invite('Graciela Álvarez', later, { email: 'graciela@mail.example', language: 'es' });
  await doctor.invite('Grażyna Wilhelmina Featherstonehaugh-Cholmondeley', later);
  await doctor.invite('Aarav Śrīnivāsan', later, { language: 'hi' });
  return doctor;
};
const knownPatients = (stage: Stage): Promise<Doctor> => stage.shared('known', arrangeKnown);

const CODE = '4Jt0qVbXw8-LmZ2sKpR7yDc1';
const LINK = { url: `https://clinic.example/visit#invite=${CODE}` };
const PIN = 'mU5kRk1iVwVZ8xq3m8sYb3v3Jp0oT6hWcZ2b1dQe0sA';
/** To a clinic whose certificate browsers do not know. */
const PINNED = {
  url: `https://192.168.1.20:4000/visit#invite=${CODE}&pin=${PIN}`,
  appUrl: formatAppLink({ host: '192.168.1.20:4000', pin: PIN, code: CODE }),
};

/** What a link looks like, but not another one in every run. */
const evenLink = (page: Page, invite: object): Promise<unknown> =>
  page.route(/\/api\/appointments(\/.*\/invite)?$/, async (route) => {
    const response = await route.fetch();
    const { data, ...others } = (await response.json()) as { data: { invite: object } };
    const json = { ...others, data: { ...data, invite: { ...data.invite, ...invite } } };
    await route.fulfill({ response, json });
  });

/** The invitation of an appointment that was just made. */
const openPanel = async (stage: Stage, invite: object = LINK): Promise<Page> => {
  const page = await openForm(stage, await knownPatients(stage));
  await evenLink(page, invite);
  await field(stage, page, 'rooms:new.patientName').fill('graciela');
  await page.getByRole('option', { name: /Graciela/ }).click();
  await field(stage, page, 'rooms:new.reason').fill('Back pain');
  await field(stage, page, 'rooms:new.startsAt').fill('2027-03-09T11:00');
  await press(stage, page, 'rooms:new.create');
  await page.getByRole('textbox', { name: stage.words('booking:panel.text') }).waitFor();
  return page;
};

const scenes: readonly Scene[] = [
  {
    id: 'booking-known-patients',
    title: 'Known patients of a name that is being written',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openForm(stage, await knownPatients(stage));
      await field(stage, page, 'rooms:new.patientName').pressSequentially('gra');
      await page.getByRole('listbox').waitFor();
      await page.keyboard.press('ArrowDown');
      return page;
    },
  },
  {
    id: 'booking-chosen',
    title: 'A known patient is chosen, whose invitation is in Hindi',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openForm(stage, await knownPatients(stage));
      await field(stage, page, 'rooms:new.patientName').fill('aarav');
      await page.getByRole('option', { name: /Aarav/ }).click();
      await page.getByText(stage.words('booking:patient.change')).waitFor();
      return page;
    },
  },
  {
    id: 'booking-errors',
    title: 'An appointment with everything missing or wrong',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openForm(stage, await knownPatients(stage));
      await field(stage, page, 'rooms:new.patientEmail').fill('pat at home');
      await field(stage, page, 'rooms:new.startsAt').fill('2037-03-09T11:00');
      await press(stage, page, 'rooms:new.create');
      await page.getByText(stage.words('booking:start.farAhead')).waitFor();
      return page;
    },
  },
  {
    id: 'booking-past',
    title: 'An appointment in the past is warned of',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openForm(stage, await knownPatients(stage));
      await field(stage, page, 'rooms:new.patientName').fill('Mateo Álvarez');
      await field(stage, page, 'rooms:new.startsAt').fill('2027-03-09T08:00');
      await page.getByText(stage.words('booking:start.past')).waitFor();
      return page;
    },
  },
  {
    id: 'booking-failed',
    title: 'An appointment cannot be stored',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openForm(stage, await knownPatients(stage));
      await page.route('**/api/patients', (route) =>
        route.fulfill({
          status: 503,
          json: { success: false, code: 'storage_unavailable', message: 'pretended' },
        }),
      );
      await field(stage, page, 'rooms:new.patientName').fill('Mateo Álvarez');
      await press(stage, page, 'rooms:new.create');
      await page.getByRole('dialog').getByRole('alert').waitFor();
      return page;
    },
  },
  {
    id: 'booking-invitation',
    title: 'The invitation: link, text in Spanish and code',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openPanel(stage),
  },
  {
    id: 'booking-invitation-app',
    title: 'The invitation to a clinic that browsers do not know: the app is recommended',
    audience: 'doctor',
    arrange: (stage) => openPanel(stage, PINNED),
  },
  {
    id: 'booking-invitation-hindi',
    title: 'The invitation, written in Hindi',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openPanel(stage);
      await field(stage, page, 'booking:language').selectOption('hi');
      await page.locator('textarea[lang=hi]').waitFor();
      return page;
    },
  },
  {
    id: 'booking-calendar-menu',
    title: 'The invitation as a calendar file',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openPanel(stage);
      await press(stage, page, 'booking:panel.calendar');
      await page.getByRole('menu').waitFor();
      return page;
    },
  },
];

export const booking: SceneGroup = { name: 'booking', scenes };
