import type { Page } from '@playwright/test';
import type { Doctor } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { inMinutes, type PageOptions, type Stage } from './stage.ts';

/** Scenes of the doctor's calendar. */

const HOUR = 60;
const DAY = 24 * HOUR;
/** The visit that has much to tell. */
const MOVED = 'Noor Haddad';
const PLANNED = 'Siobhán O’Sullivan';

const openCalendar = async (
  stage: Stage,
  doctor: Doctor,
  query = 'view=week',
  options: PageOptions = {},
): Promise<Page> => {
  const page = await stage.page({ as: doctor, ...options });
  await page.goto(`/appointments?${query}`);
  await page.getByRole('heading', { level: 1, name: stage.words('agenda:title') }).waitFor();
  return page;
};

/** A week with visits in every state, some at the same time; today is full. */
const arrangeWeek = async (stage: Stage): Promise<Doctor> => {
  const doctor = await stage.doctor();
  const plan = (name: string, minutes: number, durationMinutes: number, reason?: string) =>
    doctor.invite(name, { startsAt: inMinutes(minutes), durationMinutes, reason });
  await (await plan('Yuki Tanaka', -84, 20, 'Blood pressure')).close('ended');
  await (await plan('Olga Petrović', -54, 20)).close('missed');
  await (await plan('Tomasz Zieliński', -24, 15)).close('cancelled', 'I am ill today.');
  await (await plan('Grace Hopkins', 6, 30, 'Follow-up after the flu')).come();
  await plan('Mateo Álvarez', 21, 30, 'Back pain');
  const moved = await plan(MOVED, 36, 20, 'Results of the blood test');
  await moved.open();
  await moved.change('updateAppointment', { startsAt: inMinutes(96) });
  await plan('Aarav Śrīnivāsan', 96, 45, 'First visit');
  await plan('Wilhelmina Anastasia Featherstonehaugh-Cholmondeley', 96, 60, 'Second opinion');
  await plan('Lena Schäfer', 246, 10);
  await plan('Ifeoma Nwosu', 256, 10);
  await plan(PLANNED, DAY + 66, 60, 'Second opinion about the operation of the knee');
  await plan('Jonas Berg', 2 * DAY - 24, 20);
  await plan('Priya Raman', 3 * DAY + 156, 90, 'Long talk');
  await (await plan('Paul Mwangi', -DAY + 36, 20)).close('ended');
  return doctor;
};
const quietWeek = (stage: Stage): Promise<Doctor> => stage.shared('week', arrangeWeek);

const choose = async (page: Page, name: string): Promise<Page> => {
  await page
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();
  return page;
};
const press = (stage: Stage, page: Page, key: string): Promise<void> =>
  page
    .getByRole('dialog')
    .getByRole('button', { name: stage.words(key), exact: true })
    .click();

const scenes: readonly Scene[] = [
  {
    id: 'appointments-week',
    title: 'The doctor’s week, with visits in every state',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openCalendar(stage, await quietWeek(stage));
      await page.getByText('Mateo Álvarez').first().waitFor();
      return page;
    },
  },
  {
    id: 'appointments-day',
    title: 'The doctor’s day, with visits at the same time',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openCalendar(stage, await quietWeek(stage), 'view=day');
      await page.getByText('Mateo Álvarez').first().waitFor();
      return page;
    },
  },
  {
    id: 'appointments-day-empty',
    title: 'A day without appointments',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openCalendar(stage, await quietWeek(stage), 'view=day&date=2027-03-13');
      await page.getByText(stage.words('agenda:empty.day')).waitFor();
      return page;
    },
  },
  {
    id: 'appointments-week-empty',
    title: 'A week without appointments',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openCalendar(stage, await quietWeek(stage), 'view=week&date=2027-06-01');
      await page.getByText(stage.words('agenda:count_zero')).waitFor();
      return page;
    },
  },
  {
    id: 'appointments-many',
    title: 'A day with many short visits',
    audience: 'doctor',
    arrange: async (stage) => {
      const doctor = await stage.doctor();
      for (let minutes = -24; minutes < 7 * HOUR; minutes += 15) {
        await doctor.invite(`Patient of ${minutes + 24}`, {
          startsAt: inMinutes(minutes),
          durationMinutes: minutes % HOUR === 6 ? 30 : 15,
        });
      }
      const page = await openCalendar(stage, doctor, 'view=day');
      await page.getByText('Patient of 0', { exact: true }).waitFor();
      return page;
    },
  },
  {
    id: 'appointments-date-choice',
    title: 'Another date is chosen',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openCalendar(stage, await quietWeek(stage));
      await page.getByRole('button', { name: /Choose another date/ }).click();
      await page.getByRole('button', { name: stage.words('agenda:picker.nextMonth') }).waitFor();
      return page;
    },
  },
  {
    id: 'appointments-panel',
    title: 'Everything about a visit that was moved',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => choose(await openCalendar(stage, await quietWeek(stage)), MOVED),
  },
  {
    id: 'appointments-panel-cancelled',
    title: 'A cancelled visit can be reopened',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await choose(await openCalendar(stage, await quietWeek(stage)), 'Tomasz Zieliński');
      await page.getByRole('button', { name: stage.words('agenda:panel.reopen') }).waitFor();
      return page;
    },
  },
  {
    id: 'appointments-move',
    title: 'A visit is moved to a time that is taken',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await choose(await openCalendar(stage, await quietWeek(stage)), PLANNED);
      await press(stage, page, 'agenda:panel.move');
      await page.getByLabel(stage.words('agenda:move.date'), { exact: true }).fill('2027-03-09');
      await page.getByLabel(stage.words('agenda:move.time'), { exact: true }).fill('11:00');
      await page.getByText(/You have another appointment then/).waitFor();
      return page;
    },
  },
  {
    id: 'appointments-move-errors',
    title: 'A visit is moved, with everything wrong',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await choose(await openCalendar(stage, await quietWeek(stage)), PLANNED);
      await press(stage, page, 'agenda:panel.move');
      await page.getByLabel(stage.words('agenda:move.time'), { exact: true }).fill('');
      await page.getByLabel(stage.words('agenda:move.duration'), { exact: true }).fill('4000');
      await press(stage, page, 'agenda:move.confirm');
      await page.getByText(stage.words('agenda:move.wrong.time')).waitFor();
      return page;
    },
  },
  {
    id: 'appointments-cancel',
    title: 'Asked before a visit is cancelled, with a message',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await choose(await openCalendar(stage, await quietWeek(stage)), PLANNED);
      await press(stage, page, 'agenda:panel.cancel');
      await page
        .getByRole('textbox')
        .fill('I am ill today, I am sorry. We call you tomorrow morning for another time.');
      return page;
    },
  },
  {
    id: 'appointments-no-show',
    title: 'A no-show was noted and can be undone',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await choose(
        await openCalendar(stage, await stage.shared('no-show', arrangeWeek)),
        'Mateo',
      );
      await press(stage, page, 'agenda:panel.noShow');
      const undo = page.getByRole('region', { name: stage.words('agenda:undo.label') });
      await undo.waitFor();
      // Whoever comes to it by keyboard keeps it.
      await page.keyboard.press('Tab');
      await undo.getByRole('button', { name: stage.words('agenda:undo.undo') }).focus();
      return page;
    },
  },
  {
    id: 'appointments-failed',
    title: 'The appointments cannot be loaded',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await stage.page({ as: await quietWeek(stage) });
      await page.route('**/api/appointments?*', (route) =>
        route.fulfill({
          status: 503,
          json: { success: false, code: 'storage_unavailable', message: 'pretended' },
        }),
      );
      await page.goto('/appointments');
      await page.getByRole('alert').first().waitFor();
      return page;
    },
  },
  {
    id: 'appointments-offline',
    title: 'The calendar while the connection is lost',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openCalendar(stage, await quietWeek(stage), 'view=week', { cuttable: true });
      await page.getByText('Mateo Álvarez').first().waitFor();
      await stage.cut(page);
      await page.getByText(stage.words('connection.doctorOffline')).waitFor();
      await page.getByText(/as of/).waitFor();
      return page;
    },
  },
];

export const appointments: SceneGroup = { name: 'appointments', scenes };
