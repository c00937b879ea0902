import { expect, it } from 'vitest';
import { arrangeForeign, connectPhase4 } from '../support/foreign.ts';

const LIMITED = { ok: false, code: 'rate_limited' };

const arrange = async () => {
  const arranged = await arrangeForeign({
    rateLimits: {
      'message-person': { points: 1, seconds: 600 },
      'emergency-person': { points: 2, seconds: 600 },
    },
  });
  const { server, doctor, patient, pair } = arranged;
  const socket = await connectPhase4(server, patient, pair);
  let last = 0;
  return {
    bySocket: (isEmergency: boolean) => {
      last += 1;
      const message = { id: `temp-${last}`, receiverId: doctor.user.id, content: `No. ${last}`, isEmergency };
      return socket.emitForAck('message:send', message);
    },
    byHttp: async (isEmergency: boolean) => {
      last += 1;
      const message = { ...pair, content: `No. ${last}`, isEmergency };
      return (await server.request('POST', '/api/chat/messages', message, patient.bearer)).status;
    },
  };
};

it('[S4-F18, S4-E16] who has written too much can still raise an alarm, by socket and by HTTP', async () => {
  const { bySocket, byHttp } = await arrange();
  expect(await bySocket(false)).toMatchObject({ ok: true });
  expect(await bySocket(false)).toMatchObject(LIMITED);
  expect(await byHttp(false)).toBe(429);
  expect(await bySocket(true)).toMatchObject({ ok: true });
  expect(await byHttp(true)).toBe(201);
});

it('[S4-F18] alarms are limited as such, by socket and by HTTP, and use no points of messages', async () => {
  const { bySocket, byHttp } = await arrange();
  expect(await bySocket(true)).toMatchObject({ ok: true });
  expect(await byHttp(true)).toBe(201);
  expect(await bySocket(true)).toMatchObject(LIMITED);
  expect(await byHttp(true)).toBe(429);
  expect(await bySocket(false)).toMatchObject({ ok: true });
});
