import { join } from 'node:path';
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { FakeSafeStorage } from '../fakes/fake-safe-storage.ts';
import { openDesktop, type Desktop } from '../support/desktop/harness.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { watchPages } from './fixtures/page-watch.ts';
import { ANOTHER_PIN, startPinnedClinic, type PinnedClinic } from './fixtures/pinned-clinic.ts';

/** A patient's app joins a clinic on another computer: real preload script, real main process, a real key. */

type Fixtures = {
  clinic: PinnedClinic;
  /** Starts the app, with a link of the system perhaps; data of an earlier run in the same folder. */
  start: (argv?: readonly string[]) => Promise<Desktop>;
};

const test = base.extend<Fixtures>({
  clinic: async ({ browserName: _name }, use) => {
    const clinic = await startPinnedClinic();
    await use(clinic);
    await clinic.dispose();
  },
  start: async ({ browser }, use) => {
    const folder = makeTempFolder();
    const safeStorage = new FakeSafeStorage();
    const opened: { desktop: Desktop; context: BrowserContext }[] = [];
    const problems: string[] = [];
    await use(async (argv = []) => {
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const watch = await watchPages(context, 'patient');
      const desktop = await openDesktop(context, {
        argv,
        userData: join(folder.path, 'user-data'),
        safeStorage,
      });
      opened.push({ desktop, context });
      context.on('close', () => problems.push(...watch.problems));
      return desktop;
    });
    for (const { desktop, context } of opened) {
      await desktop.close();
      await context.close();
    }
    folder.remove();
    expect(problems).toEqual([]);
  },
});

const joinButton = (page: Page) => page.getByRole('button', { name: 'Join', exact: true });
const waitingRoom = (page: Page) => page.getByRole('heading', { name: 'Waiting room', exact: true });

/** Agrees to the link that the app shows, and comes to the waiting room in the clinic's own window. */
const agree = async (desktop: Desktop): Promise<void> => {
  await expect(desktop.page.getByRole('heading', { name: 'Join this clinic?' })).toBeVisible();
  await desktop.replaced(() => joinButton(desktop.page).click());
  await expect(waitingRoom(desktop.page)).toBeVisible();
};

test('the link that starts the app leads to the waiting room, and the next start finds the way back', async ({
  clinic,
  start,
}) => {
  const { invite } = await clinic.clinic.invite('Pat Alpha');
  const first = await start([clinic.appLink(invite.invite)]);
  await agree(first);
  await expect(first.page.getByText('Connected', { exact: true })).toBeVisible();
  await first.close();

  const second = await start();
  const partition = second.electron.windows[0]?.options.webPreferences?.['partition'];
  expect(partition).toMatch(/^persist:clinic-[\w-]{43}$/);
  // The token came from the system's key store: nobody opened the invitation again.
  await expect(waitingRoom(second.page)).toBeVisible();
});

test('a link for the app that runs is shown, and asks before it takes a patient out of a waiting room', async ({
  clinic,
  start,
}) => {
  const first = await clinic.clinic.invite('Pat Alpha');
  const second = await clinic.clinic.invite('Sam Beta');
  const desktop = await start();
  desktop.openLink(clinic.appLink(first.invite.invite));
  await agree(desktop);
  await desktop.reload();
  await expect(waitingRoom(desktop.page)).toBeVisible();

  desktop.openLink(clinic.appLink(second.invite.invite));
  const dialog = desktop.page.getByRole('dialog', { name: 'Another invitation has arrived' });
  await expect(dialog).toContainText('Your place is kept');
  await dialog.getByRole('button', { name: 'Stay here' }).click();
  await expect(dialog).toBeHidden();
  await expect(waitingRoom(desktop.page)).toBeVisible();

  // The same clinic: no other window is needed.
  desktop.openLink(clinic.appLink(second.invite.invite));
  await dialog.getByRole('button', { name: 'Look at it' }).click();
  await expect(desktop.page.getByText('You have joined Clinic on the Hill before.')).toBeVisible();
  await joinButton(desktop.page).click();
  await expect(desktop.page.getByText('Hello Sam Beta', { exact: false })).toBeVisible();
  expect(desktop.electron.windows).toHaveLength(2);
});

test('nothing is contacted before the person agrees, and an altered pin is refused', async ({
  clinic,
  start,
}) => {
  const { invite } = await clinic.clinic.invite('Pat Alpha');
  const desktop = await start([clinic.appLink(invite.invite, ANOTHER_PIN)]);
  const { page } = desktop;
  await expect(page.getByRole('heading', { name: 'Join this clinic?' })).toBeVisible();
  expect(desktop.electron.session.partitions.size).toBe(0);
  await joinButton(page).click();
  await expect(
    page.getByRole('heading', { name: 'This is not the clinic of your invitation' }),
  ).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('Ask the clinic for a new invitation');
  await expect(page.getByRole('button', { name: /continue|anyway|try again/i })).toHaveCount(0);
  expect(desktop.electron.windows).toHaveLength(1);

  // The way on: the right invitation, pasted.
  await page.getByRole('button', { name: 'Use another invitation' }).click();
  await page.getByLabel('Invitation link').fill(clinic.appLink(invite.invite));
  await page.getByRole('button', { name: 'Continue' }).click();
  await agree(desktop);
});

test('a server that changes its key after joining is refused until a new invitation names it', async ({
  clinic,
  start,
}) => {
  const { invite } = await clinic.clinic.invite('Pat Alpha');
  const desktop = await start([clinic.appLink(invite.invite)]);
  await agree(desktop);
  const newPin = await clinic.changeKey();
  const { page } = desktop;
  await expect(page.getByRole('heading', { name: 'The clinic shows another key' })).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByRole('status')).toContainText('It still shows another key.');

  await page.getByRole('link', { name: 'Open a new invitation' }).click();
  await page.getByLabel('Invitation link').fill(clinic.appLink(invite.invite, newPin));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('it had another key', { exact: false })).toBeVisible();
  await agree(desktop);
});
