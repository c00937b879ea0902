import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { PROBE_MAX_BYTES } from '../../server/protocol/index.ts';
import { startTestServer, type Person, type TestServer } from '../support/server.ts';

const download = (clinic: TestServer, person: Person, query = '') =>
  fetch(`${clinic.url}/probe${query}`, { headers: person.bearer });

const upload = (clinic: TestServer, person: Person, body: Uint8Array<ArrayBuffer>) =>
  fetch(`${clinic.url}/probe`, {
    method: 'POST',
    headers: { ...person.bearer, 'content-type': 'application/octet-stream' },
    body,
  });

const refusal = async (answer: Response) => ({
  status: answer.status,
  code: ((await answer.json()) as { code: string }).code,
});

it('[S0-Z13] sends as many bytes as were asked for, which nobody can keep or make smaller', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const answer = await download(clinic, doctor, `?bytes=${PROBE_MAX_BYTES}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
  expect(answer.headers.get('content-length')).toBe(String(PROBE_MAX_BYTES));
  const body = Buffer.from(await answer.arrayBuffer());
  expect(body).toHaveLength(PROBE_MAX_BYTES);
  expect(gzipSync(body).length).toBeGreaterThan(PROBE_MAX_BYTES);
});

it('sends nothing for a bare round trip', async () => {
  const clinic = await startTestServer();
  const { patient } = await clinic.arrangeVisit();
  const answer = await download(clinic, patient);
  expect(answer.status).toBe(200);
  expect((await answer.arrayBuffer()).byteLength).toBe(0);
});

it.each(['?bytes=262145', '?bytes=-1', '?bytes=1.5', '?bytes=much'])('refuses %s', async (query) => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  expect(await refusal(await download(clinic, doctor, query))).toEqual({ status: 400, code: 'bad_request' });
});

it('[S0-Z13] counts the bytes that arrive, up to the same bound', async () => {
  const clinic = await startTestServer();
  const { patient } = await clinic.arrangeVisit();
  for (const size of [0, 1, 100_000, PROBE_MAX_BYTES]) {
    const answer = await upload(clinic, patient, new Uint8Array(size));
    expect([answer.status, await answer.json()]).toEqual([200, { success: true, bytes: size }]);
  }
  expect(await refusal(await upload(clinic, patient, new Uint8Array(PROBE_MAX_BYTES + 1)))).toEqual({
    status: 413,
    code: 'too_large',
  });
});

it('takes bytes only, no other kind of body', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  expect(await clinic.request('POST', '/probe', { a: 1 }, doctor.bearer)).toMatchObject({
    status: 400,
    body: { code: 'bad_request' },
  });
});

it('ends a body that never says how long it is, at the bound', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { hostname, port } = new URL(clinic.url);
  let sent = 0;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest({
      hostname,
      port,
      method: 'POST',
      path: '/probe',
      agent: false,
      headers: { ...doctor.bearer, 'content-type': 'application/octet-stream' },
    });
    // One chunk beyond the bound, and no end; more might meet a connection that the server has closed.
    const write = () => {
      if (sent > PROBE_MAX_BYTES) return;
      sent += 16_384;
      outgoing.write(Buffer.alloc(16_384), write);
    };
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    write();
  });
  const closed = once(answer.socket, 'close');
  answer.resume();
  expect([answer.statusCode, answer.headers.connection]).toEqual([413, 'close']);
  await closed;
});

it('is limited per person, and answers nobody without a session', async () => {
  const clinic = await startTestServer({ rateLimits: { 'probe-person': { points: 2, seconds: 60 } } });
  const { doctor, patient } = await clinic.arrangeVisit();
  expect((await download(clinic, patient)).status).toBe(200);
  expect((await upload(clinic, patient, new Uint8Array(8))).status).toBe(200);
  expect(await refusal(await download(clinic, patient))).toEqual({ status: 429, code: 'rate_limited' });
  expect((await download(clinic, doctor)).status).toBe(200);
  expect((await fetch(`${clinic.url}/probe`)).status).toBe(401);
});
