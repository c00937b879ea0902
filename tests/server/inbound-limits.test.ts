import { expect, it } from 'vitest';
import { openSqliteStore, type SqliteStoreOptions } from '../../server/storage/sqlite/sqlite-store.ts';
import { refusals } from '../support/metric.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { startTestServer } from '../support/server.ts';

/** A store whose messages wait until the test lets them through. */
const createSlowStore = () => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    open: () => open(),
    openStore: async (options: SqliteStoreOptions) => {
      const store = await openSqliteStore(options);
      return {
        ...store,
        appendMessage: (message: Parameters<typeof store.appendMessage>[0]) =>
          gate.then(() => store.appendMessage(message)),
      };
    },
  };
};

it('so many events of one socket wait for the ones before; one more is refused, none is lost silently', async () => {
  const slow = createSlowStore();
  const server = await startTestServer({ openStore: slow.openStore, limits: { pendingEvents: 3 } });
  const { patientSocket, doctorSocket, roomId } = await server.arrangeWaiting();
  const send = (message: string) => patientSocket.emitForAck('waiting-room-message', { roomId, message });
  const waiting = ['one', 'two', 'three'].map(send);
  expect(await send('four')).toMatchObject({ ok: false, code: 'rate_limited' });
  // A signal would have to wait, too.
  expect(await patientSocket.emitForAck('leave-room', { roomId })).toMatchObject({ code: 'rate_limited' });
  expect(await refusals(server, 'event', 'rate_limited')).toBe(2);
  // Whose queue is empty is not concerned.
  expect(await doctorSocket.refusal('leave-room', { roomId })).toMatchObject({ code: 'not_in_room' });

  slow.open();
  for (const ack of await Promise.all(waiting)) expect(ack).toMatchObject({ ok: true });
  await patientSocket.request('waiting-room-message', { roomId, message: 'five' });
  const { room } = await patientSocket.request('join-waiting-room', { roomId });
  expect(room.messages.map(({ message }) => message)).toEqual(['one', 'two', 'three', 'five']);
});

it('a socket that goes with events waiting still leaves its rooms', async () => {
  const slow = createSlowStore();
  const server = await startTestServer({ openStore: slow.openStore, limits: { pendingEvents: 1 } });
  const { patientSocket, doctorSocket, roomId } = await server.arrangeWaiting();
  patientSocket.send('waiting-room-message', { roomId, message: 'one' });
  await expect
    .poll(() => patientSocket.emitForAck('leave-room', { roomId }))
    .toMatchObject({
      code: 'rate_limited',
    });
  patientSocket.close();
  slow.open();
  expect(await doctorSocket.next('patient-left-waiting-room')).toMatchObject({ reason: 'disconnected' });
});

it('a socket may be in so many rooms, waiting rooms and calls together; leaving one makes room', async () => {
  const server = await startTestServer({ limits: { roomsPerSocket: 3 } });
  const { doctor, doctorSocket, patientUser, roomId } = await server.arrangeWaiting();
  const other = await server.addAppointment(doctor, patientUser.id);
  const another = await server.addAppointment(doctor, patientUser.id);
  await doctorSocket.request('join-room', { roomId: 'call-1' });
  await doctorSocket.request('join-waiting-room', { roomId: other.appointment.roomId });

  const full = { code: 'rate_limited' };
  expect(await doctorSocket.refusal('join-room', { roomId: 'call-2' })).toMatchObject(full);
  expect(
    await doctorSocket.refusal('join-waiting-room', { roomId: another.appointment.roomId }),
  ).toMatchObject(full);
  expect(await refusals(server, 'event', 'rate_limited')).toBe(2);
  // What it is in, it may enter again.
  await doctorSocket.request('join-waiting-room', { roomId });
  await doctorSocket.request('join-room', { roomId: 'call-1' });

  await doctorSocket.request('leave-room', { roomId: 'call-1' });
  await doctorSocket.request('join-waiting-room', { roomId: another.appointment.roomId });
  expect(await doctorSocket.refusal('join-room', { roomId: 'call-2' })).toMatchObject(full);
  await doctorSocket.request('leave-waiting-room', { roomId: other.appointment.roomId });
  await doctorSocket.request('join-room', { roomId: 'call-2' });
});

it('a frame larger than the limit closes its socket, a smaller one does not', async () => {
  const server = await startTestServer({ limits: { frameBytes: 2_000 } });
  const doctor = await server.setUp();
  const raw = await openRawSocket(server.url);
  await raw.enter({ token: doctor.token });
  expect(await raw.request('leave-room', { roomId: 'r', more: 'x'.repeat(1_900) })).toMatchObject({
    ok: false,
  });
  raw.send(`42["leave-room",{"roomId":"r","more":"${'x'.repeat(2_000)}"}]`);
  await raw.closed;
  await server.connect(doctor);
  expect(await refusals(server, 'event', 'too_large')).toBe(1);
});
