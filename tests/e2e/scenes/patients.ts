import { expect, type Page } from '@playwright/test';
import { pretendAnswer, pretendSilence } from './answers.ts';
import { addVisit, PASSWORD, type Doctor, type Visit } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { inMinutes, type PageOptions, type Stage } from './stage.ts';

/** Scenes of the doctor's patients: the list, and one patient's page. */

const DAY_MINUTES = 24 * 60;
const LINK = 'https://clinic.example/password#link=9uXw3bTq-Yz5LmH2sKpR7yDc';

type Known = { doctor: Doctor; grace: Visit; mateo: Visit; noor: Visit; wilhelmina: Visit };

/** A doctor with patients: one who has an account and visits of before, others with an email or without. */
const known = (stage: Stage): Promise<Known> =>
  stage.shared('patients', async (shared) => {
    const doctor = await shared.doctor();
    const born = (dateOfBirth: string, bloodGroup: string) => ({ dateOfBirth, bloodGroup });
    const grace = await doctor.invite(
      'Grace Hopkins',
      { reason: 'Follow-up after the flu' },
      {
        ...born('1952-04-17', 'A+'),
        phone: '+44 20 7946 0018',
        email: shared.email('Grace Hopkins'),
        password: PASSWORD,
        language: 'en',
      },
    );
    const add = (days: number, reason: string | null, outcome?: 'ended' | 'missed' | 'cancelled') =>
      addVisit(
        shared.server,
        doctor.token,
        { patientId: grace.patientId, startsAt: inMinutes(days * DAY_MINUTES + 66), reason },
        outcome,
      );
    await add(28, 'Second opinion about the operation of the knee, with the pictures of the hospital');
    await add(-14, 'Flu', 'ended');
    await add(-40, null, 'cancelled');
    await add(-75, 'Results of the blood test', 'missed');
    const mateo = await doctor.invite(
      'Mateo Álvarez',
      {},
      { ...born('1988-11-02', 'O-'), language: 'es', email: shared.email('Mateo Alvarez') },
    );
    const noor = await doctor.invite('Noor Haddad', { startsAt: inMinutes(3 * DAY_MINUTES) });
    await doctor.invite('Aarav Śrīnivāsan', {}, { ...born('2001-01-30', 'B+'), language: 'hi' });
    const wilhelmina = await doctor.invite(
      'Wilhelmina Anastasia Featherstonehaugh-Cholmondeley',
      {},
      {
        ...born('1939-08-24', 'AB+'),
        email: 'wilhelmina.anastasia.featherstonehaugh@cholmondeley-estates.example',
        phone: '+44 1632 960 983',
      },
    );
    return { doctor, grace, mateo, noor, wilhelmina };
  });

const openList = async (stage: Stage, options: PageOptions = {}): Promise<Page> => {
  const { doctor } = await known(stage);
  const page = await stage.page({ ...options, as: doctor });
  await page.goto('/patients');
  await expect(page.getByText('Noor Haddad')).toBeVisible();
  return page;
};

const search = (stage: Stage, page: Page, text: string) =>
  page.getByRole('searchbox', { name: stage.words('patients:search') }).fill(text);

const openPatient = async (
  stage: Stage,
  who: (people: Known) => Visit,
  options: PageOptions = {},
): Promise<Page> => {
  const people = await known(stage);
  const page = await stage.page({ ...options, as: people.doctor });
  await page.goto(`/patients/${who(people).patientId}`);
  await expect(page.getByRole('heading', { name: stage.words('patients:detail.account') })).toBeVisible();
  return page;
};

const openAddDialog = async (stage: Stage, page: Page) => {
  await page.getByRole('button', { name: stage.words('patients:add') }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel(stage.words('patients:form.name'))).toBeFocused();
  return dialog;
};

const scenes: readonly Scene[] = [
  {
    id: 'patients-empty',
    title: 'No patients yet',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await stage.page({ as: await stage.doctor() });
      await page.goto('/patients');
      await expect(page.getByText(stage.words('patients:emptyTitle'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'patients',
    title: 'The list of patients',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openList(stage),
  },
  {
    id: 'patients-found',
    title: 'Patients who were searched for',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openList(stage);
      await search(stage, page, 'alvarez');
      await expect(page.getByText(stage.words('patients:found', { count: 1 })).last()).toBeVisible();
      return page;
    },
  },
  {
    id: 'patients-no-match',
    title: 'Nobody matches the search',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openList(stage);
      await search(stage, page, 'Featherstonehaugh-Cholmondeley of the other branch');
      await expect(page.getByText(stage.words('patients:noMatchText'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'patients-error',
    title: 'The list of patients does not come',
    audience: 'doctor',
    arrange: async (stage) => {
      const { doctor } = await known(stage);
      const page = await stage.page({ as: doctor });
      await pretendSilence(page, 'listPatients');
      await page.goto('/patients');
      await expect(page.getByRole('alert')).toBeVisible();
      return page;
    },
  },
  {
    id: 'patients-offline',
    title: 'The list of patients without a connection',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openList(stage, { cuttable: true });
      await expect(page.getByText(stage.words('connection.online')).first()).toBeVisible();
      await stage.cut(page);
      await expect(page.getByText(stage.words('connection.doctorOffline'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'patients-add',
    title: 'Adding a patient',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openList(stage);
      await openAddDialog(stage, page);
      return page;
    },
  },
  {
    id: 'patients-add-errors',
    title: 'Adding a patient, with everything missing or wrong',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openList(stage);
      const dialog = await openAddDialog(stage, page);
      await dialog.getByLabel(stage.words('patients:form.email')).fill('grace at home');
      await dialog.getByLabel(stage.words('patients:form.dateOfBirth')).fill('2052-04-17');
      await dialog.getByRole('button', { name: stage.words('patients:form.create') }).click();
      await expect(dialog.getByText(stage.words('patients:form.wrong.dateOfBirth'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'patient-record',
    title: 'A patient with an account, and visits before and to come',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openPatient(stage, ({ grace }) => grace),
  },
  {
    id: 'patient-record-bare',
    title: 'A patient of whom only the name is known',
    audience: 'doctor',
    arrange: (stage) => openPatient(stage, ({ noor }) => noor),
  },
  {
    id: 'patient-record-no-account',
    title: 'A patient who may be invited to an account, with a long name and address',
    audience: 'doctor',
    arrange: (stage) => openPatient(stage, ({ wilhelmina }) => wilhelmina),
  },
  {
    id: 'patient-record-link',
    title: 'The link by which a patient chooses a password, and its QR code',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openPatient(stage, ({ mateo }) => mateo);
      await pretendAnswer(page, 'createPasswordLink', () => ({
        success: true,
        data: { url: LINK, link: 'pretended', expiresAt: inMinutes(3 * DAY_MINUTES) },
      }));
      await page.getByRole('button', { name: stage.words('patients:detail.invite') }).click();
      await page.getByRole('button', { name: stage.words('accountLink:showCode') }).click();
      await expect(
        page.getByRole('img', { name: stage.words('accountLink:code', { name: 'Mateo Álvarez' }) }),
      ).toBeVisible();
      return page;
    },
  },
  {
    id: 'patient-record-invited',
    title: 'A patient who was invited to an account and has not come yet',
    audience: 'doctor',
    arrange: async (stage) => {
      const { doctor, mateo } = await known(stage);
      const page = await stage.page({ as: doctor });
      await pretendAnswer(page, 'getPatient', async (ask) => {
        const { data } = await ask();
        const passwordLink = { createdAt: inMinutes(-70), expiresAt: inMinutes(3 * DAY_MINUTES - 70) };
        return { success: true, data: { ...data, patient: { ...data.patient, passwordLink } } };
      });
      await page.goto(`/patients/${mateo.patientId}`);
      await expect(page.getByRole('button', { name: stage.words('patients:detail.newLink') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'patient-record-edit',
    title: 'A patient with an account is changed',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openPatient(stage, ({ grace }) => grace);
      await page.getByRole('button', { name: stage.words('patients:detail.edit'), exact: true }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      return page;
    },
  },
  {
    id: 'patient-record-not-yours',
    title: 'A patient of another doctor',
    audience: 'doctor',
    arrange: async (stage) => {
      const { doctor } = await known(stage);
      const page = await stage.page({ as: doctor });
      await page.goto('/patients/somebody');
      await expect(page.getByText(stage.words('patients:detail.notYours'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'patient-record-offline',
    title: 'A patient’s page without a connection',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openPatient(stage, ({ grace }) => grace, { cuttable: true });
      await expect(page.getByText(stage.words('connection.online')).first()).toBeVisible();
      await stage.cut(page);
      await expect(page.getByText(stage.words('connection.doctorOffline'))).toBeVisible();
      return page;
    },
  },
];

export const patients: SceneGroup = { name: 'patients', scenes };
