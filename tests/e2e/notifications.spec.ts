import type { Page } from '@playwright/test';
import { callRoute, setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { signIn } from './fixtures/visit.ts';

test.setTimeout(120_000);

const PATIENT = { email: 'pat@mail.example', password: 'four unrelated words here' };

const bell = (page: Page) => page.getByRole('button', { name: /^Notifications/ });
const dotOf = (page: Page, status: string) =>
  page
    .getByRole('link', { name: /Ada Example/ })
    .locator(`[data-status="${status}"]`)
    .locator('span')
    .first();
/** The colour that a person sees, as red, green and blue. */
const filling = (page: Page, status: string) =>
  dotOf(page, status).evaluate((dot) =>
    (getComputedStyle(dot).backgroundColor.match(/\d+/g) ?? []).map(Number),
  );

test('[S4-N01, S4-U07, S4-Y04, S4-Y05] a message is told on all devices, read on one, and the sender sees who is there', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  await callRoute(server, 'createPatient', { fullname: 'Pat Alpha', ...PATIENT }, clinic.token);
  const { page: doctor } = await person('doctor');
  const { page: phone } = await person('phone');
  const { page: patient } = await person('patient');
  for (const page of [doctor, phone]) {
    await signIn(page);
    await expect(bell(page)).toBeVisible();
  }
  await patient.goto('/');
  await patient.getByLabel('Email').fill(PATIENT.email);
  await patient.getByLabel('Password').fill(PATIENT.password);
  await patient.getByRole('button', { name: 'Sign in' }).click();
  await patient.getByRole('link', { name: 'Messages' }).click();
  await expect(dotOf(patient, 'online')).toBeVisible();
  const [red = 0, green = 0, blue = 0] = await filling(patient, 'online');
  expect(green).toBeGreaterThan(Math.max(red, blue));

  await patient.getByRole('link', { name: /Ada Example/ }).click();
  await patient.getByRole('textbox', { name: 'Message', exact: true }).fill('Good morning, doctor');
  await patient.getByRole('button', { name: 'Send' }).click();
  for (const page of [doctor, phone]) {
    await expect(bell(page)).toHaveAccessibleName('Notifications, 1 unread notification');
    await expect(page).toHaveTitle(/^\(1\) /);
  }
  await bell(doctor).click();
  await doctor
    .getByRole('dialog')
    .getByRole('link', { name: /Message from Pat Alpha/ })
    .click();
  await expect(doctor.getByRole('log')).toContainText('Good morning, doctor');
  for (const page of [doctor, phone]) {
    await expect(bell(page)).toHaveAccessibleName('Notifications');
    await expect(page).not.toHaveTitle(/^\(/);
  }

  await phone.getByRole('button', { name: /Your status: Available/ }).click();
  await phone.getByRole('menuitemradio', { name: 'Busy' }).click();
  await expect(doctor.getByRole('button', { name: /Your status: Busy/ })).toBeVisible();
  await expect(dotOf(patient, 'busy')).toBeVisible();

  await doctor.close();
  await phone.close();
  await expect(dotOf(patient, 'offline')).toBeVisible();
  // Grey: no colour stands out, and the dot is empty.
  expect(await filling(patient, 'offline')).toEqual([0, 0, 0, 0]);
  const rim = await dotOf(patient, 'offline').evaluate((dot) =>
    (getComputedStyle(dot).borderTopColor.match(/\d+/g) ?? []).map(Number),
  );
  expect(Math.max(...rim) - Math.min(...rim)).toBeLessThan(24);
});
