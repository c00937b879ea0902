import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

const fromElsewhere = { 'x-forwarded-for': '192.0.2.7' };

it('tells a monitor on the same machine how many are here, and nobody’s name', async () => {
  const server = await startTestServer();
  await server.arrangeCall();
  const { status, headers, body } = await server.request<string>('GET', '/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toContain('anteroom_connections 2');
  expect(body).toContain('anteroom_call_rooms 1');
  expect(body).toContain('anteroom_call_members 2');
  expect(body).not.toContain('Pat Alpha');
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
