import { expect, it } from 'vitest';
import { arrangeChat } from '../support/chat.ts';
import { refusals } from '../support/metric.ts';
import { startTestServer } from '../support/server.ts';

const LIMITED = { ok: false, code: 'rate_limited', message: expect.stringMatching(/try again in \d+ s/) };

it('messages: so many of one person over all of their sockets, refused with a code and counted', async () => {
  const server = await startTestServer({ rateLimits: { 'message-person': { points: 3, seconds: 600 } } });
  const { patient, patientSocket, doctorSocket, roomId } = await server.arrangeWaiting();
  const second = await server.connect(patient);
  await second.request('join-waiting-room', { roomId });
  const send = (socket: typeof second, message: string) =>
    socket.emitForAck('waiting-room-message', { roomId, message });

  expect(await send(patientSocket, 'one')).toMatchObject({ ok: true });
  expect(await send(second, 'two')).toMatchObject({ ok: true });
  expect(await send(patientSocket, 'three')).toMatchObject({ ok: true });
  expect(await send(patientSocket, 'four')).toMatchObject(LIMITED);
  expect(await send(second, 'five')).toMatchObject(LIMITED);

  // The other person has points of their own, and everything but messages goes on.
  expect(await send(doctorSocket, 'six')).toMatchObject({ ok: true });
  await patientSocket.request('patient-ready', { roomId, ready: true });
  const { room } = await second.request('join-waiting-room', { roomId });
  expect(room.messages.map(({ message }) => message)).toEqual(['one', 'two', 'three', 'six']);
  expect(await refusals(server, 'event', 'rate_limited')).toBe(2);
});

it('messages to all who wait count as messages', async () => {
  const server = await startTestServer({ rateLimits: { 'message-person': { points: 1, seconds: 600 } } });
  const { doctorSocket } = await server.arrangeWaiting();
  await doctorSocket.request('message-waiting', { message: 'Five minutes' });
  expect(await doctorSocket.refusal('message-waiting', { message: 'Ten' })).toMatchObject(LIMITED);
});

it('messages of conversations count as messages, by socket and by HTTP', async () => {
  const { server, doctor, patient, patientSocket } = await arrangeChat({
    rateLimits: { 'message-person': { points: 2, seconds: 600 } },
  });
  const message = { receiverId: doctor.user.id, content: 'hi' };
  const byHttp = () =>
    server.request(
      'POST',
      '/users/send-message',
      { doctorId: doctor.user.id, content: 'hi' },
      patient.bearer,
    );
  await patientSocket.request('send_message', message);
  expect((await byHttp()).status).toBe(201);
  expect(await patientSocket.refusal('send_message', message)).toMatchObject(LIMITED);
  const refused = await byHttp();
  expect([refused.status, refused.body['code']]).toEqual([429, 'rate_limited']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

it.each([
  ['typing-person', 'typing_start', { receiverId: 'nobody' }],
  ['search-person', 'search_messages', { query: 'x' }],
  ['reaction-person', 'react_to_message', { messageId: 'nobody-1', emoji: '👍' }],
] as const)('%s: %s has points of its own', async (name, event, payload) => {
  const { patientSocket } = await arrangeChat({ rateLimits: { [name]: { points: 1, seconds: 600 } } });
  await patientSocket.emitForAck(event, payload);
  expect(await patientSocket.refusal(event, payload)).toMatchObject(LIMITED);
  await patientSocket.request('set_status', { status: 'busy' });
});

it('an invitation opened again has no new points', async () => {
  const server = await startTestServer({ rateLimits: { 'message-person': { points: 1, seconds: 600 } } });
  const { invite, patientSocket, roomId } = await server.arrangeWaiting();
  await patientSocket.request('waiting-room-message', { roomId, message: 'one' });
  const moved = await server.connect(await server.openInvite(invite.invite));
  await moved.request('join-waiting-room', { roomId });
  expect(await moved.refusal('waiting-room-message', { roomId, message: 'two' })).toMatchObject(LIMITED);
});

it('signals: one too many is refused with a code, is not told, and ends no call', async () => {
  const server = await startTestServer({ rateLimits: { 'signal-person': { points: 3, seconds: 600 } } });
  const { doctorSocket, patientSocket, roomId } = await server.arrangeCall();
  const candidate = { candidate: 'candidate:1 1 UDP 1 192.0.2.1 1 typ host', sdpMid: '0' };
  const signal = { candidate, to: patientSocket.id };
  for (let count = 0; count < 3; count += 1) await doctorSocket.request('ice-candidate', signal);
  expect(await doctorSocket.refusal('ice-candidate', signal)).toMatchObject(LIMITED);
  expect(await doctorSocket.refusal('ice-candidate', { candidate, roomId })).toMatchObject(LIMITED);
  expect(
    await doctorSocket.refusal('offer', { offer: { type: 'offer', sdp: 'v=0' }, to: patientSocket.id }),
  ).toMatchObject(LIMITED);
  await patientSocket.settled();
  expect(patientSocket.countOf('ice-candidate')).toBe(3);
  expect(patientSocket.pending()).not.toContain('offer');

  // Both are still in the call, and the other side signals on.
  await patientSocket.request('ice-candidate', { candidate, to: doctorSocket.id });
  await doctorSocket.next('ice-candidate');
  await doctorSocket.request('toggle-audio', { roomId, enabled: false });
  await patientSocket.next('peer-toggle-audio');
  expect(patientSocket.pending()).not.toContain('user-left');
});

it('by default, a call that starts again and again with many candidates is never refused', async () => {
  const server = await startTestServer();
  const { doctorSocket, patientSocket } = await server.arrangeCall();
  const candidate = { candidate: 'candidate:1 1 UDP 1 192.0.2.1 1 typ host', sdpMid: '0' };
  const attempts = Array.from({ length: 10 }, (_, attempt) => attempt);
  for (const attempt of attempts) {
    const signals = [
      doctorSocket.emitForAck('offer', {
        offer: { type: 'offer', sdp: 'v=0' },
        to: patientSocket.id,
        attempt,
      }),
      ...Array.from({ length: 40 }, () =>
        doctorSocket.emitForAck('ice-candidate', { candidate, to: patientSocket.id, attempt }),
      ),
    ];
    for (const ack of await Promise.all(signals)) expect(ack).toMatchObject({ ok: true });
  }
});

it.each([
  ['join-person', 'join-room', { roomId: 'a-room' }],
  ['join-person', 'leave-room', { roomId: 'a-room' }],
  ['event-person', 'start-call', { roomId: 'a-room' }],
  ['event-person', 'no such event', {}],
])('%s stops %s', async (name, event, payload) => {
  const server = await startTestServer({ rateLimits: { [name]: { points: 2, seconds: 600 } } });
  const socket = await server.connect(await server.setUp());
  for (let count = 0; count < 2; count += 1) {
    expect(await socket.emitForAck(event, payload)).not.toMatchObject({ code: 'rate_limited' });
  }
  expect(await socket.emitForAck(event, payload)).toMatchObject(LIMITED);
});

it('what was sent before the points were used up is carried out in its order', async () => {
  const server = await startTestServer({ rateLimits: { 'message-person': { points: 20, seconds: 600 } } });
  const { patientSocket, roomId } = await server.arrangeWaiting();
  const acks = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      patientSocket.emitForAck('waiting-room-message', { roomId, message: `message ${index}` }),
    ),
  );
  expect(acks.map((ack) => (ack as { ok: boolean }).ok)).toEqual(acks.map((_, index) => index < 20));
  const { room } = await patientSocket.request('join-waiting-room', { roomId });
  expect(room.messages.map(({ message }) => message)).toEqual(
    Array.from({ length: 20 }, (_, index) => `message ${index}`),
  );
});

it('nothing is refused where rates are off', async () => {
  const server = await startTestServer({ rateLimits: 'off' });
  const { patientSocket, roomId } = await server.arrangeWaiting();
  const acks = await Promise.all(
    Array.from({ length: 200 }, () =>
      patientSocket.emitForAck('waiting-room-message', { roomId, message: 'again' }),
    ),
  );
  expect(acks.every((ack) => (ack as { ok: boolean }).ok)).toBe(true);
});
