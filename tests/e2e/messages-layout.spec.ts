import type { Page } from '@playwright/test';
import { callRoute, setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { signIn } from './fixtures/visit.ts';
import { asPerson, PASSWORD } from './scenes/people.ts';

/** What only a browser can tell of the messages between visits: where things stand. */

const EMAIL = 'pat@mail.example';
const PHONE = { width: 390, height: 844 };

const field = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });

const signInPatient = async (page: Page): Promise<void> => {
  await page.goto('/');
  await page.getByLabel('Email').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Messages' }).click();
};

test('[S4-U02] what a patient writes in stays in sight when the connection is lost', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  await callRoute(
    server,
    'createPatient',
    { fullname: 'Pat Alpha', email: EMAIL, password: PASSWORD },
    clinic.token,
  );
  const { page } = await person('patient');
  await page.setViewportSize(PHONE);
  await signInPatient(page);
  await page.getByRole('link', { name: /Ada Example/ }).click();
  await expect(field(page)).toBeInViewport({ ratio: 1 });
  await page.context().setOffline(true);
  await expect(page.getByText(/The connection to the clinic is lost/)).toBeVisible();
  for (const size of [PHONE, { width: 1280, height: 800 }, { width: 360, height: 640 }]) {
    await page.setViewportSize(size);
    await expect(field(page)).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeInViewport({ ratio: 1 });
  }
});

test('[S4-U01] a count of many unread messages stands in one line of the navigation on a phone', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  await callRoute(
    server,
    'createPatient',
    { fullname: 'Pat Alpha', email: EMAIL, password: PASSWORD },
    clinic.token,
  );
  await asPerson(server, EMAIL, async (line) => {
    const [contact] = (await line.request('list_conversations', {})).conversations;
    for (let count = 0; count < 12; count += 1) {
      await line.request('send_message', {
        receiverId: contact?.otherUser._id ?? '',
        content: `Message ${count}`,
      });
    }
  });
  const { page } = await person('doctor');
  await page.setViewportSize(PHONE);
  await signIn(page);
  const count = page.getByRole('link', { name: /Messages/ }).getByText('12', { exact: true });
  await expect(count).toBeVisible();
  // One box for each line that its pill is drawn in.
  expect(await count.evaluate((element) => element.parentElement?.getClientRects().length)).toBe(1);
});

test('[S4-U02, S4-U08] a doctor reads in a narrow list who needs help, and writes to a long name in one line', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const name = 'Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena von und zu Hohenzollern-Sigmaringen';
  const { data } = await callRoute(
    server,
    'createPatient',
    { fullname: name, email: EMAIL, password: PASSWORD },
    clinic.token,
  );
  await asPerson(server, EMAIL, (line) =>
    line.request('raise_emergency', { content: 'Strong pain in my chest' }),
  );
  const { page } = await person('doctor');
  await page.setViewportSize({ width: 1280, height: 800 });
  await signIn(page);
  await page.goto(`/messages/${data.user.id}`);
  const first = page.getByRole('navigation', { name: 'Messages' }).getByRole('link').first();
  await expect(first.getByText('Emergency')).toBeVisible();
  const words = first.getByTitle('Strong pain in my chest');
  expect(await words.evaluate(({ clientWidth }) => clientWidth)).toBeGreaterThanOrEqual(80);

  // The ring is not cut off by the edge of what is scrolled.
  await first.focus();
  const ring = await first.evaluate((link) => {
    const { outlineOffset, outlineWidth } = getComputedStyle(link);
    const scroll = link.closest('nav')?.getBoundingClientRect().top ?? 0;
    return {
      room: link.getBoundingClientRect().top - scroll,
      needed: parseFloat(outlineOffset) + parseFloat(outlineWidth),
    };
  });
  expect(ring.room).toBeGreaterThanOrEqual(ring.needed);

  await page.setViewportSize(PHONE);
  await expect(field(page)).toHaveAttribute('placeholder', 'Write to Wolfeschlegelsteinhause…');
  const lines = await field(page).evaluate(
    (area) => area.clientHeight / parseFloat(getComputedStyle(area).lineHeight),
  );
  expect(lines).toBeLessThan(2);
});
