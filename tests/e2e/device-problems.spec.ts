import { inBrowser } from '../../tools/chromium-launch.ts';
import { setUpClinic } from './fixtures/clinic.ts';
import { expectLiveVideo } from './fixtures/media.ts';
import { expect, test } from './fixtures/test.ts';
import {
  beginWaiting,
  openInvitation,
  ownVideo,
  remoteVideo,
  signIn,
  startConsultation,
  waitingRow,
} from './fixtures/visit.ts';

// The shell gives devices other names after a reload.
test.use({ launchOptions: inBrowser });

test('[S0-H07, S0-H08, S0-H13, S0-I04] a patient whose camera is refused (shimmed) comes in with sound only', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const { invite } = await clinic.invite('Pat Alpha');
  const { page: doctor } = await person('doctor');
  const { page: patient } = await person('patient');
  await patient.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = (constraints) =>
      constraints?.video === undefined || constraints.video === false
        ? open(constraints)
        : Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  });
  await signIn(doctor);
  await openInvitation(patient, invite.url);
  await patient.getByRole('button', { name: 'Test devices' }).click();
  await expect(patient.getByText('Click the symbol on the left of the address').first()).toBeVisible();
  await patient.getByRole('button', { name: 'Yes, I heard it' }).click({ timeout: 20_000 });
  await patient.getByRole('button', { name: 'Go on with sound only' }).click();
  await expect(patient.getByText('Your visit will work with sound only.').first()).toBeVisible();
  await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Sound only: no camera');
  await startConsultation(doctor, 'Pat Alpha');
  await expect(ownVideo(patient)).toBeAttached();
  await expect(patient.getByRole('button', { name: 'Stop video' })).toHaveAttribute('aria-pressed', 'true');
  await expect(patient.getByRole('button', { name: 'Mute', exact: true })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
  await expect(patient.getByText('This page may not use your camera')).toHaveCount(0);
});

test('the chosen microphone is remembered over a reload and goes along into the call', async ({
  server,
  person,
}) => {
  const { doctor, patient } = await beginWaiting(server, person);
  const choice = patient.getByLabel('Microphone in use');
  const label = () =>
    choice.evaluate((select) => (select as HTMLSelectElement).selectedOptions[0]?.textContent ?? '');
  await patient.getByRole('button', { name: 'Choose devices' }).click();
  await choice.selectOption({ label: 'Fake Audio Input 2' });
  await expect.poll(label).toBe('Fake Audio Input 2');
  await patient.reload();
  await patient.getByRole('button', { name: 'Choose devices' }).click();
  await expect.poll(label).toBe('Fake Audio Input 2');
  await startConsultation(doctor, 'Pat Alpha');
  await expectLiveVideo(remoteVideo(doctor));
  const sent = () =>
    patient.evaluate(() =>
      (
        (window as { __anteroomPeerConnections?: RTCPeerConnection[] }).__anteroomPeerConnections ?? []
      ).flatMap((connection) =>
        connection.getSenders().flatMap(({ track }) => (track?.kind === 'audio' ? [track.label] : [])),
      ),
    );
  await expect.poll(sent).toContain('Fake Audio Input 2');
});
