import { DOCTOR, setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { signIn } from './fixtures/visit.ts';

test.setTimeout(120_000);

const PASSWORD = 'four unrelated words here';

test('a patient is added, found, invited to an account, chooses a password and signs in again', async ({
  server,
  person,
}) => {
  await setUpClinic(server);
  const { page: doctor } = await person('doctor');
  await signIn(doctor);
  await doctor.getByRole('link', { name: 'Patients' }).click();
  await doctor.getByRole('button', { name: 'Add patient' }).click();
  const dialog = doctor.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add patient' }).click();
  await expect(dialog.getByLabel('Patient name')).toBeFocused();
  await dialog.getByLabel('Patient name').fill('José Núñez');
  await dialog.getByLabel('Patient email').fill('jose@mail.example');
  await dialog.getByLabel('Phone').fill('0555 12 34');
  await dialog.getByLabel('Date of birth').fill('1980-02-29');
  await dialog.getByLabel('Blood group').selectOption('AB+');
  await dialog.getByRole('button', { name: 'Add patient' }).click();
  await expect(doctor.getByRole('heading', { level: 1, name: 'José Núñez' })).toBeVisible();
  await expect(doctor.getByText('February 29, 1980').or(doctor.getByText('29 February 1980'))).toBeVisible();

  await doctor.getByRole('link', { name: 'All patients' }).click();
  await doctor.getByRole('searchbox', { name: 'Search patients' }).fill('nunez');
  await expect(doctor.getByText('1 patient found').first()).toBeVisible();
  await doctor.getByRole('searchbox', { name: 'Search patients' }).fill('nobody');
  await expect(doctor.getByText('No patient matches “nobody”')).toBeVisible();
  await doctor.getByRole('searchbox', { name: 'Search patients' }).fill('5551234');
  await doctor.getByRole('link', { name: 'José Núñez' }).click();

  await doctor.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Patient name').fill('José Núñez Pérez');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(doctor.getByRole('heading', { level: 1, name: 'José Núñez Pérez' })).toBeVisible();
  await expect(doctor.getByRole('button', { name: 'Edit' })).toBeFocused();

  await doctor.getByRole('button', { name: 'Invite to an account' }).click();
  const field = doctor.getByRole('textbox', { name: 'Account link' });
  await expect(field).toHaveValue(/\/password#link=/);
  await doctor.getByRole('button', { name: 'Show QR code' }).click();
  await expect(doctor.getByRole('img', { name: /QR code/ })).toBeVisible();
  await expect(doctor.getByRole('link', { name: 'Write an email' })).toHaveAttribute(
    'href',
    /^mailto:jose@mail\.example\?subject=/,
  );
  const link = await field.inputValue();

  const { page: patient } = await person('patient', { media: false });
  await patient.goto(link);
  await expect(patient.getByRole('heading', { name: 'Welcome, José Núñez Pérez' })).toBeVisible();
  expect(patient.url()).toBe(`${server.url}/password`);
  await patient.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await patient.getByLabel('New password again').fill('something else');
  await patient.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(patient.getByText('The two passwords are not the same.')).toBeVisible();
  await patient.getByLabel('New password again').fill(PASSWORD);
  await patient.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(patient.getByRole('heading', { name: 'Your visits' })).toBeVisible();
  await expect(patient.getByText('You have no visit planned')).toBeVisible();
  await expect(patient.getByText('Connected')).toBeVisible();

  await doctor.reload();
  await expect(doctor.getByText('Has an account', { exact: true })).toBeVisible();

  await patient.getByRole('button', { name: 'Sign out' }).click();
  await patient.getByLabel('Email').fill('jose@mail.example');
  await patient.getByLabel('Password').fill(PASSWORD);
  await patient.getByRole('button', { name: 'Sign in' }).click();
  await expect(patient.getByRole('heading', { name: 'Your visits' })).toBeVisible();

  await patient.goto(link);
  await expect(patient.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
});

test('a doctor is added by a link, and signed out at once when disabled', async ({ server, person }) => {
  await setUpClinic(server);
  const { page: admin } = await person('admin');
  const { page: bob } = await person('bob');
  await signIn(admin);
  await admin.getByRole('link', { name: 'Settings' }).click();
  await admin.getByRole('link', { name: 'Doctors' }).click();
  await admin.getByRole('button', { name: 'Add doctor' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel("Doctor's name").fill('Dr Bob Two');
  await dialog.getByLabel("Doctor's email").fill(DOCTOR.email);
  await dialog.getByRole('button', { name: 'Add doctor' }).click();
  await expect(dialog.getByText('Another account already uses this email.')).toBeVisible();
  await dialog.getByLabel("Doctor's email").fill('bob@clinic.example');
  await dialog.getByRole('button', { name: 'Add doctor' }).click();
  const field = dialog.getByRole('textbox', { name: 'Account link' });
  await expect(field).toHaveValue(/\/password#link=/);
  await bob.goto(await field.inputValue());
  await bob.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await bob.getByLabel('New password again').fill(PASSWORD);
  await bob.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(bob.getByRole('button', { name: 'New appointment' })).toBeVisible();

  await dialog.getByRole('button', { name: 'Done' }).click();
  await admin.getByRole('button', { name: 'Disable Dr Bob Two' }).click();
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Disable' }).click();
  await expect(bob.getByText('Your session has ended. Sign in again.')).toBeVisible();
  await expect(admin.getByText('Dr Bob Two is disabled and signed out everywhere.')).toBeVisible();
  await admin.getByRole('button', { name: 'Undo' }).click();
  await expect(admin.getByText('Dr Bob Two can sign in again.')).toBeVisible();
  await bob.getByLabel('Email').fill('bob@clinic.example');
  await bob.getByLabel('Password').fill(PASSWORD);
  await bob.getByRole('button', { name: 'Sign in' }).click();
  await expect(bob.getByRole('button', { name: 'New appointment' })).toBeVisible();
});
