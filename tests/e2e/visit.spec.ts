import { inBrowser } from '../../tools/chromium-launch.ts';
import { setUpClinic } from './fixtures/clinic.ts';
import { expectLiveVideo } from './fixtures/media.ts';
import { expect, test } from './fixtures/test.ts';
import {
  createAppointment,
  openInvitation,
  ownVideo,
  readyButton,
  remoteVideo,
  sayReady,
  sendMessage,
  setUpInBrowser,
  startConsultation,
  testDevices,
  waitingRow,
} from './fixtures/visit.ts';

// The visit from its beginning to its end is as people have it.
test.use({ launchOptions: inBrowser, serverOptions: {} });
test.setTimeout(120_000);

/** Every part works. A busy machine measures its line to itself as unsteady, which is a result, too. */
const DEVICES_TESTED = /Devices work|Usable, not perfect/;

test('[S0-G02, S0-G05, S0-G08, S0-T02, S0-T03] one visit, from the set-up of the clinic to goodbye', async ({
  person,
}) => {
  const { page: doctor } = await person('doctor');
  const { page: patient } = await person('patient');

  await test.step('the doctor sets the clinic up and invites a patient', async () => {
    await setUpInBrowser(doctor);
  });
  const link = await createAppointment(doctor, 'Pat Alpha');

  await test.step('the patient opens the link; its secret leaves the address bar', async () => {
    await openInvitation(patient, link);
    expect(patient.url()).not.toContain('invite=');
    await expect(waitingRow(doctor, 'Pat Alpha')).toBeVisible();
  });

  await test.step('the patient tests the devices, and the doctor sees the results', async () => {
    await testDevices(patient);
    await expect(waitingRow(doctor, 'Pat Alpha')).toContainText(DEVICES_TESTED, { timeout: 20_000 });
    // Readiness is the person's word, not the test's.
    await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Not ready yet');
    await expect(readyButton(patient)).toHaveAttribute('aria-pressed', 'false');
  });

  await test.step('they chat', async () => {
    await sendMessage(patient, 'Good morning, doctor');
    await waitingRow(doctor, 'Pat Alpha').getByRole('button', { name: 'Pat Alpha' }).click();
    await expect(doctor.getByText('Good morning, doctor')).toBeVisible();
    await sendMessage(doctor, 'Good morning, Pat');
    await expect(patient.getByText('Good morning, Pat')).toBeVisible();
  });

  await test.step('the patient is ready, and the doctor sees it', async () => {
    await sayReady(patient);
    await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Ready');
  });

  await test.step('the doctor starts the consultation: both see and hear each other', async () => {
    await startConsultation(doctor, 'Pat Alpha');
    await expect(patient.getByRole('region', { name: 'Consultation' })).toBeVisible();
    for (const page of [doctor, patient]) {
      await expectLiveVideo(remoteVideo(page));
      await expect(ownVideo(page)).toBeVisible();
    }
  });

  await test.step('what one switches off, the other is told', async () => {
    await patient.getByRole('button', { name: 'Mute', exact: true }).click();
    await expect(patient.getByRole('button', { name: 'Mute', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await expect(doctor.getByText('Pat Alpha has muted', { exact: false }).first()).toBeVisible();
    await doctor.getByRole('button', { name: 'Stop video' }).click();
    await expect(patient.getByText('camera', { exact: false }).first()).toBeVisible();
    await doctor.getByRole('button', { name: 'Stop video' }).click();
    await expectLiveVideo(remoteVideo(patient));
  });

  await test.step('they write to each other in the call', async () => {
    const box = doctor.getByRole('textbox', { name: 'Message' });
    if (!(await box.isVisible())) await doctor.getByRole('button', { name: /chat/i }).click();
    await sendMessage(doctor, 'Take two a day');
    const patientBox = patient.getByRole('textbox', { name: 'Message' });
    if (!(await patientBox.isVisible())) await patient.getByRole('button', { name: /chat/i }).click();
    await expect(patient.getByText('Take two a day').first()).toBeVisible();
  });

  await test.step('the doctor ends the visit; both come to a sensible place', async () => {
    await doctor.getByRole('button', { name: 'End call' }).click();
    await expect(doctor.getByRole('button', { name: 'New appointment' })).toBeVisible();
    await expect(
      doctor.getByRole('status').filter({ hasText: 'The visit of Pat Alpha is over.' }),
    ).toBeVisible();
    await expect(patient).toHaveURL(/visit-over/);
    await expect(patient.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(
      waitingRow(doctor, 'Pat Alpha').getByRole('button', { name: 'Start consultation' }),
    ).toHaveCount(0);
  });

  await test.step('the link opens nothing any more', async () => {
    await patient.goto('about:blank');
    await patient.goto(link);
    await expect(patient.getByText('This visit is over').first()).toBeVisible();
  });
});

test('[S0-F05, S0-F06, S0-U01, S0-U02, S0-U07] the patient sees the own picture, switches it, and tests the devices', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const { invite } = await clinic.invite('Pat Alpha');
  const { page: patient } = await person('patient');
  await openInvitation(patient, invite.url);
  const picture = patient.getByLabel('Your video');
  const width = () => picture.evaluate((video) => (video as HTMLVideoElement).videoWidth);
  await expect.poll(width).toBeGreaterThan(0);
  const camera = patient.getByRole('button', { name: 'Camera', exact: true });
  await camera.click();
  await expect(picture).toBeHidden();
  await camera.click();
  await expect(picture).toBeVisible();
  await testDevices(patient);
  const verdict = /^(Your devices work\.|Your visit will work, not perfectly\.)$/;
  for (const words of ['we see your picture', 'we hear you', 'you hear us', verdict]) {
    await expect(patient.getByText(words).first()).toBeVisible({ timeout: 20_000 });
  }
});
