import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import {
  openSqliteStoreWith,
  startSqliteWorker,
  type SqliteStoreOptions,
} from '../../server/storage/sqlite/sqlite-store.ts';
import { createTestClock, startTestServer } from '../support/server.ts';

/** A store whose worker a test can kill, and whose calls do not wait for a new one. */
const createKillableStore = () => {
  const workers: Worker[] = [];
  return {
    open: (options: SqliteStoreOptions) =>
      openSqliteStoreWith(options, {
        startWorker: (data) => {
          const worker = startSqliteWorker(data);
          workers.push(worker);
          return worker;
        },
        maxWaitMs: 0,
      }),
    kill: async (): Promise<void> => {
      await workers.at(-1)?.terminate();
    },
  };
};

it('a dead store is answered with a code, by HTTP and by sockets, and works again by itself', async () => {
  const store = createKillableStore();
  const clinic = await startTestServer({ openStore: store.open });
  const { doctor, doctorSocket, patientSocket, roomId } = await clinic.arrangeWaiting();
  const send = (message: string) => patientSocket.emitForAck('waiting-room-message', { roomId, message });

  await store.kill();
  const [http, handshake, ack] = await Promise.all([
    clinic.request('GET', '/api/appointments', undefined, doctor.bearer),
    clinic.connect(doctor).catch((error: unknown) => error),
    send('lost'),
  ]);

  expect(http).toMatchObject({
    status: 503,
    body: { success: false, code: 'storage_unavailable', message: expect.any(String) },
  });
  expect(handshake).toMatchObject({ code: 'storage_unavailable' });
  expect(ack).toMatchObject({ ok: false, code: 'storage_unavailable' });
  await expect.poll(() => send('stored'), { timeout: 5_000 }).toMatchObject({ ok: true });
  expect((await doctorSocket.next('waiting-room-message')).message).toBe('stored');
  expect((await clinic.request('GET', '/api/appointments', undefined, doctor.bearer)).status).toBe(200);
  const names = clinic.logEvents().map(({ event }) => event);
  expect(names).toEqual(
    expect.arrayContaining(['store-worker-died', 'store-unavailable', 'store-worker-restarted']),
  );
});

it('calls go on while the store is dead, and no socket is lost', async () => {
  const store = createKillableStore();
  const clinic = await startTestServer({ openStore: store.open });
  const { doctorSocket, patientSocket } = await clinic.arrangeCall();
  const offer = { type: 'offer', sdp: 'v=0' } as const;

  await store.kill();
  await doctorSocket.request('offer', { to: patientSocket.id, offer });

  expect((await patientSocket.next('offer')).offer).toEqual(offer);
});

it('who disconnects while the store is dead is gone for the others, and away once the store is back', async () => {
  const store = createKillableStore();
  const clock = createTestClock();
  const clinic = await startTestServer({ openStore: store.open, now: clock.now });
  const { doctorSocket, patientSocket, patientUser, roomId } = await clinic.arrangeCall();

  await store.kill();
  patientSocket.close();

  expect((await doctorSocket.next('user-left')).user.userId).toBe(patientUser.id);
  expect(await doctorSocket.next('patient-left-waiting-room')).toMatchObject({ reason: 'disconnected' });
  const join = () => doctorSocket.emitForAck('join-waiting-room', { roomId });
  const away = expect.any(String) as string;
  await expect
    .poll(
      async () => {
        await clinic.server.tick().catch(() => undefined);
        return join();
      },
      { timeout: 5_000 },
    )
    .toMatchObject({ ok: true, room: { patients: [{ connected: false, socketId: '', awaySince: away }] } });
});

it('health answers without the store', async () => {
  const store = createKillableStore();
  const clinic = await startTestServer({ openStore: store.open });
  await store.kill();
  expect((await clinic.request('GET', '/health')).status).toBe(200);
});
