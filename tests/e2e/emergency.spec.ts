import type { Page } from '@playwright/test';
import { callRoute, setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { signIn } from './fixtures/visit.ts';

test.setTimeout(120_000);

const PATIENT = { email: 'pat@mail.example', password: 'four unrelated words here' };
const SECOND = { fullname: 'Dr. Bob Second', email: 'bob@clinic.example', password: PATIENT.password };

const enter = async (page: Page, { email, password }: typeof PATIENT): Promise<void> => {
  await page.goto('/');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
};

test('[S4-B05, S4-B07, S4-B08, S4-N02, S4-T04] a patient sounds the alarm, one doctor has seen it, another closes it', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const { data } = await callRoute(server, 'clinicSettings', {}, clinic.token);
  const settings = { ...data.settings, emergencyNumber: '112' };
  await callRoute(server, 'saveClinicSettings', settings, clinic.token);
  await callRoute(server, 'createDoctor', SECOND, clinic.token);
  await callRoute(server, 'createPatient', { fullname: 'Pat Alpha', ...PATIENT }, clinic.token);
  const [{ page: first }, { page: second }, { page: patient }] = [
    await person('first doctor'),
    await person('second doctor'),
    await person('patient'),
  ];
  await signIn(first);
  await enter(second, SECOND);
  await expect(second.getByRole('button', { name: 'New appointment' })).toBeVisible();
  await enter(patient, PATIENT);

  await patient.getByRole('link', { name: 'Messages' }).click();
  await patient.getByRole('link', { name: /Ada Example/ }).click();
  await patient.getByRole('button', { name: 'Emergency' }).click();
  const dialog = patient.getByRole('dialog');
  await expect(dialog.getByRole('link', { name: 'Call 112' })).toHaveAttribute('href', 'tel:112');
  await dialog.getByLabel('What is happening?').fill('Strong pain in my chest');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByRole('button', { name: 'Send emergency' }).click();
  const card = patient.getByRole('region', { name: 'Your emergency' });
  await expect(card).toContainText('No doctor has confirmed it yet');
  await expect(patient.getByRole('log')).toContainText('Strong pain in my chest');

  const banner = (page: Page) => page.getByRole('region', { name: 'Emergencies', exact: true });
  for (const page of [first, second]) {
    await expect(banner(page)).toContainText('Pat Alpha needs help');
    await expect(banner(page)).toContainText('Strong pain in my chest');
  }
  // On the smallest screen, too, it can be answered and acted on: nothing is pushed out of the window.
  const desk = first.viewportSize();
  await first.setViewportSize({ width: 360, height: 640 });
  await banner(first).getByRole('link', { name: 'Open conversation' }).click();
  await expect(first.getByRole('log')).toContainText('Strong pain in my chest');
  for (const part of [
    banner(first).getByRole('button', { name: 'Acknowledge' }),
    banner(first).getByRole('button', { name: 'Resolve' }),
    first.getByRole('textbox', { name: 'Message' }),
    first.getByRole('button', { name: 'Send', exact: true }),
  ]) {
    await expect(part).toBeInViewport({ ratio: 1 });
  }
  expect((await first.getByRole('log').boundingBox())?.height).toBeGreaterThan(100);
  if (desk !== null) await first.setViewportSize(desk);

  // Who does not know the patient has no conversation to open.
  await expect(banner(second).getByRole('link', { name: 'Open conversation' })).toHaveCount(0);
  await banner(second).getByRole('button', { name: 'Acknowledge' }).click();
  await expect(card).toContainText('Seen by Dr. Bob Second');
  await expect(banner(first)).toContainText('Seen by Dr. Bob Second');
  await expect(banner(first).getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);

  // What is open is found again, on both sides.
  await Promise.all([patient.reload(), first.reload()]);
  await expect(card).toContainText('Seen by Dr. Bob Second');

  // One more alert was not seen by anybody: it calls again, and the patient reads so.
  await card.getByRole('button', { name: 'Send another alert' }).click();
  await dialog.getByLabel('What is happening?').fill('It gets worse');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByRole('button', { name: 'Send emergency' }).click();
  await expect(card).toContainText('No doctor has confirmed it yet');
  await expect(banner(first)).toContainText('It gets worse');
  await expect(banner(first)).not.toContainText('Seen by');
  await banner(first).getByRole('button', { name: 'Acknowledge' }).click();
  await expect(card).toContainText('Seen by Dr. Ada Example');
  await expect(first.getByRole('log')).toContainText('It gets worse');
  await banner(first).getByRole('button', { name: 'Resolve' }).click();
  await first.getByLabel('Note for the clinic (optional)').fill('An ambulance is with the patient');
  await first.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
  await expect(banner(first)).toHaveCount(0);
  await expect(banner(second)).toHaveCount(0);
  await expect(card).toContainText('Dr. Ada Example closed this emergency');
  await card.getByRole('button', { name: 'Close' }).click();
  await expect(card).toHaveCount(0);
});
