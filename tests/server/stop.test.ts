import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

it('stop() closes connected sockets, the listener and the store', async () => {
  const clinic = await startTestServer();
  const { doctorSocket, patientSocket } = await clinic.arrangeWaiting();
  const polling = await clinic.connect(await clinic.login('ada@clinic.example'), { transports: ['polling'] });

  await clinic.server.stop();

  await Promise.all([doctorSocket, patientSocket, polling].map((socket) => socket.disconnected()));
  await expect(fetch(`${clinic.url}/health`)).rejects.toThrow();
});
