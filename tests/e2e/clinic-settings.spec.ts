import { createRequire } from 'node:module';
import { setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { openInvitation, signIn, startConsultation } from './fixtures/visit.ts';

test.setTimeout(120_000);
// Nobody listens there: what is tested is that no other way is tried.
test.use({ serverEnvironment: { TURN_URLS: 'turn:127.0.0.1:9', TURN_SECRET: 'shared with coturn' } });

const ICON = createRequire(import.meta.url).resolve('../../src-renderer/public/icon.svg');

test('an administrator says what the clinic is, and patients see it', async ({ server, person }) => {
  const clinic = await setUpClinic(server);
  const first = await clinic.invite('Pat Alpha');
  const second = await clinic.invite('Sam Beta');
  const { page: doctor } = await person('doctor');
  const { page: pat } = await person('pat');
  const { page: sam } = await person('sam');
  await signIn(doctor);
  await openInvitation(pat, first.invite.url);
  await openInvitation(sam, second.invite.url);
  await expect(pat.getByText('Probably within 10 minutes.')).toBeVisible();
  await expect(sam.getByText('About 10 to 40 minutes.')).toBeVisible();

  await doctor.getByRole('link', { name: 'Settings' }).click();
  await doctor.getByRole('link', { name: 'Clinic', exact: true }).click();
  await doctor.getByLabel('Picture file').setInputFiles(ICON);
  await expect(doctor.getByRole('img', { name: "The clinic's logo" })).toBeVisible();
  await doctor.getByLabel('Clinic name').fill('Pine Street');
  await doctor.getByLabel('Emergency number').fill('112');
  await doctor.getByRole('switch', { name: 'Place in the queue' }).focus();
  await doctor.keyboard.press('Space');
  await doctor.getByRole('switch', { name: 'Whether the doctor is there' }).focus();
  await doctor.keyboard.press('Space');
  await doctor.getByRole('switch', { name: /relay only/ }).focus();
  await doctor.keyboard.press('Space');
  await doctor.getByRole('button', { name: 'Save' }).click();
  await expect(doctor.getByText('Saved. Everyone sees it from now on.').first()).toBeVisible();
  await expect(doctor.getByRole('navigation', { name: 'Main' }).getByText('Pine Street')).toBeVisible();

  await sam.reload();
  await expect(sam.getByText('Pine Street')).toBeVisible();
  await expect(sam.getByText('The clinic knows that you are here', { exact: false })).toBeVisible();
  await expect(sam.getByText('About 10 to 40 minutes.')).toBeVisible();
  await expect(sam.getByText('before you')).toBeHidden();
  await expect(sam.getByText('is online')).toBeHidden();
  await expect(sam.getByRole('link', { name: 'In an emergency call 112.' })).toBeVisible();
  const logo = sam.locator('img').first();
  await expect(logo).toHaveAttribute('src', /^blob:/);
  await expect
    .poll(() => logo.evaluate((image) => (image as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);

  await doctor.getByRole('link', { name: 'Waiting rooms' }).click();
  await startConsultation(doctor, 'Sam Beta');
  const policies = () =>
    sam.evaluate(() =>
      (window as { __anteroomPeerConnections?: RTCPeerConnection[] }).__anteroomPeerConnections?.map(
        (connection) => connection.getConfiguration().iceTransportPolicy,
      ),
    );
  await expect.poll(async () => (await policies())?.length ?? 0).toBeGreaterThan(0);
  expect(new Set(await policies())).toEqual(new Set(['relay']));
});
