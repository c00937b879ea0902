import { expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

const fromElsewhere = { 'x-forwarded-for': '192.0.2.7' };

const scrape = async (server: TestServer): Promise<string> =>
  (await server.request<string>('GET', '/metrics')).body;

it('[S0-L05, S0-L06] tells a monitor on the same machine how many are here, and nobody’s name', async () => {
  const server = await startTestServer();
  const { roomId, patientUser, patientSocket } = await server.arrangeCall();
  const { status, headers, body } = await server.request<string>('GET', '/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toContain('anteroom_connections 2\n');
  expect(body).toContain('anteroom_sockets{role="doctor",transport="websocket"} 1\n');
  expect(body).toContain('anteroom_people{role="patient"} 1\n');
  expect(body).toContain('anteroom_waiting_rooms 1\n');
  expect(body).toContain('anteroom_waiting_patients{state="ready"} 0\n');
  expect(body).toContain('anteroom_call_rooms 1\n');
  expect(body).toContain('anteroom_call_members 2\n');
  for (const secret of ['Pat Alpha', roomId, patientUser.id, patientSocket.id, '127.0.0.1'])
    expect(body).not.toContain(secret);
});

it('is refused from elsewhere, except to an admin', async () => {
  const server = await startTestServer();
  const { doctor: admin, patient } = await server.arrangeVisit();
  const doctor = await server.addDoctor(admin, 'bob@clinic.example');
  const ask = (headers: Record<string, string>) =>
    server.request('GET', '/metrics', undefined, { ...fromElsewhere, ...headers });
  expect(await ask({})).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  expect(await ask(patient.bearer)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await ask(doctor.bearer)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await ask(admin.bearer)).toMatchObject({ status: 200 });
});

it('[S0-L07] counts the waiting, the events and the messages, each message once', async () => {
  const server = await startTestServer();
  const { roomId, patientSocket } = await server.arrangeWaiting();
  await patientSocket.request('patient-ready', { roomId, ready: true });
  const message = { roomId, message: 'Hello', clientId: 'one' };
  await patientSocket.request('waiting-room-message', message);
  await patientSocket.request('waiting-room-message', message);
  const body = await scrape(server);
  expect(body).toContain('anteroom_waiting_patients{state="ready"} 1\n');
  expect(body).toContain('anteroom_events_total{event="enterRoom"} 2\n');
  expect(body).toContain('anteroom_events_total{event="postMessage"} 2\n');
  expect(body).toContain('anteroom_messages_total 1\n');
  // A second look adds nothing.
  expect(await scrape(server)).toContain('anteroom_messages_total 1\n');
});

it('[S0-L08] counts refusals by source and code, whatever a stranger sends', async () => {
  const server = await startTestServer();
  const { doctor, patientSocket } = await server.arrangeWaiting();
  for (const event of ['made-up-1', 'made-up-2']) await patientSocket.refusal(event, {});
  await server.request('GET', '/nowhere/made-up-3');
  await server.request('POST', '/auth/login', { email: 3 });
  await server.request('POST', '/auth/login', '{ broken');
  await server.request('POST', '/auth/login', { email: 'x'.repeat(70_000) });
  const { body } = await server.request<string>('GET', '/metrics', undefined, doctor.bearer);
  expect(body).toContain('anteroom_refusals_total{source="event",code="unknown_event"} 2\n');
  expect(body).toContain('anteroom_refusals_total{source="route",code="not_found"} 1\n');
  expect(body).toContain('anteroom_refusals_total{source="route",code="bad_request"} 2\n');
  expect(body).toContain('anteroom_refusals_total{source="route",code="too_large"} 1\n');
  expect(body).toContain('anteroom_requests_total{route="login",status="400"} 1\n');
  expect(body).not.toContain('made-up');
});

it('[S1-L03] tells how long requests and the store take, and how the process is doing', async () => {
  const server = await startTestServer();
  await server.arrangeVisit();
  const body = await scrape(server);
  const value = (name: string): number =>
    Number(
      body
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  expect(value('anteroom_request_seconds_count{route="setup"}')).toBe(1);
  expect(value('anteroom_store_call_seconds_count{kind="write"}')).toBeGreaterThan(3);
  expect(value('anteroom_store_call_seconds_sum{kind="read"}')).toBeGreaterThan(0);
  expect(value('anteroom_store_batch_writes_count')).toBeGreaterThan(3);
  expect(value('anteroom_store_writable')).toBe(1);
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'process_start_time_seconds',
    'nodejs_heap_size_used_bytes',
  ])
    expect([name, value(name)]).toEqual([name, expect.any(Number)]);
  expect(body).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(body).toContain('nodejs_gc_duration_seconds');
});

it('has one text for each name, with several servers in one process', async () => {
  const [one, other] = [await startTestServer(), await startTestServer()];
  await one.setUp();
  const body = await scrape(other);
  expect(body).not.toContain('route="setup"');
  const names = [...body.matchAll(/^# HELP (\S+)/gm)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});
