import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { DEFAULT_LIMITS } from '../../server/limits.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../server/storage/store.ts';
import { createListener } from '../../server/transport/listener.ts';
import { queryDatabase } from '../support/database.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';
import { spawnServer, urlOf } from '../support/stand-alone.ts';

/** A store whose messages are stored only after `release`. */
const slowStore = () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const waiting: (() => void)[] = [];
  const calls = { count: 0 };
  const openStore = async (options: Parameters<typeof openSqliteStore>[0]): Promise<Store> => {
    const store = await openSqliteStore(options);
    return {
      ...store,
      appendMessage: async (message) => {
        calls.count += 1;
        for (const resolve of waiting.splice(0)) resolve();
        await released;
        return store.appendMessage(message);
      },
    };
  };
  return {
    openStore,
    release: () => release(),
    asked: () =>
      calls.count > 0 ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve)),
  };
};

it('tells everybody, carries out what was accepted, answers it, and only then closes', async () => {
  const { openStore, release, asked } = slowStore();
  const clinic = await startTestServer({ openStore });
  const { roomId, doctorSocket, patientSocket, doctor } = await clinic.arrangeWaiting();
  const texts = ['one', 'two', 'three'];
  const acks = texts.map((text) => patientSocket.request('waiting-room-message', { roomId, message: text }));
  await asked();

  const stopped = clinic.server.stop();
  for (const socket of [doctorSocket, patientSocket]) await socket.next('server-stopping');
  // Nothing new begins: neither an event, nor a connection, nor a request.
  expect(await patientSocket.refusal('patient-ready', { roomId, ready: true })).toMatchObject({
    code: 'storage_unavailable',
  });
  await expect(clinic.connect(doctor)).rejects.toThrow();
  release();

  // Two were still in the queue of the connection behind the first.
  expect((await Promise.all(acks)).map(({ message }) => message.message)).toEqual(texts);
  for (const text of texts)
    await doctorSocket.next('waiting-room-message', ({ message }) => message === text);
  await patientSocket.disconnected();
  await stopped;
  expect(
    queryDatabase<{ text: string }>(clinic.dataDir, 'SELECT text FROM messages ORDER BY seq').map(
      ({ text }) => text,
    ),
  ).toEqual(texts);
  expect(clinic.logEvents().filter(({ level }) => level === 'error')).toEqual([]);
});

it('finishes a request that is under way, and refuses the next one on the same connection', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const clinic = await startTestServer({
    openStore: async (options) => {
      const store = await openSqliteStore(options);
      return {
        ...store,
        createPatient: async (input) => {
          begun();
          await held;
          return store.createPatient(input);
        },
      };
    },
  });
  const doctor = await clinic.setUp();
  const { port } = new URL(clinic.url);
  const pending = clinic.addPatient(doctor);
  await asked;
  const kept = connect(Number(port), '127.0.0.1');
  const answers: string[] = [];
  kept.on('data', (chunk: Buffer) => answers.push(chunk.toString()));
  // Half a request: the connection is not idle, so it is not dropped.
  kept.write('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n');
  await clinic.request('GET', '/health');

  const stopped = clinic.server.stop();
  kept.write('\r\n');
  const closed = new Promise((resolve) => kept.once('close', resolve));
  await closed;
  release();

  expect(answers.join('')).toMatch(/^HTTP\/1\.1 503 .*connection: close/is);
  expect(answers.join('')).toContain('storage_unavailable');
  expect((await pending).fullname).toBe('Pat Alpha');
  await stopped;
});

it('takes no longer than stopMs, and then cuts off what is still not done', async () => {
  const { openStore, asked, release } = slowStore();
  const clinic = await startTestServer({ openStore, limits: { stopMs: 200 } });
  const { roomId, patientSocket } = await clinic.arrangeWaiting();
  const lost = patientSocket.request('waiting-room-message', { roomId, message: 'never stored' });
  lost.catch(() => undefined);
  await asked();

  await clinic.server.stop();

  release();
  await expect(lost).rejects.toThrow();
  expect(queryDatabase(clinic.dataDir, 'SELECT 1 FROM messages')).toEqual([]);
});

it('is no reason to give up a place: nobody has left', async () => {
  const clinic = await startTestServer();
  const { roomId, doctorSocket } = await clinic.arrangeWaiting();
  await clinic.server.stop();
  await doctorSocket.disconnected();
  expect(doctorSocket.pending()).not.toContain('patient-left-waiting-room');
  expect(
    queryDatabase(clinic.dataDir, 'SELECT 1 FROM waiting_entries WHERE room_id = ?', roomId),
  ).toHaveLength(1);
});

it('a second signal ends the process at once', { timeout: 40_000 }, async () => {
  const server = spawnServer({
    DATA_DIR: await temporaryFolder(),
    LIMITS: JSON.stringify({ stopMs: 60_000 }),
  });
  const { port } = new URL(await urlOf(server));
  // A request that never ends keeps the stopping server waiting.
  const stalled = connect(Number(port), '127.0.0.1');
  stalled.on('error', () => undefined);
  const heard = once(stalled, 'data');
  stalled.write(
    'POST /auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n',
  );
  expect(String(await heard)).toContain('100 Continue');
  const stopping = new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (!server.output.some((line) => line.includes('"stopping"'))) return;
      clearInterval(look);
      resolve();
    }, 10);
  });
  server.child.kill('SIGTERM');
  await stopping;
  const early = await Promise.race([server.ended().then(() => 'ended'), delay(100, 'waits')]);
  expect(early).toBe('waits');
  server.child.kill('SIGTERM');
  expect(await server.ended()).toBe(1);
});

it('leaves no timer behind, whether or not somebody was connected', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const listener = createListener(null, DEFAULT_LIMITS, () => undefined);
  await listener.listen(0, '127.0.0.1');
  await listener.close(1_000);
  listener.dropIdle();
  expect(vi.getTimerCount()).toBe(0);
});
