import { expect, it, onTestFinished } from 'vitest';
import { startLagMeter } from '../../server/lag.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { ConnectRefused } from '../support/socket-client.ts';

/** Keeps the event loop of this process, and with it the server's, late by about `milliseconds` a turn. */
const blockLoop = (milliseconds: number) => {
  let blocked = true;
  const block = (): void => {
    if (!blocked) return;
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
    setImmediate(block);
  };
  block();
  onTestFinished(() => {
    blocked = false;
  });
  return () => {
    blocked = false;
  };
};

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition()));
};

it(
  'sends newcomers away while the event loop is late, lets connected people go on, and recovers',
  { timeout: 60_000 },
  async () => {
    const clinic = await startTestServer({ limits: { lagMs: 40 } });
    const { doctor, roomId, doctorSocket, patientSocket } = await clinic.arrangeWaiting();
    const release = blockLoop(280);
    await until(async () => (await clinic.request('POST', '/auth/login', {})).status === 503);

    const login = await clinic.request('POST', '/auth/login', {
      email: 'ada@clinic.example',
      password: PASSWORD,
    });
    expect(login).toMatchObject({ status: 503, body: { success: false, code: 'overloaded' } });
    expect(Number(login.headers.get('retry-after'))).toBeGreaterThan(0);
    const refused: unknown = await clinic.connect(doctor).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConnectRefused);
    expect(refused).toMatchObject({ code: 'overloaded' });
    // Who is here goes on: events, requests, a new token; and who watches the server sees it.
    await patientSocket.request('waiting-room-message', { roomId, message: 'still here' });
    await doctorSocket.next('waiting-room-message');
    expect((await clinic.request('GET', '/api/appointments', undefined, doctor.bearer)).status).toBe(200);
    const { refreshToken } = doctor;
    expect((await clinic.request('POST', '/auth/refresh', { refreshToken })).status).toBe(200);
    for (const path of ['/health', '/metrics']) expect((await clinic.request('GET', path)).status).toBe(200);

    release();
    await until(async () => (await clinic.request('POST', '/auth/login', {})).status !== 503);
    await clinic.login('ada@clinic.example');
    await clinic.connect(doctor);
  },
);

it('does not take one long turn for a lag', async () => {
  const lag = startLagMeter();
  onTestFinished(() => lag.stop());
  const release = blockLoop(1_000);
  release();
  const end = performance.now() + 1_000;
  let most = 0;
  while (performance.now() < end) {
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, lag.current());
  }
  expect(most).toBeLessThan(500);
});
