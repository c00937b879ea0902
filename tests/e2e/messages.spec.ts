import type { Page } from '@playwright/test';
import { callRoute, setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { signIn } from './fixtures/visit.ts';

test.setTimeout(120_000);

const PATIENT = { email: 'pat@mail.example', password: 'four unrelated words here' };

const send = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
};
const log = (page: Page) => page.getByRole('log');

test('[S3-T01, S3-T02, S3-T03, S3-T04, S3-T05] a patient and a doctor write between visits, also over a crash of the server', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  await callRoute(server, 'createPatient', { fullname: 'Pat Alpha', ...PATIENT }, clinic.token);
  const { page: doctor } = await person('doctor');
  const { page: patient } = await person('patient');
  await signIn(doctor);
  await patient.goto('/');
  await patient.getByLabel('Email').fill(PATIENT.email);
  await patient.getByLabel('Password').fill(PATIENT.password);
  await patient.getByRole('button', { name: 'Sign in' }).click();

  await patient.getByRole('link', { name: 'Messages' }).click();
  await patient.getByRole('link', { name: /Ada Example/ }).click();
  await send(patient, 'Good morning, doctor');
  const messages = doctor.getByRole('link', { name: /Messages/ });
  await expect(messages).toContainText('1 unread message');
  await messages.click();
  await doctor.getByRole('link', { name: /Pat Alpha/ }).click();
  await expect(log(doctor)).toContainText('Good morning, doctor');
  await expect(log(patient).getByText('Read', { exact: true })).toBeAttached();
  await expect(messages).not.toContainText('unread');

  const writing = doctor.getByRole('textbox', { name: 'Message', exact: true });
  await writing.pressSequentially('Good mor');
  await expect(patient.getByText(/is typing/)).toBeVisible();
  await writing.fill('');
  await doctor.getByRole('button', { name: 'What to do with this message' }).click();
  await doctor.getByRole('menuitem', { name: 'Reply' }).click();
  await send(doctor, 'How are you today?');
  await expect(patient.getByRole('blockquote')).toContainText('Good morning, doctor');
  await expect(patient.getByText(/is typing/)).toBeHidden();

  await server.kill();
  await expect(patient.getByText('Reconnecting…').first()).toBeVisible();
  await send(patient, 'Better than yesterday');
  await send(patient, 'But still a little tired');
  await expect(log(patient).getByText('Waiting to be sent')).toHaveCount(2);
  await server.start();
  for (const page of [patient, doctor]) {
    await expect(page.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 40_000 });
    await expect(log(page)).toContainText('But still a little tired');
    // The answer has the first message in it. What waits stands in the log as well, before it has a number.
    const said = async () =>
      (await log(page).locator('[data-seq]').allInnerTexts()).map((text) =>
        ['tired', 'yesterday', 'today', 'doctor'].find((word) => text.includes(word)),
      );
    await expect.poll(said).toEqual(['doctor', 'today', 'yesterday', 'tired']);
  }

  await doctor.getByRole('button', { name: 'What to do with this message' }).nth(1).click();
  await doctor.getByRole('menuitem', { name: 'Delete for both' }).click();
  await doctor.getByRole('button', { name: 'Undo' }).click();
  await expect(log(doctor)).toContainText('How are you today?');
  await doctor.getByRole('button', { name: 'What to do with this message' }).nth(1).click();
  await doctor.getByRole('menuitem', { name: 'Delete for both' }).click();
  await expect(log(patient)).toContainText('This message was deleted');
  await expect(log(patient)).not.toContainText('How are you today?');
});

test('whoever signs out with a message that was not sent is asked first, without the network', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  await callRoute(server, 'createPatient', { fullname: 'Pat Alpha', ...PATIENT }, clinic.token);
  const { page } = await person('patient');
  const context = page.context();
  await page.goto('/');
  await page.getByLabel('Email').fill(PATIENT.email);
  await page.getByLabel('Password').fill(PATIENT.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Messages' }).click();
  await page.getByRole('link', { name: /Ada Example/ }).click();
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible();
  await context.setOffline(true);
  await send(page, 'Not to be lost');
  await expect(log(page).getByText('Waiting to be sent')).toHaveCount(1);
  const begin = async () => {
    await page.getByRole('link', { name: 'Your visits' }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  };
  await begin();
  const dialog = page.getByRole('dialog', { name: 'Sign out' });
  await expect(dialog).toContainText('One message has not been sent yet.');
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await context.setOffline(false);
  await page.getByRole('link', { name: 'Messages' }).click();
  await page.getByRole('link', { name: /Ada Example/ }).click();
  await expect(log(page)).toContainText('Not to be lost');
  await expect(log(page).getByText('Waiting to be sent')).toHaveCount(0, { timeout: 40_000 });
  // Nothing is lost now, and nobody is asked.
  await begin();
  await expect(page.getByLabel('Password')).toBeVisible();
});
