import type { Page } from '@playwright/test';
import { expectLiveVideo } from './fixtures/media.ts';
import { expect, test } from './fixtures/test.ts';
import { beginCall, remoteVideo } from './fixtures/visit.ts';

test('in a call: other devices, the whole screen, and leaving to return later', async ({
  server,
  person,
}) => {
  const { doctor, patient } = await beginCall(server, person);

  await test.step('the connection is judged', async () => {
    await expect(doctor.getByRole('img', { name: /^The connection is/ })).toBeVisible();
  });

  await test.step('another microphone, by keyboard alone', async () => {
    const devices = doctor.getByRole('button', { name: 'Devices' });
    await devices.focus();
    await doctor.keyboard.press('Enter');
    const microphone = doctor.getByLabel('Microphone in use');
    await expect(microphone.locator('option')).not.toHaveCount(0);
    const options = await microphone
      .locator('option')
      .evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value));
    const inUse = await microphone.inputValue();
    const other = options.findLast((value) => value !== inUse) ?? '';
    await microphone.selectOption(other);
    await expect(microphone).toHaveValue(other);
    await doctor.keyboard.press('Escape');
    await expect(microphone).toBeHidden();
    await expect(devices).toBeFocused();
    for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));
  });

  await test.step('the whole screen, by button and by double click', async () => {
    const full = doctor.getByRole('button', { name: 'Full screen' });
    await full.click();
    await expect(full).toHaveAttribute('aria-pressed', 'true');
    await remoteVideo(doctor).dblclick();
    await expect(full).toHaveAttribute('aria-pressed', 'false');
    await doctor.keyboard.press('Alt+f');
    await expect(full).toHaveAttribute('aria-pressed', 'true');
    await doctor.keyboard.press('Alt+f');
    await expect(full).toHaveAttribute('aria-pressed', 'false');
  });

  await test.step('the doctor leaves without ending the visit, and returns', async () => {
    await doctor.getByRole('button', { name: 'Other ways to leave' }).click();
    await doctor.getByRole('menuitem', { name: 'Leave and return later' }).click();
    await expect(doctor.getByRole('status').filter({ hasText: 'You left the call.' })).toBeVisible();
    await expect(patient.getByText(/is gone for the moment/)).toBeVisible();
    await doctor.getByRole('link', { name: 'Return to the call' }).first().click();
    for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page), 30_000);
  });
});

/** From now on this page reads that the other side misses most of what it sends. */
const pretendLoss = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const kept =
      (window as { __anteroomPeerConnections?: RTCPeerConnection[] }).__anteroomPeerConnections ?? [];
    let lost = 0;
    for (const connection of kept) {
      const measure = connection.getStats.bind(connection);
      connection.getStats = async () => {
        const reports = new Map<string, { type: string }>();
        (await measure()).forEach((report: { type: string }, id: string) => {
          const isReported = report.type === 'remote-inbound-rtp';
          reports.set(id, isReported ? Object.assign({}, report, { packetsLost: (lost += 400) }) : report);
        });
        return reports;
      };
    }
  });

test('[S0-H11] on a weak line (its statistics are pretended) the picture pauses and the sound goes on', async ({
  server,
  person,
}) => {
  const { doctor, patient } = await beginCall(server, person);
  await pretendLoss(patient);
  await expect(patient.getByRole('status').filter({ hasText: 'Your upload is slow' })).toBeVisible();
  await expect(patient.getByText('We paused video to keep the sound.')).toBeVisible({ timeout: 40_000 });
  // What the person switched on stays switched on.
  await expect(patient.getByRole('button', { name: 'Stop video' })).toHaveAttribute('aria-pressed', 'false');
  await expect(
    doctor.getByText('Their connection is weak. We paused video to keep the sound.'),
  ).toBeVisible();
  const heard = () =>
    doctor.evaluate(async () => {
      const kept =
        (window as { __anteroomPeerConnections?: RTCPeerConnection[] }).__anteroomPeerConnections ?? [];
      let packets = 0;
      for (const connection of kept) {
        (await connection.getStats()).forEach(
          (report: { type: string; kind?: string; packetsReceived?: number }) => {
            if (report.type === 'inbound-rtp' && report.kind === 'audio') {
              packets += report.packetsReceived ?? 0;
            }
          },
        );
      }
      return packets;
    });
  const before = await heard();
  await expect.poll(heard).toBeGreaterThan(before + 50);
});
