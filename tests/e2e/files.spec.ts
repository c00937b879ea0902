import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { pdf, readablePdf } from '../support/files.ts';
import { callRoute, setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { signIn } from './fixtures/visit.ts';

test.setTimeout(150_000);

const PATIENT = { email: 'pat@mail.example', password: 'four unrelated words here' };
const LETTER = readablePdf(['Rest for three days.', 'Drink enough.']);
const LONG = pdf(1_500_000);

const log = (page: Page) => page.getByRole('log');
const pick = (page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
  page.locator('input[type=file]').setInputFiles(files);
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true }).click();

test('[S1-F10, S1-Z02, S4-U05, S4-B09, S4-T05] a patient sends pictures, documents and words, also over a crash of the server', async ({
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

  const buffer = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#c2410c' } })
    .png()
    .toBuffer();
  await pick(
    patient,
    { name: 'rash.png', mimeType: 'image/png', buffer },
    { name: 'letter.pdf', mimeType: 'application/pdf', buffer: LETTER },
  );
  await expect(patient.getByRole('list', { name: 'Files that will be sent' })).toContainText('letter.pdf');
  await patient.getByRole('textbox', { name: 'Message', exact: true }).fill('It began on Monday');
  await send(patient);
  await doctor.getByRole('link', { name: /Messages/ }).click();
  await doctor.getByRole('link', { name: /Pat Alpha/ }).click();
  await expect(log(doctor)).toContainText('letter.pdf');
  await expect(log(doctor)).toContainText('It began on Monday');
  const picture = doctor.getByRole('button', { name: 'Open picture rash.png' });
  await expect(picture.locator('img')).toBeVisible();
  await picture.click();
  const large = doctor.getByRole('dialog').locator('img:not([data-small])');
  await expect.poll(() => large.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1200);
  await doctor.keyboard.press('Escape');
  await doctor.getByRole('button', { name: 'Open letter.pdf' }).click();
  const paper = doctor.getByRole('region', { name: 'Page 1 of 1' });
  await expect(paper).toContainText('Rest for three days. Drink enough.');
  // Something black on white.
  await expect
    .poll(() =>
      paper.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
        const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return new Set(data).size;
      }),
    )
    .toBeGreaterThan(1);
  await doctor.keyboard.press('Escape');
  const [saved] = await Promise.all([
    doctor.waitForEvent('download'),
    doctor.getByRole('button', { name: 'Save letter.pdf' }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe('letter.pdf');
  expect(readFileSync(await saved.path()).equals(LETTER)).toBe(true);

  // The server goes down in the middle of a file, and text that is written then does not wait for it.
  let parts = 0;
  await patient.route('**/api/uploads/*', async (route) => {
    if (route.request().method() === 'PATCH') {
      parts += 1;
      if (parts === 3) await server.kill();
    }
    await route.fallback();
  });
  await pick(patient, { name: 'long.pdf', mimeType: 'application/pdf', buffer: LONG });
  await send(patient);
  await expect(patient.getByText('Goes on when the connection is back')).toBeVisible();
  await patient.getByRole('textbox', { name: 'Message', exact: true }).fill('A long one follows');
  await send(patient);
  await server.start();
  await expect(log(doctor)).toContainText('long.pdf', { timeout: 60_000 });
  await expect(log(doctor)).toContainText('A long one follows');
  await expect(patient.getByText(/Goes on when|Sending, /)).toBeHidden();
  const [whole] = await Promise.all([
    doctor.waitForEvent('download'),
    doctor.getByRole('button', { name: 'Save long.pdf' }).click(),
  ]);
  expect(readFileSync(await whole.path()).equals(LONG)).toBe(true);

  // It only says that it is a document.
  await doctor.getByRole('button', { name: 'Open long.pdf' }).click();
  await expect(doctor.getByText(/This PDF can't be shown here/)).toBeVisible();
  await doctor.keyboard.press('Escape');

  await patient.getByRole('button', { name: 'Record a voice message' }).click();
  await expect(patient.getByText(/0:0[1-9] \//)).toBeVisible();
  await patient.getByRole('button', { name: 'Stop', exact: true }).click();
  await patient.getByRole('button', { name: 'Play your recording' }).click();
  await expect(patient.getByRole('button', { name: 'Pause your recording' })).toBeVisible();
  await patient.getByRole('button', { name: 'Send recording' }).click();
  const play = doctor.getByRole('button', { name: /Play Voice message/ });
  await play.click();
  await expect
    .poll(() =>
      doctor.locator('audio[data-recording]').evaluate((audio: HTMLAudioElement) => audio.currentTime),
    )
    .toBeGreaterThan(0);
  await expect(doctor.getByRole('slider', { name: /Position in Voice message/ })).toBeEnabled();
});
