import { setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import {
  beginWaiting,
  openInvitation,
  remoteVideo,
  signIn,
  startConsultation,
  waitingRow,
} from './fixtures/visit.ts';

test.setTimeout(120_000);

test('[S0-N02, S0-U25] an arrival is noticed, everyone who waits is written to, and a patient goes back to waiting', async ({
  server,
  person,
}) => {
  const { doctor, patient } = await beginWaiting(server, person);

  const arrivals = doctor.getByRole('region', { name: 'Arrivals' });
  await expect(arrivals.getByText('Pat Alpha is waiting')).toBeVisible();
  await expect(patient.getByText('Seen by the clinic')).toBeHidden();
  await arrivals.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(patient.getByText('Seen by the clinic')).toBeVisible();
  await expect(arrivals.getByText('Pat Alpha is waiting')).toBeHidden();
  // Noticed once is noticed after a reload, too.
  await doctor.reload();
  await expect(waitingRow(doctor, 'Pat Alpha')).toBeVisible();
  await expect(arrivals.getByText('Pat Alpha is waiting')).toBeHidden();

  await doctor.getByRole('button', { name: 'Write to all who wait' }).click();
  await doctor.getByRole('button', { name: 'I am running about 15 minutes late.' }).click();
  await doctor.getByRole('button', { name: 'Send to all' }).click();
  await expect(patient.getByText('I am running about 15 minutes late.').first()).toBeVisible();
  await expect(doctor.getByRole('dialog')).toBeHidden();

  await patient.getByRole('button', { name: 'Call me when it is time' }).click();
  await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Wants to be called');

  await startConsultation(doctor, 'Pat Alpha');
  await expect(remoteVideo(patient)).toBeVisible();
  await doctor.goto('/rooms');
  await doctor
    .getByRole('region', { name: 'In consultation' })
    .getByRole('button', { name: /Pat Alpha/ })
    .click();
  await doctor.getByRole('button', { name: 'Back to waiting' }).click();
  await expect(patient.getByText(/has put you back into the waiting room/)).toBeVisible();
  await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Back from the consultation');
  await startConsultation(doctor, 'Pat Alpha');
  await expect(patient.getByRole('region', { name: 'Consultation' })).toBeVisible();
});

test('[S0-U25] a changed order is explained to those whose place changed', async ({ server, person }) => {
  const clinic = await setUpClinic(server);
  const first = await clinic.invite('Pat Alpha');
  const second = await clinic.invite('Sam Beta');
  const { page: doctor } = await person('doctor');
  const { page: pat } = await person('pat');
  const { page: sam } = await person('sam');
  await signIn(doctor);
  await openInvitation(pat, first.invite.url);
  await expect(pat.getByText('You are next.')).toBeVisible();
  await openInvitation(sam, second.invite.url);
  await expect(sam.getByText('There is 1 person before you.')).toBeVisible();
  await waitingRow(doctor, 'Sam Beta').getByRole('button', { name: 'Move up' }).click();
  await doctor.getByRole('menuitem', { name: 'More urgent' }).click();
  await expect(sam.getByText('You are next.')).toBeVisible();
  await expect(pat.getByText('There is 1 person before you.')).toBeVisible();
  await expect(pat.getByText('because a visit is more urgent')).toBeVisible();
  await expect(doctor.getByRole('row').first()).toContainText('Sam Beta');
});
