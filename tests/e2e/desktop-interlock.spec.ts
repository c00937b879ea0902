import { connect } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { inDesktop } from './fixtures/in-desktop.ts';
import { expectLiveVideo } from './fixtures/media.ts';
import {
  createAppointment,
  openInvitation,
  remoteVideo,
  setUpInDesktop,
  startConsultation,
  waitingRow,
} from './fixtures/visit.ts';

test.setTimeout(120_000);

const question = (page: Page) => page.getByRole('dialog', { name: 'Quit Anteroom now?' });

/** Whether somebody listens at the address of a link. */
const isServed = (link: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(link);
    const socket = connect(Number(port || 443), hostname.replace(/^\[|\]$/g, ''));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

inDesktop('nobody who waits or is in a call loses the clinic by a click', async ({ start, patients }) => {
  const desktop = await start();
  const { page: doctor } = desktop;
  const patient = await (await patients()).newPage();
  await setUpInDesktop(doctor);
  const link = await createAppointment(doctor, 'Pat Alpha');
  await patient.context().grantPermissions(['camera', 'microphone'], { origin: new URL(link).origin });

  await test.step('a patient who arrives keeps the computer awake', async () => {
    await desktop.onlyFaked('no program sees which window a person looks at', (fake) => {
      const [window] = fake.windows;
      if (window !== undefined) window.isInFront = false;
    });
    await openInvitation(patient, link);
    await expect.poll(desktop.heldAwake).toEqual(['prevent-app-suspension']);
  });

  await desktop.onlyFaked(
    'notification, tray and badge are drawn by the system, which shows them to no program',
    (fake) =>
      test.step('a doctor who looks at something else is told of it without a name, and opens the room from there', async () => {
        const tray = () => fake.trays.at(-1);
        await expect.poll(() => fake.notifications.at(-1)?.options.body).toBe('A patient is waiting.');
        expect(fake.notifications.at(-1)?.isShown).toBe(true);
        expect(tray()?.tooltip).toBe('Anteroom: A patient is waiting.');
        if (process.platform === 'win32') expect(fake.windows[0]?.overlay).not.toBeNull();
        else expect(fake.app.badge).toBe(1);
        const shown = [tray()?.lines, fake.notifications.map(({ options }) => options)];
        expect(JSON.stringify(shown)).not.toContain('Pat Alpha');
        await doctor.goto(new URL('/settings/general', doctor.url()).href);
        await expect(doctor.getByRole('heading', { name: 'Settings' })).toBeVisible();
        await expect.poll(() => tray()?.tooltip).toBe('Anteroom: A patient is waiting.');
        tray()?.choose(tray()?.lines[0] ?? '');
        await expect(doctor).toHaveURL(/\/rooms\//);
        await expect.poll(() => fake.notifications.some(({ isShown }) => isShown)).toBe(false);
      }),
  );

  await test.step('closing the window keeps the clinic running, and the page in it goes on', async () => {
    await desktop.closeWindow();
    // On macOS a program without a window goes on as a matter of course.
    if (process.platform !== 'darwin') {
      const asked = doctor.getByRole('dialog', { name: 'Close the window and keep the clinic running?' });
      await expect(asked).toContainText('Pat Alpha');
      await asked.getByRole('button', { name: 'Keep the clinic running' }).click();
    }
    await expect.poll(desktop.isWindowVisible).toBe(false);
    await expect(patient.getByRole('heading', { name: 'Waiting room', exact: true })).toBeVisible();
    await desktop.showWindow();
    await expect.poll(desktop.isWindowVisible).toBe(true);
    await expect(waitingRow(doctor, 'Pat Alpha').first()).toBeVisible();
  });

  await test.step('quitting in the call asks, and to stay changes nothing', async () => {
    await startConsultation(doctor, 'Pat Alpha');
    for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
    await expect.poll(desktop.heldAwake).toEqual(['prevent-display-sleep']);
    await desktop.quit();
    await expect(question(doctor)).toContainText('You are in a call');
    await question(doctor).getByRole('button', { name: 'Stay' }).click();
    await expect(question(doctor)).toBeHidden();
    expect(desktop.hasEnded()).toBe(false);
    for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
  });

  await test.step('after the computer has slept, the page has a new line at once, and the video stays', async () => {
    let lines = 0;
    doctor.on('websocket', () => {
      lines += 1;
    });
    await expect
      .poll(async () => {
        // A page that is connecting anew at this moment needs no other line for it: it sleeps again.
        await desktop.wakeUp();
        return lines;
      })
      .toBeGreaterThan(0);
    for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
  });

  await test.step('after the visit it quits unasked, and the clinic is stopped', async () => {
    await doctor.getByRole('button', { name: 'End call' }).click();
    await expect(patient).toHaveURL(/visit-over/);
    // The clinic's server, which is asked, too, counts the patient until their page has left the call.
    await expect
      .poll(() => doctor.evaluate("window.anteroom.leaving.consequences({ intent: 'quit' })"))
      .toEqual([]);
    await expect.poll(desktop.heldAwake).toEqual([]);
    expect(await isServed(link)).toBe(true);
    await desktop.quit();
    await expect.poll(desktop.hasEnded, { timeout: 15_000 }).toBe(true);
    expect(await isServed(link)).toBe(false);
    await desktop.onlyFaked('the fake alone still tells how the app ended', (fake) => {
      expect(fake.app.ended).toEqual({ exitCode: 0 });
      expect(fake.messageBoxes.shown).toBeNull();
      expect(fake.children.every(({ pid }) => pid === undefined)).toBe(true);
    });
  });
});
