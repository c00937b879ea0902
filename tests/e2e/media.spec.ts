import { expect, test } from '@playwright/test';
import { expectLiveVideo, framesDecoded, rememberPeerConnections } from './fixtures/media.ts';

test('a video over a connection of this machine is seen to live, and a closed one is not', async ({
  context,
}) => {
  await context.route('https://clinic.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><video autoplay muted></video>' }),
  );
  await context.grantPermissions(['camera', 'microphone'], { origin: 'https://clinic.example' });
  await context.addInitScript(rememberPeerConnections);
  const page = await context.newPage();
  await page.goto('https://clinic.example/');
  expect(await framesDecoded(page)).toBe(0);
  await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
    const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
    here.onicecandidate = ({ candidate }) => void there.addIceCandidate(candidate ?? undefined);
    there.onicecandidate = ({ candidate }) => void here.addIceCandidate(candidate ?? undefined);
    there.ontrack = ({ streams }) => {
      document.querySelector('video')!.srcObject = streams[0] ?? null;
    };
    for (const track of stream.getTracks()) here.addTrack(track, stream);
    await here.setLocalDescription();
    await there.setRemoteDescription(here.localDescription!);
    await there.setLocalDescription();
    await here.setRemoteDescription(there.localDescription!);
    Object.assign(window, { hangUp: () => [here, there].forEach((connection) => connection.close()) });
  });
  await expectLiveVideo(page.locator('video'));
  await page.evaluate(() => (window as unknown as { hangUp(): void }).hangUp());
  expect(await framesDecoded(page)).toBe(0);
});
