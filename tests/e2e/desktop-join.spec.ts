import { expect, test, type Page } from '@playwright/test';
import type { SpecDesktop } from '../support/desktop/spec-desktop.ts';
import { inDesktop } from './fixtures/in-desktop.ts';
import { ANOTHER_PIN, startPinnedClinic, type PinnedClinic } from './fixtures/pinned-clinic.ts';

/** A patient's app joins a clinic on another computer: real preload script, real main process, a real key. */

test.setTimeout(90_000);

let clinic: PinnedClinic;
test.beforeAll(async () => {
  clinic = await startPinnedClinic();
});
test.afterAll(() => clinic.dispose());

const joinButton = (page: Page) => page.getByRole('button', { name: 'Join', exact: true });
const waitingRoom = (page: Page) => page.getByRole('heading', { name: 'Waiting room', exact: true });
const question = (page: Page) => page.getByRole('heading', { name: 'Join this clinic?' });

/** Agrees to the link that the app shows, and comes to the waiting room in the clinic's own window. */
const agree = async (desktop: SpecDesktop): Promise<void> => {
  await expect(question(desktop.page)).toBeVisible();
  await desktop.replaced(() => joinButton(desktop.page).click());
  await expect(waitingRoom(desktop.page)).toBeVisible();
};

const paste = async (page: Page, link: string): Promise<void> => {
  await page.getByLabel('Invitation link').fill(link);
  await page.getByRole('button', { name: 'Continue' }).click();
};

inDesktop(
  'the link of an invitation leads to the waiting room, and the app finds the way back',
  async ({ start }) => {
    const first = await clinic.clinic.invite('Pat Alpha');
    const second = await clinic.clinic.invite('Sam Beta');

    await test.step('the link that starts the app is agreed to', async () => {
      const desktop = await start([clinic.appLink(first.invite.invite)]);
      await agree(desktop);
      await expect(desktop.page.getByText('Connected', { exact: true })).toBeVisible();
      await desktop.end();
    });

    const desktop = await start();
    const { page } = desktop;
    await test.step('the next start comes to the same place in the clinic’s own session', async () => {
      // The token came from the system's key store: nobody opened the invitation again.
      await expect(waitingRoom(page)).toBeVisible();
      expect(await desktop.partitions()).toEqual([expect.stringMatching(/^clinic-[\w-]{43}$/)]);
      await desktop.reload();
      await expect(waitingRoom(page)).toBeVisible();
    });

    const dialog = page.getByRole('dialog', { name: 'Another invitation has arrived' });
    await test.step('a link for the app that runs takes no patient out of a waiting room unasked', async () => {
      await desktop.openLink(clinic.appLink(second.invite.invite));
      await expect(dialog).toContainText('Your place is kept');
      await dialog.getByRole('button', { name: 'Stay here' }).click();
      await expect(dialog).toBeHidden();
      await expect(waitingRoom(page)).toBeVisible();
    });

    await test.step('another invitation of the same clinic needs no other window', async () => {
      await desktop.openLink(clinic.appLink(second.invite.invite));
      await dialog.getByRole('button', { name: 'Look at it' }).click();
      await expect(page.getByText('You have joined Clinic on the Hill before.')).toBeVisible();
      await joinButton(page).click();
      await expect(page.getByText('Hello Sam Beta', { exact: false })).toBeVisible();
      expect(desktop.windowsOpened()).toBe(1);
    });
  },
);

inDesktop(
  'a server with another key than the invitation’s is refused, at first and later',
  async ({ start }) => {
    const { invite } = await clinic.clinic.invite('Pat Alpha');
    const desktop = await start();

    await test.step('nothing is contacted before the person agrees, and an altered pin is refused', async () => {
      const { page } = desktop;
      await desktop.openLink(clinic.appLink(invite.invite, ANOTHER_PIN));
      await expect(question(page)).toBeVisible();
      expect(await desktop.partitions()).toEqual([]);
      await joinButton(page).click();
      await expect(
        page.getByRole('heading', { name: 'This is not the clinic of your invitation' }),
      ).toBeVisible();
      await expect(page.getByRole('alert')).toContainText('Ask the clinic for a new invitation');
      await expect(page.getByRole('button', { name: /continue|anyway|try again/i })).toHaveCount(0);
      expect(desktop.windowsOpened()).toBe(1);
    });

    await test.step('the way on is the right invitation, pasted', async () => {
      await desktop.page.getByRole('button', { name: 'Use another invitation' }).click();
      await paste(desktop.page, clinic.appLink(invite.invite));
      await agree(desktop);
    });

    await test.step('a key that changes after joining is refused until a new invitation names it', async () => {
      await clinic.changeKey();
      const { page } = desktop;
      await expect(page.getByRole('heading', { name: 'The clinic shows another key' })).toBeVisible({
        timeout: 30_000,
      });
      await page.getByRole('button', { name: 'Check again' }).click();
      await expect(page.getByRole('status')).toContainText('It still shows another key.');
      await page.getByRole('link', { name: 'Open a new invitation' }).click();
      await paste(page, clinic.appLink(invite.invite));
      await expect(page.getByText('it had another key', { exact: false })).toBeVisible();
      await agree(desktop);
    });
  },
);
