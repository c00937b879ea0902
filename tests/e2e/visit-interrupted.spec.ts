import { setUpClinic } from './fixtures/clinic.ts';
import { expectLiveVideo } from './fixtures/media.ts';
import { expect, test } from './fixtures/test.ts';
import {
  beginWaiting,
  beginCall,
  openInvitation,
  readyButton,
  remoteVideo,
  sayReady,
  sendMessage,
  waitingRow,
} from './fixtures/visit.ts';

test.setTimeout(120_000);

/** What interrupts a visit: a reload, hanging up, another device, and a server that is killed. */

test('a reload while waiting keeps the place, the ready flag and the chat', async ({ server, person }) => {
  const { doctor, patient } = await beginWaiting(server, person);
  await sendMessage(patient, 'I am here');
  await sayReady(patient);
  await patient.reload();
  await expect(patient.getByRole('heading', { name: 'Waiting room', exact: true })).toBeVisible();
  await expect(readyButton(patient)).toHaveAttribute('aria-pressed', 'true');
  await expect(patient.getByText('I am here')).toBeVisible();
  await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Ready');
});

test('a reload in the call comes back into the call, on either side', async ({ server, person }) => {
  const { doctor, patient } = await beginCall(server, person);
  for (const reloaded of [patient, doctor]) {
    await reloaded.reload();
    for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page), 30_000);
  }
});

test('a patient who hangs up can return, and the doctor decides when the visit is over', async ({
  server,
  person,
}) => {
  const { doctor, patient } = await beginCall(server, person);
  await patient.getByRole('button', { name: 'End call' }).click();
  await expect(patient.getByRole('link', { name: 'Return to the call' })).toBeVisible();
  const notice = doctor.getByRole('status').filter({ hasText: 'Pat Alpha ended the call' });
  await expect(notice).toBeVisible();
  await notice.getByRole('button', { name: 'Hide this notice' }).click();
  await expect(notice).toBeHidden();
  await doctor.getByRole('link', { name: 'Return to the call' }).first().click();
  await patient.getByRole('link', { name: 'Return to the call' }).click();
  for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
});

test('[S0-H01, S0-H10] kill -9 of the server while a patient waits: the place is kept and the page comes back alone', async ({
  server,
  person,
}) => {
  const { doctor, patient } = await beginWaiting(server, person);
  await sayReady(patient);
  await sendMessage(patient, 'before the crash');
  await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Ready');
  await server.kill();
  await expect(patient.getByText('Reconnecting…').first()).toBeVisible();
  await patient.getByRole('textbox', { name: 'Message' }).fill('written without a server');
  await patient.getByRole('button', { name: 'Send' }).click();
  await server.start();
  await expect(patient.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 40_000 });
  await expect(readyButton(patient)).toHaveAttribute('aria-pressed', 'true');
  const row = waitingRow(doctor, 'Pat Alpha');
  await expect(row).toContainText('Ready', { timeout: 40_000 });
  await row.getByRole('button', { name: 'Pat Alpha' }).click();
  await expect(doctor.getByText('before the crash')).toBeVisible();
  await expect(doctor.getByText('written without a server')).toHaveCount(1);
});

test('kill -9 of the server in a call: the video never stops and the signalling resumes', async ({
  server,
  person,
}) => {
  const { doctor, patient } = await beginCall(server, person);
  const connections = (page: typeof doctor) =>
    page.evaluate(
      () =>
        (window as { __anteroomPeerConnections?: RTCPeerConnection[] }).__anteroomPeerConnections?.length ??
        0,
    );
  const before = [await connections(doctor), await connections(patient)];
  await server.kill();
  for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
  await server.start();
  // The signalling is back when a switch reaches the other side.
  const mute = patient.getByRole('button', { name: 'Mute', exact: true });
  await expect(async () => {
    await expect(patient.getByText('Reconnecting…').first()).toBeHidden({ timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
  await mute.click();
  await expect(doctor.getByText('Pat Alpha has muted', { exact: false }).first()).toBeVisible({
    timeout: 40_000,
  });
  for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
  // The same connections as before: nothing was negotiated anew.
  expect([await connections(doctor), await connections(patient)]).toEqual(before);
});

test('opening the invitation on another device moves the place there and says so here', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const { invite } = await clinic.invite('Pat Alpha');
  const { page: phone } = await person('phone');
  const { page: laptop } = await person('laptop');
  await openInvitation(phone, invite.url);
  await sayReady(phone);
  await openInvitation(laptop, invite.url);
  await expect(readyButton(laptop)).toHaveAttribute('aria-pressed', 'true');
  await expect(phone.getByText('You opened your visit on another device').first()).toBeVisible();
});
