import { expect, test, type Page } from '@playwright/test';
import { openDesktop, type Desktop } from '../support/desktop/harness.ts';
import { DOCTOR } from './fixtures/clinic.ts';
import { expectLiveVideo, rememberPeerConnections } from './fixtures/media.ts';
import { watchPages } from './fixtures/page-watch.ts';
import {
  createAppointment,
  openInvitation,
  remoteVideo,
  startConsultation,
  waitingRow,
} from './fixtures/visit.ts';

test.setTimeout(120_000);

const question = (page: Page) => page.getByRole('dialog', { name: 'Quit Anteroom now?' });

const setUp = async (doctor: Page): Promise<void> => {
  await doctor.getByRole('button', { name: 'Host my clinic on this computer' }).click();
  await doctor.getByLabel('Clinic name').fill(DOCTOR.clinicName);
  await doctor.getByLabel('Full name').fill(DOCTOR.fullname);
  await doctor.getByLabel('Email').fill(DOCTOR.email);
  await doctor.getByLabel('Password').fill(DOCTOR.password);
  await doctor.getByRole('button', { name: 'Create clinic' }).click();
  await expect(doctor.getByRole('button', { name: 'New appointment' })).toBeVisible();
};

/** The page of the doctor's app, the patient's browser, and what the system shows of both. */
const guarded = async ({ page: doctor, electron }: Desktop, patient: Page): Promise<void> => {
  const tray = () => electron.trays.at(-1);
  const window = electron.windows[0];

  await test.step('a patient arrives while the doctor looks at something else', async () => {
    await setUp(doctor);
    const link = await createAppointment(doctor, 'Pat Alpha');
    if (window !== undefined) window.isInFront = false;
    await patient.context().grantPermissions(['camera', 'microphone'], { origin: new URL(link).origin });
    await openInvitation(patient, link);
    await expect.poll(() => electron.notifications.at(-1)?.options.body).toBe('A patient is waiting.');
    expect(electron.notifications.at(-1)?.isShown).toBe(true);
    expect(tray()?.tooltip).toBe('Anteroom: A patient is waiting.');
    expect(electron.app.badge).toBe(1);
    expect(electron.powerSaveBlocker.held).toEqual(['prevent-app-suspension']);
    expect(
      JSON.stringify([tray()?.lines, electron.notifications.map(({ options }) => options)]),
    ).not.toContain('Pat Alpha');
  });

  await test.step('the notification opens the room, and its noticing takes it away', async () => {
    await doctor.goto(new URL('/settings/general', doctor.url()).href);
    await expect(doctor.getByRole('heading', { name: 'Settings' })).toBeVisible();
    await expect.poll(() => tray()?.tooltip).toBe('Anteroom: A patient is waiting.');
    tray()?.choose(tray()?.lines[0] ?? '');
    await expect(doctor).toHaveURL(/\/rooms\//);
    await expect.poll(() => electron.notifications.some(({ isShown }) => isShown)).toBe(false);
  });

  await test.step('closing the window keeps the clinic running, and the page in it goes on', async () => {
    window?.close();
    const asked = doctor.getByRole('dialog', { name: 'Close the window and keep the clinic running?' });
    await expect(asked).toContainText('Pat Alpha');
    await asked.getByRole('button', { name: 'Keep the clinic running' }).click();
    await expect.poll(() => window?.visible).toBe(false);
    await expect(patient.getByRole('heading', { name: 'Waiting room', exact: true })).toBeVisible();
    tray()?.choose('Show Anteroom');
    expect(window?.visible).toBe(true);
    await expect(waitingRow(doctor, 'Pat Alpha').first()).toBeVisible();
  });

  await test.step('quitting in the call asks, and to stay changes nothing', async () => {
    await startConsultation(doctor, 'Pat Alpha');
    for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
    await expect.poll(() => electron.powerSaveBlocker.held).toEqual(['prevent-display-sleep']);
    electron.app.quit();
    await expect(question(doctor)).toContainText('You are in a call');
    await question(doctor).getByRole('button', { name: 'Stay' }).click();
    await expect(question(doctor)).toBeHidden();
    expect(electron.app.ended).toBeNull();
    for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
  });

  await test.step('after the computer has slept, the page has a new line at once, and the video stays', async () => {
    let lines = 0;
    doctor.on('websocket', () => {
      lines += 1;
    });
    await expect
      .poll(() => {
        // A page that is connecting anew at this moment needs no other line for it: it sleeps again.
        electron.powerMonitor.emit('resume');
        return lines;
      })
      .toBeGreaterThan(0);
    for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
  });

  await test.step('after the visit it quits unasked, and the clinic is stopped', async () => {
    await doctor.getByRole('button', { name: 'End call' }).click();
    await expect(patient).toHaveURL(/visit-over/);
    await expect.poll(() => electron.powerSaveBlocker.held).toEqual([]);
    // The clinic's server, which is asked, too, counts the patient until their page has left the call.
    await expect
      .poll(() => doctor.evaluate("window.anteroom.leaving.consequences({ intent: 'quit' })"))
      .toEqual([]);
    electron.app.quit();
    await expect.poll(() => electron.app.ended, { timeout: 15_000 }).toEqual({ exitCode: 0 });
    expect(electron.messageBoxes.shown).toBeNull();
    expect(electron.children.every(({ pid }) => pid === undefined)).toBe(true);
  });
};

test('nobody who waits or is in a call loses the clinic by a click', async ({ browser }) => {
  const doctorContext = await browser.newContext({ ignoreHTTPSErrors: true });
  const patientContext = await browser.newContext({ ignoreHTTPSErrors: true });
  const watches = [await watchPages(doctorContext, 'doctor'), await watchPages(patientContext, 'patient')];
  for (const context of [doctorContext, patientContext]) await context.addInitScript(rememberPeerConnections);
  const desktop = await openDesktop(doctorContext);
  try {
    await guarded(desktop, await patientContext.newPage());
  } finally {
    await desktop.close();
    await doctorContext.close();
    await patientContext.close();
  }
  expect(watches.flatMap(({ problems }) => problems)).toEqual([]);
});
