import { setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { openInvitation, signIn } from './fixtures/visit.ts';

test('[S0-L05, S0-L06, S1-L01, S2-X08] an administrator sees how the server is doing, and a patient come', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const { invite } = await clinic.invite('Pat Alpha');
  const { page: admin } = await person('admin');
  await signIn(admin);
  await admin.getByRole('link', { name: 'Settings' }).click();
  await admin.getByRole('link', { name: 'Monitoring', exact: true }).click();
  await expect(admin.getByText('Everything is in order.')).toBeVisible();
  const connected = admin.getByRole('region', { name: 'Connected now' });
  await expect(connected.getByText('1 doctor, 0 patients')).toBeVisible();

  const { page: patient } = await person('patient');
  await openInvitation(patient, invite.url);
  await expect(patient.getByRole('button', { name: "I'm ready" })).toBeEnabled();
  // By itself, within ten seconds.
  await expect(connected.getByText('1 doctor, 1 patient')).toBeVisible({ timeout: 20_000 });
  await expect(
    admin.getByRole('region', { name: 'Waiting', exact: true }).getByText('0 ready, 1 getting ready, 0 away'),
  ).toBeVisible();
  await expect(admin.getByRole('main').getByText('Pat Alpha')).toBeHidden();

  await admin.getByText('Last day', { exact: true }).click();
  await expect(admin.getByRole('radio', { name: 'Last day' })).toBeChecked();
  await admin.getByRole('button', { name: 'Show the numbers as a table' }).click();
  await expect(admin.getByRole('button', { name: 'Hide the table' })).toBeVisible();
});
