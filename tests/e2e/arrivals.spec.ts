import { setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { openInvitation, remoteVideo, signIn, startConsultation, waitingRow } from './fixtures/visit.ts';

test.setTimeout(120_000);

test('[S0-N02, S0-U25] an arrival is noticed, everyone who waits is written to, and a patient goes back to waiting', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const { invite } = await clinic.invite('Pat Alpha');
  const { page: doctor } = await person('doctor');
  const { page: patient } = await person('patient');
  await signIn(doctor);
  await openInvitation(patient, invite.url);

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
