import { expect, type Locator, type Page } from '@playwright/test';
import type { DoctorSummary } from '../../../server/protocol/index.ts';
import { pretendAnswer, pretendSilence } from './answers.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { openSettings } from './settings.ts';
import { inMinutes, type Stage } from './stage.ts';

/** Scenes of the doctors of the clinic. The list is pretended: every scene adds doctors of its own. */

const HOUR_MINUTES = 60;
const ADA = 'Dr Ada Lindqvist';
const LINK = 'https://clinic.example/password#link=9uXw3bTq-Yz5LmH2sKpR7yDc';

const doctor = (id: string, fullname: string, email: string): DoctorSummary => ({
  id,
  fullname,
  email,
  isAdmin: false,
  disabledAt: null,
  hasAccount: true,
  passwordLink: null,
  openVisits: { now: 0, later: 0 },
});
const COLLEAGUES: readonly DoctorSummary[] = [
  {
    ...doctor('ada', ADA, 'ada.lindqvist@clinic.example'),
    isAdmin: true,
    openVisits: { now: 2, later: 11 },
  },
  {
    ...doctor('chen', 'Dr Chen Wei', 'chen.wei@clinic.example'),
    hasAccount: false,
    passwordLink: { createdAt: inMinutes(-HOUR_MINUTES), expiresAt: inMinutes(71 * HOUR_MINUTES) },
  },
  { ...doctor('ines', 'Dr Inés Ferreira da Silva', 'ines.ferreira.da.silva@clinic.example') },
  {
    ...doctor('tomas', 'Prof. Dr. Tomás Wojciechowski-Featherstonehaugh', 'tomas@clinic.example'),
    hasAccount: false,
  },
  { ...doctor('yusuf', 'Dr Yusuf Demir', 'yusuf.demir@clinic.example'), disabledAt: inMinutes(-3_000) },
];

const pretendDoctors = (page: Page): Promise<void> =>
  pretendAnswer(page, 'listDoctors', async (ask) => {
    const { data } = await ask();
    const self = data.doctors.filter(({ email }) => email === 'amara.okafor@clinic.example');
    return { success: true, data: { doctors: [...self, ...COLLEAGUES] } };
  });

const openDoctors = (stage: Stage): Promise<Page> =>
  openSettings(stage, 'doctors', (page) => page.getByText(ADA, { exact: true }), pretendDoctors);

const openDialog = async (page: Page, name: string): Promise<Locator> => {
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  return dialog;
};

const scenes: readonly Scene[] = [
  {
    id: 'settings-doctors',
    title: 'Doctors of the clinic: with an account, invited, with an expired link, and disabled',
    audience: 'doctor',
    main: true,
    arrange: openDoctors,
  },
  {
    id: 'settings-doctors-error',
    title: 'The list of doctors does not come',
    audience: 'doctor',
    arrange: (stage) =>
      openSettings(
        stage,
        'doctors',
        (page) => page.getByRole('alert'),
        (page) => pretendSilence(page, 'listDoctors'),
      ),
  },
  {
    id: 'settings-doctors-add',
    title: 'Adding a doctor, with nothing right yet',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openDoctors(stage);
      const dialog = await openDialog(page, stage.words('doctors:add'));
      await dialog.getByLabel(stage.words('doctors:form.email')).fill('chen at the clinic');
      await dialog.getByRole('button', { name: stage.words('doctors:form.create') }).click();
      await expect(dialog.getByText(stage.words('doctors:form.wrong.email'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-doctors-edit',
    title: 'A doctor is changed',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openDoctors(stage);
      await openDialog(page, stage.words('doctors:editNamed', { name: ADA }));
      return page;
    },
  },
  {
    id: 'settings-doctors-link',
    title: 'The link by which a doctor chooses a password',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openDoctors(stage);
      await pretendAnswer(page, 'createPasswordLink', () => ({
        success: true,
        data: { url: LINK, link: 'pretended', expiresAt: inMinutes(72 * HOUR_MINUTES) },
      }));
      const dialog = await openDialog(page, stage.words('doctors:linkNamed', { name: 'Dr Chen Wei' }));
      await dialog.getByRole('button', { name: stage.words('accountLink:showCode') }).click();
      await expect(
        dialog.getByRole('img', { name: stage.words('accountLink:code', { name: 'Dr Chen Wei' }) }),
      ).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-doctors-disable',
    title: 'Asked before a doctor with open visits is disabled',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openDoctors(stage);
      await openDialog(page, stage.words('doctors:disableNamed', { name: ADA }));
      return page;
    },
  },
  {
    id: 'settings-doctors-disabled',
    title: 'A doctor has just been disabled',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openDoctors(stage);
      const [ada = doctor('ada', ADA, '')] = COLLEAGUES;
      await pretendAnswer(page, 'disableDoctor', () => ({
        success: true,
        data: { doctor: { ...ada, disabledAt: inMinutes(0) }, closedVisits: 13 },
      }));
      const dialog = await openDialog(page, stage.words('doctors:disableNamed', { name: ADA }));
      await dialog.getByRole('button', { name: stage.words('doctors:disableDialog.confirmVisits') }).click();
      await expect(page.getByText(stage.words('doctors:disabledNow', { name: ADA }))).toBeVisible();
      await expect(dialog).toBeHidden();
      return page;
    },
  },
];

export const doctors: SceneGroup = { name: 'doctors', scenes };
