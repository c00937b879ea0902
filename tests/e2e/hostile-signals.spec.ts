import type { WebSocketRoute } from '@playwright/test';
import { callRoute as callAny } from '../chaos/fuzz/clinic.ts';
import { createDice } from '../chaos/fuzz/dice.ts';
import { makeSignalFrame } from '../chaos/fuzz/signal-frames.ts';
import { connectWire } from '../chaos/fuzz/wire-client.ts';
import { setUpClinic } from './fixtures/clinic.ts';
import { expectLiveVideo } from './fixtures/media.ts';
import { expect, test } from './fixtures/test.ts';
import { openInvitation, remoteVideo, signIn, startConsultation } from './fixtures/visit.ts';

const BY_THE_PEER = 700;
const BY_A_STRANGER = 300;
const BURST = 100;
/** A peer that a signal broke is given up and built again. */
const BACK_WITHIN_MS = 40_000;

/** Frames of a page's socket, in which somebody may put more. */
type Tapped = { toServer: WebSocketRoute | null; peer: string; attempts: number[] };

test.use({ serverEnvironment: { RATE_LIMITS: 'off' } });

test('a call in a browser outlives a thousand hostile signals of its peer and of a stranger', async ({
  server,
  person,
}) => {
  test.setTimeout(120_000);
  const dice = createDice(1);
  const clinic = await setUpClinic(server);
  const { invite } = await clinic.invite('Pat Alpha');
  const { page: doctor } = await person('doctor');
  const { page: patient } = await person('patient');
  const tapped: Tapped = { toServer: null, peer: '', attempts: [] };
  await patient.routeWebSocket(/socket\.io/, (page) => {
    const toServer = page.connectToServer();
    tapped.toServer = toServer;
    page.onMessage((message) => {
      const sent = /"to":"([^"]+)","attempt":(\d+)/.exec(message.toString());
      if (sent?.[1] !== undefined) {
        tapped.peer = sent[1];
        tapped.attempts.push(Number(sent[2]));
      }
      toServer.send(message);
    });
  });
  await signIn(doctor);
  await openInvitation(patient, invite.url);
  await startConsultation(doctor, 'Pat Alpha');
  for (const page of [doctor, patient]) await expectLiveVideo(remoteVideo(page));

  const stranger = await clinic.invite('Quinn Beta');
  const { token } = await callAny(server.url, 'invite', { invite: stranger.invite.invite });
  const outside = await connectWire(server.url, token);
  for (let sent = 0; sent < BY_A_STRANGER; sent += 1) {
    const { event, payload } = makeSignalFrame(dice, { peer: tapped.peer, others: ['nobody'] }, [0]);
    const answer = await outside.ask(event, payload);
    expect(answer?.ok, `a stranger’s ${event}`).toBe(false);
  }
  await outside.close();

  for (let sent = 0; sent < BY_THE_PEER; sent += BURST) {
    for (let burst = 0; burst < BURST; burst += 1) {
      const running = tapped.attempts.at(-1) ?? 0;
      const { event, payload } = makeSignalFrame(dice, { peer: tapped.peer, others: ['nobody'] }, [
        running,
        running + 1,
      ]);
      tapped.toServer?.send(`42[${JSON.stringify(event)},${payload}]`);
    }
    await expect(doctor.getByRole('region', { name: 'Consultation' })).toBeVisible();
  }
  const built = await doctor.evaluate(
    () => (window as { __anteroomPeerConnections?: unknown[] }).__anteroomPeerConnections?.length ?? 0,
  );
  expect(built, 'connections of the doctor: the signals came through').toBeGreaterThan(1);
  for (const page of [doctor, patient]) {
    await expectLiveVideo(remoteVideo(page), BACK_WITHIN_MS);
    await expect(page.getByRole('region', { name: 'Consultation' })).toBeVisible();
  }
});
