import { expect, test } from '@playwright/test';
import { inDesktop } from './fixtures/in-desktop.ts';
import { expectLiveVideo } from './fixtures/media.ts';
import {
  createAppointment,
  openInvitation,
  remoteVideo,
  sayReady,
  setUpInDesktop,
  startConsultation,
  testDevices,
  waitingRow,
} from './fixtures/visit.ts';

test.setTimeout(120_000);

/** A whole visit: the doctor in the app that hosts the clinic, the patient in a browser. */
inDesktop(
  'one visit with the doctor behind the real preload script and main process',
  async ({ start, patients }) => {
    const desktop = await start();
    const { page: doctor } = desktop;

    await test.step('the doctor hosts the clinic on this computer and sets it up', () =>
      setUpInDesktop(doctor));
    const link = await createAppointment(doctor, 'Pat Alpha');
    const patient = await (await patients()).newPage();
    await patient.context().grantPermissions(['camera', 'microphone'], { origin: new URL(link).origin });

    await test.step('the patient comes by the link, tests the devices and is ready', async () => {
      await openInvitation(patient, link);
      await testDevices(patient);
      await sayReady(patient);
      await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Ready');
    });

    await test.step('both see each other', async () => {
      await startConsultation(doctor, 'Pat Alpha');
      for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
    });

    await test.step('the hosted server crashes and is started again: the video never stops', async () => {
      await desktop.killServer();
      for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
      await patient.getByRole('button', { name: 'Mute', exact: true }).click();
      await expect(doctor.getByText('Pat Alpha has muted', { exact: false }).first()).toBeVisible({
        timeout: 60_000,
      });
    });

    await test.step('the window is loaded again in the call', async () => {
      await desktop.reload();
      for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page), 40_000);
    });

    await test.step('the visit ends', async () => {
      await doctor.getByRole('button', { name: 'End call' }).click();
      await expect(doctor.getByRole('button', { name: 'New appointment' })).toBeVisible();
      await expect(patient).toHaveURL(/visit-over/);
    });
  },
);
