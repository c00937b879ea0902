import { setUpClinic } from './fixtures/clinic.ts';
import { expectLiveVideo } from './fixtures/media.ts';
import { expect, test } from './fixtures/test.ts';
import {
  beginCall,
  openInvitation,
  remoteVideo,
  sayReady,
  sendMessage,
  signIn,
  startConsultation,
  testDevices,
  waitingRow,
} from './fixtures/visit.ts';

test.setTimeout(120_000);

test('[S0-G01, S0-G03, S0-G04, S0-I01, S0-U14] a patient opens the link, is connected, chats and is fetched into the call', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const { invite } = await clinic.invite('Pat Alpha');
  const { page: doctor } = await person('doctor');
  const { page: patient } = await person('patient');
  await openInvitation(patient, invite.url);
  await expect(patient.getByText('Connected', { exact: true }).first()).toBeVisible();
  await expect(patient.getByText('Dr. Ada Example is not online yet')).toBeVisible();
  await expect(patient.getByText('You are next.')).toBeVisible();
  await signIn(doctor);
  await expect(patient.getByText('Dr. Ada Example is not online yet')).toBeHidden();
  await sendMessage(patient, 'Good morning, doctor');
  await waitingRow(doctor, 'Pat Alpha').getByRole('button', { name: 'Pat Alpha' }).click();
  await expect(doctor.getByText('Good morning, doctor')).toBeVisible();
  await sendMessage(doctor, 'One moment, please');
  await expect(patient.getByText('One moment, please').first()).toBeVisible();
  await startConsultation(doctor, 'Pat Alpha');
  await expect(patient).toHaveURL(/\/consultation\//);
  await expectLiveVideo(remoteVideo(patient));
});

test('[S0-G05, S0-G06, S0-G07, S0-I05, S0-I06] a doctor signs in, follows who waits, chooses a room and sees tests, readiness and chat', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const pat = await clinic.invite('Pat Alpha');
  const sam = await clinic.invite('Sam Beta');
  const { page: patient } = await person('patient');
  const { page: other } = await person('other');
  const { page: doctor } = await person('doctor');
  await openInvitation(patient, pat.invite.url);
  await signIn(doctor);
  const row = waitingRow(doctor, 'Pat Alpha');
  await expect(row).toContainText('Not ready yet');
  await expect(doctor.getByText('Waiting 1 · Today 2')).toBeVisible();
  await openInvitation(other, sam.invite.url);
  await expect(waitingRow(doctor, 'Sam Beta')).toContainText('Not ready yet');
  await expect(doctor.getByText('Waiting 2 · Today 2')).toBeVisible();
  await row.getByRole('button', { name: 'Pat Alpha' }).click();
  const room = doctor.getByRole('region', { name: 'Chosen room' });
  await expect(room.getByRole('heading', { name: 'Pat Alpha' })).toBeVisible();
  await testDevices(patient);
  // On a busy machine the line is measured as unsteady, which is a result, too.
  await expect(row).toContainText(/Devices work|Usable, not perfect/, { timeout: 20_000 });
  await sayReady(patient);
  await expect(row).not.toContainText('Not ready yet');
  await expect(row).toContainText('Ready');
  await sendMessage(patient, 'I am ready');
  await expect(doctor.getByRole('region', { name: 'Chat' }).getByText('I am ready')).toBeVisible();
  // What concerns one patient is not shown with another.
  await waitingRow(doctor, 'Sam Beta').getByRole('button', { name: 'Sam Beta' }).click();
  await expect(doctor.getByText('I am ready')).toBeHidden();
});

test('[S0-N01, S0-N02, S0-I03] a doctor in a call learns who has come, and lets the patient wait again from there', async ({
  server,
  person,
}) => {
  const { clinic, doctor, patient } = await beginCall(server, person);
  const { invite } = await clinic.invite('Sam Beta');
  const { page: sam } = await person('sam');
  await openInvitation(sam, invite.url);
  const notice = doctor.getByRole('status').filter({ hasText: 'Sam Beta is waiting' });
  await expect(notice).toBeVisible();
  await notice.getByRole('button', { name: 'Seen' }).click();
  await expect(notice).toBeHidden();
  await expect(sam.getByText('Seen by the clinic')).toBeVisible();
  for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));

  await doctor.getByRole('button', { name: 'Other ways to leave' }).click();
  await doctor.getByRole('menuitem', { name: 'Back to the waiting room' }).click();
  await expect(
    doctor.getByRole('status').filter({ hasText: 'Pat Alpha is back in the waiting room.' }).first(),
  ).toBeVisible();
  await expect(patient.getByText(/has put you back into the waiting room/)).toBeVisible();
  await startConsultation(doctor, 'Sam Beta');
  await expectLiveVideo(remoteVideo(sam));
});

test('[S0-H03, S0-H13] a patient whose network blocks WebSockets (shimmed) waits and chats all the same', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const { invite } = await clinic.invite('Pat Alpha');
  const { page: patient } = await person('patient');
  await patient.addInitScript(() => {
    class BlockedWebSocket extends WebSocket {
      constructor(url: string | URL) {
        // Nothing listens there, as behind a proxy that lets no upgrade through.
        super(new URL('/blocked', String(url).replace(/^ws/, 'http')).href.replace(/^http/, 'ws'));
      }
    }
    window.WebSocket = BlockedWebSocket;
  });
  await patient.goto(invite.url);
  await expect(patient.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 40_000 });
  await sendMessage(patient, 'I am here');
  await expect(patient.getByText('I am here')).toBeVisible();
  await expect(patient.getByText('Sending…')).toBeHidden();
  const { page: doctor } = await person('doctor');
  await signIn(doctor);
  await waitingRow(doctor, 'Pat Alpha').getByRole('button', { name: 'Pat Alpha' }).click();
  await expect(doctor.getByText('I am here')).toBeVisible();
});
