import { expectLiveVideo } from './fixtures/media.ts';
import { expect, test } from './fixtures/test.ts';
import { beginWaiting, beginCall, readyButton, remoteVideo, sayReady, waitingRow } from './fixtures/visit.ts';

test.setTimeout(120_000);

/** The clean end of the server: it tells everybody, and is back some seconds later. */

test('an announced restart is told in calm words, and both sides come back to the same places', async ({
  server,
  person,
}) => {
  const { doctor, patient } = await beginWaiting(server, person);
  await sayReady(patient);
  await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Ready');

  expect(await server.stop()).toBe(0);
  await expect(patient.getByText("The clinic's server is starting again. Your place is kept.")).toBeVisible();
  await expect(doctor.getByText("The clinic's server is starting again. Places in the queue")).toBeVisible();
  await server.start();

  for (const page of [patient, doctor]) {
    await expect(page.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText("The clinic's server is starting again", { exact: false })).toHaveCount(0);
  }
  await expect(readyButton(patient)).toHaveAttribute('aria-pressed', 'true');
  await expect(waitingRow(doctor, 'Pat Alpha')).toContainText('Ready');
});

test('a call goes on through an announced restart', async ({ server, person }) => {
  const { doctor, patient } = await beginCall(server, person);
  expect(await server.stop()).toBe(0);
  for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
  await server.start();
  // The signalling is back when a switch reaches the other side.
  await expect(patient.getByText('Reconnecting…').first()).toBeHidden({ timeout: 40_000 });
  await patient.getByRole('button', { name: 'Mute', exact: true }).click();
  await expect(doctor.getByText('Pat Alpha has muted', { exact: false }).first()).toBeVisible({
    timeout: 40_000,
  });
  for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
});
