import { expect, it } from 'vitest';
import { createFullableStore } from '../support/fullable-store.ts';
import { arrangeChat } from '../support/chat.ts';
import { createTestClock } from '../support/server.ts';
import { ConnectRefused } from '../support/socket-client.ts';

const MINUTE = 60_000;

it('[S1-A01, S1-A02, S1-X01, S1-X02, S1-H01] a chat page is refused in the documented words', async () => {
  const clock = createTestClock();
  const { server, patient } = await arrangeChat({ now: clock.now });
  const textOf = async (token: string | null, headers: Record<string, string> = {}) => {
    try {
      await server.connect(token === null ? null : { token }, { headers });
      return 'connected';
    } catch (error) {
      if (!(error instanceof ConnectRefused)) throw error;
      return error.message;
    }
  };
  expect(await textOf(null)).toBe('Authentication token required');
  expect(await textOf('nonsense')).toBe('Invalid token');
  expect(await textOf(`Bearer ${patient.token}`)).toBe('connected');
  expect(await textOf(null, { authorization: `Bearer ${patient.token}` })).toBe('connected');
  const other = await server.login('pat@clinic.example');
  await server.request('POST', '/auth/logout', {}, other.bearer);
  expect(await textOf(other.token)).toBe('Token has been expired');
  clock.advance(30 * MINUTE);
  expect(await textOf(patient.token)).toBe('Token expired');
});

it('[S1-X03, S1-F05, S1-F08, S1-A02] the person is looked up at each connection', async () => {
  const { server, doctor } = await arrangeChat();
  const colleague = await server.addDoctor(doctor, 'bob@clinic.example');
  await server.connect(colleague);
  await server.expectStatus(
    200,
    server.request('POST', `/api/doctors/${colleague.user.id}/disable`, {}, doctor.bearer),
  );
  await expect(server.connect(colleague)).rejects.toThrow(/User not found|Token has been expired/);
});

it('[S1-H04, S1-E13, S1-L06] a message that cannot be stored is refused and logged, and can be sent again', async () => {
  const disk = createFullableStore();
  const { server, doctor, doctorSocket, patientSocket } = await arrangeChat({ openStore: disk.open });
  const message = { receiverId: doctor.user.id, content: 'a canary', clientId: 'c-1' };
  disk.fill();
  expect(await patientSocket.refusal('send_message', message)).toMatchObject({ code: 'storage_full' });
  expect(await patientSocket.next('error')).toMatchObject({ code: 'storage_full' });
  disk.empty();
  await patientSocket.request('send_message', message);
  expect((await doctorSocket.next('new_message')).message.content).toBe('a canary');
  const refused = server.logEvents().filter(({ event }) => event === 'event-refused');
  expect(refused.filter(({ name }) => name === 'send_message')).toMatchObject([{ code: 'storage_full' }]);
  expect(server.logLines.join('')).not.toContain('canary');
});

it('[S1-L02, S1-P06] tells who comes and goes, and keeps no room of who is gone', async () => {
  const { server, patient, patientSocket, doctorSocket } = await arrangeChat();
  patientSocket.close();
  await doctorSocket.next('user_status_change');
  const of = (name: string) =>
    server.logEvents().filter(({ event, userId }) => event === name && userId === patient.user.id);
  expect([of('user-connected').length, of('user-disconnected').length]).toEqual([1, 1]);
});
