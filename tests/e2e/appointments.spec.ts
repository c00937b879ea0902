import type { Page } from '@playwright/test';
import { setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { createAppointment, openInvitation, signIn, waitingRow } from './fixtures/visit.ts';

test.setTimeout(120_000);

const openAppointments = async (doctor: Page): Promise<void> => {
  await doctor.getByRole('link', { name: 'Appointments' }).click();
  await expect(doctor.getByRole('heading', { level: 1, name: 'Appointments' })).toBeVisible();
};

const openVisit = async (doctor: Page, patientName: string): Promise<void> => {
  await doctor.getByRole('button', { name: new RegExp(patientName) }).click();
  await expect(doctor.getByRole('dialog', { name: patientName })).toBeVisible();
};

const localDate = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');

test('[S0-U25, S0-N04] a visit is made in the calendar, and moved while its patient waits, who is told and keeps the place', async ({
  server,
  person,
}) => {
  await setUpClinic(server);
  const { page: doctor } = await person('doctor');
  const { page: patient } = await person('patient');
  await signIn(doctor);
  await openAppointments(doctor);
  await openInvitation(patient, await createAppointment(doctor, 'Pat Alpha'));
  await expect(patient.getByText('You are next.')).toBeVisible();

  await openVisit(doctor, 'Pat Alpha');
  await expect(doctor.getByRole('dialog')).toContainText('Waiting');
  await doctor.getByRole('button', { name: 'Move' }).click();
  const later = new Date();
  later.setDate(later.getDate() + 7);
  await doctor.getByLabel('Date', { exact: true }).fill(localDate(later));
  await doctor.getByLabel('Time', { exact: true }).fill('10:30');
  await doctor.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(doctor.getByRole('dialog', { name: 'Pat Alpha' })).toContainText('Moved from');
  await doctor.keyboard.press('Escape');
  await expect(doctor.getByRole('dialog')).toBeHidden();

  const note = patient.getByRole('note');
  await expect(note).toContainText('The clinic has moved your visit');
  await expect(note).toContainText('come back then, with the same link');
  await expect(patient.getByText('You are next.')).toBeVisible();
  // Read again after a reload, too.
  await patient.reload();
  await expect(note).toContainText('The clinic has moved your visit');

  // It is in the week to which it was moved, which the address keeps.
  await doctor.getByRole('button', { name: 'Next week' }).click();
  await expect(doctor.getByRole('button', { name: /Pat Alpha.*Waiting/ })).toBeVisible();
  await doctor.reload();
  await expect(doctor.getByRole('button', { name: /Pat Alpha.*Waiting/ })).toBeVisible();
  await doctor.getByRole('link', { name: 'Waiting rooms' }).click();
  await expect(waitingRow(doctor, 'Pat Alpha')).toBeVisible();
});

test('[S0-U25, S0-N04] a cancelled visit takes its patient to the closing page, with what the clinic writes', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const { invite } = await clinic.invite('Pat Alpha');
  const { page: doctor } = await person('doctor');
  const { page: patient } = await person('patient', { context: { viewport: { width: 390, height: 844 } } });
  await signIn(doctor);
  await openInvitation(patient, invite.url);
  await expect(patient.getByText('You are next.')).toBeVisible();

  await openAppointments(doctor);
  await openVisit(doctor, 'Pat Alpha');
  await doctor.getByRole('button', { name: 'Cancel the visit' }).click();
  await doctor
    .getByRole('textbox', { name: 'Message to Pat Alpha' })
    .fill('I am ill today. We call you tomorrow.');
  await doctor.getByRole('button', { name: 'Cancel the visit' }).click();

  await expect(patient.getByRole('heading', { name: 'The clinic cancelled this visit' })).toBeVisible();
  await expect(patient.getByText('I am ill today. We call you tomorrow.')).toBeVisible();
  await patient.reload();
  await expect(patient.getByText('I am ill today. We call you tomorrow.')).toBeVisible();
});

test('[S0-U25, S0-N04] a no-show is one click, and undo or reopening gives the patient the place back', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const first = await clinic.invite('Pat Alpha');
  const second = await clinic.invite('Sam Beta');
  const { page: doctor } = await person('doctor');
  const { page: pat } = await person('pat');
  const { page: sam } = await person('sam');
  await signIn(doctor);
  await openInvitation(pat, first.invite.url);
  await expect(pat.getByText('You are next.')).toBeVisible();
  await pat.getByRole('button', { name: "I'm ready" }).click();
  await openInvitation(sam, second.invite.url);
  await expect(sam.getByText('There is 1 person before you.')).toBeVisible();

  await waitingRow(doctor, 'Pat Alpha').getByRole('button', { name: 'Pat Alpha' }).click();
  await doctor.getByRole('button', { name: 'No-show' }).focus();
  await doctor.keyboard.press('Enter');
  await expect(pat.getByRole('heading', { name: 'This visit is closed' })).toBeVisible();
  await expect(sam.getByText('You are next.')).toBeVisible();

  // The way back has the focus, because the button that was pressed is gone.
  await expect(doctor.getByRole('button', { name: 'Undo' })).toBeFocused();
  await doctor.keyboard.press('Enter');
  await expect(pat.getByRole('heading', { name: 'Waiting room' })).toBeVisible();
  await expect(pat.getByText('You are next.')).toBeVisible();
  await expect(pat.getByRole('button', { name: "I'm ready" })).toHaveAttribute('aria-pressed', 'true');
  await expect(sam.getByText('There is 1 person before you.')).toBeVisible();
  await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Ready');

  // Later, without the bar.
  await doctor.getByRole('button', { name: 'No-show' }).click();
  await expect(pat.getByRole('heading', { name: 'This visit is closed' })).toBeVisible();
  await openAppointments(doctor);
  await openVisit(doctor, 'Pat Alpha');
  await doctor.getByRole('button', { name: 'Reopen' }).click();
  await expect(pat.getByText('You are next.')).toBeVisible();
  await expect(sam.getByText('There is 1 person before you.')).toBeVisible();
});
