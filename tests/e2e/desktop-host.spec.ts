import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { DOCTOR } from './fixtures/clinic.ts';
import { inDesktop } from './fixtures/in-desktop.ts';
import { createAppointment, openInvitation, setUpInDesktop } from './fixtures/visit.ts';

/** A doctor hosts a clinic in the app, looks after it on its panel, and brings it back from a backup. */

test.setTimeout(120_000);

const openPanel = async (doctor: Page): Promise<void> => {
  await doctor.getByRole('link', { name: 'Settings' }).click();
  await doctor.getByRole('link', { name: 'Hosting' }).click();
  await expect(doctor.getByRole('region', { name: 'Clinic on this computer' })).toContainText('Running');
};

/** A card of the panel by its title. */
const card = (doctor: Page, title: string) => doctor.getByRole('region', { name: title, exact: true });

inDesktop('a clinic from the first question to its restored backup', async ({ start, patients }) => {
  const stick = makeTempFolder();
  const desktop = await start();
  const { page: doctor } = desktop;
  try {
    await test.step('the first start asks one question, and there is a way back', async () => {
      await expect(doctor.getByRole('link', { name: 'Join a clinic' })).toBeVisible();
      await doctor.getByRole('button', { name: 'Host my clinic on this computer' }).click();
      await expect(doctor.getByText('Your clinic runs on this computer.')).toBeVisible();
      await doctor.getByRole('button', { name: 'Go back' }).click();
      await setUpInDesktop(doctor);
    });
    const patient = await (await patients()).newPage();
    await openInvitation(patient, await createAppointment(doctor, 'Pat Alpha'));
    await openPanel(doctor);

    await test.step('the panel counts the patient who waits, and its log names nobody', async () => {
      await expect(card(doctor, 'Waiting')).toContainText('1 getting ready');
      await expect(card(doctor, 'Connected now')).toContainText('1 doctor, 1 patient');
      await expect(card(doctor, 'Log')).toContainText('Somebody came to a waiting room');
      await expect(card(doctor, 'Log')).not.toContainText('Pat');
    });

    await test.step('to stop it while somebody waits is asked about', async () => {
      await doctor.getByRole('button', { name: 'Stop', exact: true }).click();
      const dialog = doctor.getByRole('dialog');
      await expect(dialog).toContainText('One patient is waiting.');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await expect(dialog).toBeHidden();
    });

    await test.step('a crash is shown, and the patient keeps the place', async () => {
      await desktop.killServer();
      await expect(card(doctor, 'Clinic on this computer')).toContainText('Starting again');
      await expect(card(doctor, 'Clinic on this computer')).toContainText('Running');
      await expect(card(doctor, 'Log')).toContainText('The clinic stopped unexpectedly');
      await expect(card(doctor, 'Waiting')).toContainText('1 getting ready', { timeout: 30_000 });
    });

    const file = join(stick.path, 'my clinic.sqlite');
    await test.step('a backup is saved and checked', async () => {
      await desktop.chooseFile(file);
      await doctor.getByRole('button', { name: 'Save a backup…' }).click();
      await expect(card(doctor, 'Backups')).toContainText('Saved and checked: my clinic.sqlite', {
        timeout: 30_000,
      });
      expect(statSync(file).size).toBeGreaterThan(100_000);
      await expect(card(doctor, 'Backups')).toContainText('Last automatic backup: this minute');
    });

    await test.step('what comes after the backup is gone with its restore, what was in it is there', async () => {
      await doctor.getByRole('link', { name: 'Waiting rooms' }).click();
      await createAppointment(doctor, 'Sam Beta');
      await openPanel(doctor);
      await desktop.chooseFile(file);
      await doctor.getByRole('button', { name: 'Restore from a file…' }).click();
      const dialog = doctor.getByRole('dialog');
      await expect(dialog).toContainText('and is complete', { timeout: 30_000 });
      await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
      await expect(dialog).toContainText('Your clinic is as it was in the backup.', { timeout: 60_000 });
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await expect(card(doctor, 'Clinic on this computer')).toContainText('Running');
      await doctor.getByRole('link', { name: 'Back to the start page' }).click();
      await doctor.getByLabel('Email').fill(DOCTOR.email);
      await doctor.getByLabel('Password').fill(DOCTOR.password);
      await doctor.getByRole('button', { name: 'Sign in' }).click();
      await doctor.getByRole('link', { name: 'Patients' }).click();
      await expect(doctor.getByText('Pat Alpha').first()).toBeVisible();
      await expect(doctor.getByText('Sam Beta')).toHaveCount(0);
    });
  } finally {
    stick.remove();
  }
});
