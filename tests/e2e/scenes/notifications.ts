import { expect, type Page } from '@playwright/test';
import { callRoute } from '../fixtures/clinic.ts';
import { addVisit, asPerson, PASSWORD, type Doctor } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { inMinutes, type PageOptions, type Stage } from './stage.ts';

/** Scenes of what people are notified of, of the own status, and of how they want to be told. */

const GRACE = 'Grace Hopkins';
const DAY_MINUTES = 24 * 60;

type Known = { doctor: Doctor; email: string };

/** A doctor to whom several patients have written, and one of them who was told of appointments, too. */
const known = (stage: Stage): Promise<Known> =>
  stage.shared('notices', async (shared) => {
    const doctor = await shared.doctor();
    const email = shared.email(GRACE);
    const { patientId } = await shared.ago(10, () => doctor.invite(GRACE, {}, { email, password: PASSWORD }));
    const write = async (whose: string, texts: readonly string[]): Promise<void> =>
      asPerson(shared.server, whose, async (line) => {
        const [contact] = (await line.request('list_conversations', {})).conversations;
        const receiverId = contact?.otherUser._id ?? '';
        for (const content of texts) await line.request('send_message', { receiverId, content });
      });
    for (const fullname of ['Mateo Álvarez', 'Wilhelmina Anastasia Featherstonehaugh-Cholmondeley']) {
      const other = shared.email(fullname);
      await doctor.invite(fullname, {}, { email: other, password: PASSWORD });
      await shared.ago(9, () => write(other, ['Good morning, doctor.']));
    }
    const { token } = doctor;
    const planned = { patientId, startsAt: inMinutes(3 * DAY_MINUTES) };
    const { data } = await shared.ago(8, () => callRoute(shared.server, 'createAppointment', planned, token));
    const { id: appointmentId } = data.appointment;
    const moved = { startsAt: inMinutes(4 * DAY_MINUTES) };
    await shared.ago(7, () => callRoute(shared.server, 'updateAppointment', moved, token, { appointmentId }));
    await shared.ago(6, () =>
      addVisit(shared.server, token, { patientId, startsAt: inMinutes(9 * DAY_MINUTES) }, 'cancelled'),
    );
    await shared.ago(4, () =>
      write(email, ['The cough is better.', 'May I take the syrup twice?', 'Thank you!']),
    );
    const own = await doctor.connect();
    await shared.ago(2, () =>
      own.request('send_message', { receiverId: patientId, content: 'Yes, twice a day, not more.' }),
    );
    own.close();
    return { doctor, email };
  });

const openPanel = async (stage: Stage, page: Page): Promise<Page> => {
  await page.getByRole('button', { name: new RegExp(`^${stage.words('notices:title')}`) }).click();
  await expect(page.getByRole('dialog').getByRole('link').first()).toBeVisible();
  return page;
};

const openAsDoctor = async (stage: Stage, options: PageOptions = {}): Promise<Page> => {
  const { doctor } = await known(stage);
  const page = await stage.page({ ...options, as: doctor });
  await page.goto('/patients');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return openPanel(stage, page);
};

// Where the bell is depends on the width of the window, so that each size is a scene of its own.
const scenes: readonly Scene[] = [
  ...(['wide', 'narrow'] as const).map((size): Scene => ({
    id: size === 'wide' ? 'notices' : 'notices-phone',
    title: 'What the doctor is notified of',
    audience: 'doctor',
    sizes: [size],
    arrange: (stage) => openAsDoctor(stage),
  })),
  {
    id: 'notices-empty',
    title: 'Nothing that the doctor is notified of',
    audience: 'doctor',
    sizes: ['wide'],
    arrange: async (stage) => {
      const page = await stage.page({ as: await stage.doctor() });
      await page.goto('/patients');
      return openPanel(stage, page);
    },
  },
  {
    id: 'notices-offline',
    title: 'The list while the connection is lost',
    audience: 'doctor',
    sizes: ['wide'],
    arrange: async (stage) => {
      const page = await openAsDoctor(stage, { cuttable: true });
      await stage.cut(page);
      await expect(page.getByText(stage.words('notices:offline'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'status-menu',
    title: 'The doctor chooses to be busy',
    audience: 'doctor',
    sizes: ['wide'],
    arrange: async (stage) => {
      const page = await stage.page({ as: await stage.doctor() });
      await page.goto('/patients');
      const status = (name: string) =>
        page.getByRole('button', {
          name: stage.words('notices:status.label', { status: stage.words(name) }),
        });
      await status('notices:status.available').click();
      await page.getByRole('menuitemradio', { name: stage.words('notices:status.busy') }).click();
      await status('notices:status.busy').click();
      await expect(page.getByRole('menuitemradio', { checked: true })).toBeVisible();
      return page;
    },
  },
  ...(['wide', 'narrow'] as const).map((size): Scene => ({
    id: size === 'wide' ? 'notices-patient' : 'notices-patient-phone',
    title: 'What a patient is notified of',
    audience: 'patient',
    sizes: [size],
    arrange: async (stage) => {
      const { email } = await known(stage);
      const page = await stage.page({ as: { email } });
      await page.goto('/');
      return openPanel(stage, page);
    },
  })),
  {
    id: 'settings-notifications',
    title: 'How the doctor is told of messages',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await stage.page({ as: await stage.doctor() });
      await page.goto('/settings/notifications');
      await page.getByRole('switch', { name: stage.words('notices:quiet.on') }).click();
      await expect(page.getByLabel(stage.words('notices:quiet.from'), { exact: true })).toBeVisible();
      return page;
    },
  },
];

export const notifications: SceneGroup = { name: 'notifications', scenes };
