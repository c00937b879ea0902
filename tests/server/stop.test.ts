import { request } from 'node:http';
import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

it('stop() ends every socket, the listener and the store, although clients are connected', async () => {
  const clinic = await startTestServer();
  const { doctor, doctorSocket, patientSocket } = await clinic.arrangeCall();
  const polling = await clinic.connect(doctor, { transports: ['polling'] });

  await clinic.server.stop();

  for (const socket of [doctorSocket, patientSocket, polling]) await socket.disconnected();
  await expect(fetch(`${clinic.url}/health`)).rejects.toThrow();
  expect(clinic.server.address()).toBeNull();
  expect(clinic.logEvents().filter(({ level }) => level === 'error')).toEqual([]);
});

it('stop() does not wait for a client that never finishes its request', async () => {
  const clinic = await startTestServer({ limits: { stopMs: 300 } });
  const stalled = request(`${clinic.url}/auth/login`, {
    method: 'POST',
    headers: { 'content-length': '100' },
  });
  stalled.on('error', () => undefined);
  const gone = new Promise((resolve) => stalled.once('close', resolve));
  const connected = new Promise((resolve) =>
    stalled.once('socket', (socket) => socket.once('connect', resolve)),
  );
  stalled.write('{');
  await connected;

  await clinic.server.stop();

  await gone;
});

it('stop() may be called again, at the same time and later', async () => {
  const clinic = await startTestServer();
  await Promise.all([clinic.server.stop(), clinic.server.stop()]);
  await clinic.server.stop();
});

it('the data folder can be used again at once', async () => {
  const first = await startTestServer();
  await first.arrangeWaiting();
  await first.server.stop();
  const second = await startTestServer({ dataDir: first.dataDir });
  await second.login('ada@clinic.example');
});
