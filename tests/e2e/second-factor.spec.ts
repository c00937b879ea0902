import type { Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { callRoute, DOCTOR, setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { signIn } from './fixtures/visit.ts';

test.setTimeout(90_000);

const PATIENT = { fullname: 'Pat Alpha', email: 'pat@clinic.example', password: 'another long password' };
const STEP_MS = 30_000;

const typeCredentials = async (page: Page, { email, password }: { email: string; password: string }) => {
  await page.goto('/');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
};

/** The dialog from the password to the recovery codes. */
const setUpFactor = async (page: Page, password: string): Promise<{ totp: TOTP; codes: string[] }> => {
  await page.getByRole('button', { name: 'Set up a second factor' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  const shown = (await dialog.getByLabel('Key', { exact: true }).textContent()) ?? '';
  const totp = new TOTP({ secret: Secret.fromBase32(shown.replaceAll(' ', '')) });
  await dialog.getByLabel('6-digit code').fill(totp.generate());
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const list = dialog.getByRole('list', { name: 'Recovery codes' });
  await expect(list.getByRole('listitem')).toHaveCount(10);
  const codes = await list.getByRole('listitem').allTextContents();
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await expect(dialog).toBeHidden();
  return { totp, codes };
};

/** The code of the next step: the one of this step is used. The server accepts it ahead of time. */
const nextCode = (totp: TOTP): string => totp.generate({ timestamp: Date.now() + STEP_MS });

test('a doctor signs in with the second factor, with a recovery code, and ends another device', async ({
  server,
  person,
}) => {
  await setUpClinic(server);
  const { page } = await person('doctor');
  const { page: elsewhere } = await person('doctor elsewhere');
  await signIn(page);
  await page.goto('/settings/security');
  const { totp, codes } = await setUpFactor(page, DOCTOR.password);
  await expect(page.getByText('You have 10 recovery codes left.')).toBeVisible();

  await page.goto('/settings/general');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await typeCredentials(page, DOCTOR);
  await page.getByLabel('6-digit code').fill(nextCode(totp));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('link', { name: 'Waiting rooms' })).toBeVisible();

  await typeCredentials(elsewhere, DOCTOR);
  await elsewhere.getByRole('button', { name: 'Use a recovery code' }).click();
  await elsewhere.getByLabel('Recovery code').fill(codes[0] ?? '');
  await elsewhere.getByRole('button', { name: 'Sign in' }).click();
  await expect(elsewhere.getByRole('button', { name: 'New appointment' })).toBeVisible();

  await page.goto('/settings/security');
  await expect(page.getByText('You have 9 recovery codes left.')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out Chrome on Linux' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.getByRole('button', { name: 'Sign out all other devices' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(elsewhere.getByText('Your session has ended. Sign in again.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Signed-in devices' }).getByRole('listitem')).toHaveCount(1);
  await expect(page.getByText('This device', { exact: true })).toBeVisible();
});

test('a patient with an account looks after it, and signs in with the new password', async ({
  server,
  person,
}) => {
  const { token } = await setUpClinic(server);
  await callRoute(server, 'createPatient', PATIENT, token);
  const { page } = await person('patient', { context: { viewport: { width: 390, height: 844 } } });
  await typeCredentials(page, PATIENT);
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByLabel('Full name').fill('Pat Beta');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();

  await page.getByLabel('Current password').fill(PATIENT.password);
  await page.getByLabel('New password').fill('a new and longer one');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();
  const { codes } = await setUpFactor(page, 'a new and longer one');

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await typeCredentials(page, { ...PATIENT, password: 'a new and longer one' });
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Your visits' })).toBeVisible();
});
