import { expect, test, type Page } from '@playwright/test';
import type { AnteroomBridge } from '../../src-preload/contract.ts';
import type { SpecDesktop } from '../support/desktop/spec-desktop.ts';
import { callRoute } from './fixtures/clinic.ts';
import { inDesktop } from './fixtures/in-desktop.ts';
import { startPinnedClinic, type PinnedClinic } from './fixtures/pinned-clinic.ts';

/** A patient's app between visits: what was read and written outlives the network and the app. */

test.setTimeout(120_000);

let clinic: PinnedClinic;
test.beforeAll(async () => {
  clinic = await startPinnedClinic();
});
test.afterAll(() => clinic.dispose());

const PATIENT = { email: 'pat@mail.example', password: 'four unrelated words here' };

const field = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const log = (page: Page) => page.getByRole('log');
const waiting = (page: Page) => log(page).getByText('Waiting to be sent');
const send = async (page: Page, text: string): Promise<void> => {
  await field(page).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
};

/** Joins the clinic by somebody's invitation, and goes to its first page as nobody. */
const joinAsNobody = async (desktop: SpecDesktop): Promise<void> => {
  await desktop.replaced(() => desktop.page.getByRole('button', { name: 'Join', exact: true }).click());
  await expect(desktop.page.getByRole('heading', { name: 'Waiting room', exact: true })).toBeVisible();
  await desktop.page.evaluate(async () => {
    const { clinics, tokens } = (window as unknown as { anteroom: AnteroomBridge }).anteroom;
    const { clinic: joined } = await clinics.current();
    await tokens.write({ clinic: joined?.id ?? null, token: null });
    window.location.assign('/');
  });
};

const openConversation = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Messages' }).click();
  await page.getByRole('link', { name: /Ada Example/ }).click();
};

inDesktop(
  'what was read and written is there after the app was killed without a network',
  async ({ start }) => {
    const { data } = await callRoute(
      clinic.server,
      'createPatient',
      { fullname: 'Pat Alpha', ...PATIENT },
      clinic.clinic.token,
    );
    const { invite } = await clinic.clinic.invite('Sam Beta');
    const first = await start([clinic.appLink(invite.invite)]);
    await joinAsNobody(first);
    await first.page.getByLabel('Email').fill(PATIENT.email);
    await first.page.getByLabel('Password').fill(PATIENT.password);
    await first.page.getByRole('button', { name: 'Sign in' }).click();
    await openConversation(first.page);
    await send(first.page, 'Good morning, doctor');
    await expect(log(first.page).getByText('Sent', { exact: true })).toBeAttached();

    await clinic.kill();
    await expect(first.page.getByText('Reconnecting…').first()).toBeVisible();
    await send(first.page, 'My fever is gone');
    await send(first.page, 'I still cough a little');
    await expect(waiting(first.page)).toHaveCount(2);
    await first.kill();

    const second = await start();
    const { page } = second;
    await test.step('without the network, everything is where it was', async () => {
      await openConversation(page);
      await expect(log(page)).toContainText('Good morning, doctor');
      await expect(waiting(page)).toHaveCount(2);
      await page.getByRole('searchbox', { name: 'Search people and messages' }).fill('morning');
      await expect(page.getByRole('region', { name: 'Found on this computer' })).toContainText(
        'Good morning',
      );
      await page.getByRole('button', { name: 'Clear search' }).click();
    });

    await test.step('with it, each letter arrives once, in order', async () => {
      await clinic.start();
      await expect(waiting(page)).toHaveCount(0, { timeout: 40_000 });
      const { messages } = await callRoute(
        clinic.server,
        'getPatientMessages',
        undefined as never,
        clinic.clinic.token,
        { patientId: data.user.id },
      );
      expect(messages.map(({ content }) => content)).toEqual([
        'Good morning, doctor',
        'My fever is gone',
        'I still cough a little',
      ]);
    });

    await test.step('who signs out decides what stays here', async () => {
      await page.goto(new URL('/', page.url()).href);
      await page.getByRole('button', { name: 'Sign out' }).click();
      const dialog = page.getByRole('dialog', { name: 'Sign out' });
      await expect(
        dialog.getByRole('checkbox', { name: 'Remove my messages from this computer' }),
      ).toBeChecked();
      await dialog.getByRole('button', { name: 'Sign out now' }).click();
      await expect(page.getByLabel('Password')).toBeVisible();
    });
  },
);
