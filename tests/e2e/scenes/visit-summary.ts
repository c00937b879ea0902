import { type Page } from '@playwright/test';
import type { Visit } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { inMinutes, type PageOptions, type Stage } from './stage.ts';

/** Scenes of what a doctor keeps of a visit. */

const NOTES = [
  'Cough for two weeks, no fever, sleeps well.',
  'Lungs clear as far as one hears by phone. Blood pressure at home 128/82.',
  'Continue the spray in the morning and the evening. Blood test next week.',
].join('\n');

type Summary = { page: Page; visit: Visit };

const open = async (
  stage: Stage,
  {
    notes = '',
    prepare,
    ...options
  }: PageOptions & { notes?: string; prepare?: (summary: Summary) => Promise<void> } = {},
): Promise<Summary> => {
  const doctor = await stage.doctor();
  const visit = await doctor.invite('Grace Hopkins', {
    startsAt: inMinutes(-9),
    reason: 'Follow-up after the flu',
  });
  await stage.ago(9, async () => {
    const patient = await visit.come();
    const line = await doctor.connect();
    const { roomId, patientId } = visit;
    await line.request('join-waiting-room', { roomId });
    await line.request('start-consultation', { roomId, patientId });
    await line.request('join-room', { roomId });
    await patient.request('join-room', { roomId });
  });
  await visit.close('ended');
  if (notes !== '') await visit.change('putVisitSummary', { notes, version: 0 });
  const page = await stage.page({ as: doctor, ...options });
  await prepare?.({ page, visit });
  await page.goto(`/visits/${visit.appointment.id}/summary`);
  await editor(stage, page).waitFor();
  return { page, visit };
};

const editor = (stage: Stage, page: Page) =>
  page.getByRole('textbox', { name: stage.words('visitSummary:notes.label') });

/** Saving is answered so. */
const answerSaving = (page: Page, code: string, status: number): Promise<unknown> =>
  page.route('**/summary', async (route) => {
    if (route.request().method() !== 'PUT') return route.fallback();
    await route.fulfill({ status, json: { success: false, code, message: 'pretended' } });
  });

const write = async (stage: Stage, page: Page, text: string): Promise<void> => {
  await editor(stage, page).fill(text);
  await editor(stage, page).blur();
};

const scenes: readonly Scene[] = [
  {
    id: 'visit-summary-empty',
    title: 'A visit is over, nothing is written yet',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => (await open(stage)).page,
  },
  {
    id: 'visit-summary-saving',
    title: 'Notes are being saved',
    audience: 'doctor',
    arrange: async (stage) => {
      const { page } = await open(stage);
      await page.route('**/summary', (route) =>
        route.request().method() === 'PUT' ? undefined : route.fallback(),
      );
      await write(stage, page, NOTES);
      await page.getByText(stage.words('visitSummary:notes.saving')).waitFor();
      return page;
    },
  },
  {
    id: 'visit-summary',
    title: 'Notes that are saved, and a follow-up',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const { page } = await open(stage, {
        notes: NOTES,
        prepare: async ({ visit }) => {
          const { patientId } = visit;
          await visit.change('createAppointment', {
            patientId,
            startsAt: inMinutes(14 * 24 * 60 - 9),
            followUpOf: visit.appointment.id,
          });
        },
      });
      await page.getByRole('link', { name: /23 Mar/ }).waitFor();
      return page;
    },
  },
  {
    id: 'visit-summary-not-saved',
    title: 'Notes that could not be saved, because the connection is lost',
    audience: 'doctor',
    arrange: async (stage) => {
      const { page } = await open(stage, { cuttable: true });
      await stage.cut(page);
      await page.getByText(stage.words('connection.doctorOffline')).waitFor();
      await write(stage, page, NOTES);
      await page.getByText(stage.words('visitSummary:notes.failed')).waitFor();
      return page;
    },
  },
  {
    id: 'visit-summary-nearly-full',
    title: 'Notes with little room left',
    audience: 'doctor',
    arrange: async (stage) => {
      const { page } = await open(stage, { notes: `${NOTES}\n\n`.repeat(52) });
      await page.getByText(/characters left/).waitFor();
      return page;
    },
  },
  {
    id: 'visit-summary-conflict',
    title: 'The notes were changed in another window',
    audience: 'doctor',
    arrange: async (stage) => {
      const { page, visit } = await open(stage, { notes: NOTES });
      await visit.change('putVisitSummary', { notes: `${NOTES}\nCall the pharmacy.`, version: 1 });
      await write(stage, page, `${NOTES}\nLetter to the insurance.`);
      await page.getByText(stage.words('visitSummary:conflict.title')).waitFor();
      return page;
    },
  },
  {
    id: 'visit-summary-refused',
    title: 'Notes that the clinic does not take any more',
    audience: 'doctor',
    arrange: async (stage) => {
      const { page } = await open(stage);
      await answerSaving(page, 'forbidden', 403);
      await write(stage, page, NOTES);
      await page.getByText(stage.words('visitSummary:notes.failed')).waitFor();
      return page;
    },
  },
  {
    id: 'visit-summary-follow-up',
    title: 'A follow-up appointment is made',
    audience: 'doctor',
    arrange: async (stage) => {
      const { page } = await open(stage, { notes: NOTES });
      await page.getByRole('button', { name: stage.words('rooms:new.open') }).click();
      await page.getByRole('dialog').waitFor();
      return page;
    },
  },
];

export const visitSummary: SceneGroup = { name: 'visit-summary', scenes };
