import { expect, it } from 'vitest';
import { createServer } from '../../server/create-server.ts';
import { freePort } from '../support/free-port.ts';
import { startTestServer, temporaryFolder, testConfig } from '../support/server.ts';
import { connectClient } from '../support/socket-client.ts';

it('[K20] serves one clinic on several ports, and closes them all', async () => {
  const extraPorts = [await freePort(), await freePort()];
  const clinic = await startTestServer({ extraPorts });
  const { doctor, patient, roomId } = await clinic.arrangeVisit();
  const urls = extraPorts.map((port) => `http://127.0.0.1:${port}`);
  const [doctorUrl = '', patientUrl = ''] = urls;

  const doctorSocket = await connectClient(doctorUrl, { token: doctor.token });
  const patientSocket = await connectClient(patientUrl, { token: patient.token, transports: ['polling'] });
  const mainSocket = await clinic.connect(doctor);
  for (const socket of [doctorSocket, mainSocket, patientSocket]) {
    await socket.request('join-waiting-room', { roomId });
  }
  await patientSocket.request('waiting-room-message', { roomId, message: 'Hello' });
  for (const socket of [doctorSocket, mainSocket]) {
    expect(await socket.next('waiting-room-message')).toMatchObject({ message: 'Hello' });
  }
  for (const url of urls) {
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'OK' });
  }

  await clinic.server.stop();

  for (const socket of [doctorSocket, mainSocket, patientSocket]) await socket.disconnected();
  for (const url of [clinic.url, ...urls]) await expect(fetch(`${url}/health`)).rejects.toThrow();
});

it('checks Origin and Host on every port', async () => {
  const extraPorts = [await freePort()];
  const clinic = await startTestServer({ extraPorts });
  const doctor = await clinic.setUp();
  const url = `http://127.0.0.1:${extraPorts[0] ?? 0}`;
  const headers = { origin: 'https://evil.example' };

  expect((await fetch(`${url}/health`, { headers })).status).toBe(403);
  await expect(connectClient(url, { token: doctor.token, headers })).rejects.toThrow();
  await connectClient(url, { token: doctor.token, headers: { origin: url } });
});

it('leaves nothing open when one of the ports is in use', async () => {
  const taken = await startTestServer();
  const port = await freePort();
  const server = createServer({
    config: testConfig(await temporaryFolder(), {
      port,
      extraPorts: [Number(new URL(taken.url).port)],
      logLevel: 'silent',
    }),
  });

  await expect(server.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });

  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  expect(server.address()).toBeNull();
});
