import { expect, it } from 'vitest';
import { sessionAnswerSchema, type SessionAnswer } from '../../server/protocol/index.ts';
import { queryDatabase } from '../support/database.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const CLINIC = {
  clinicName: 'Anteroom Clinic',
  fullname: 'Ada One',
  email: 'Ada@Clinic.Example ',
  password: 'correct horse battery',
};
const FORWARDED = { 'x-forwarded-for': '203.0.113.9' };

const codeOf = (clinic: TestServer): unknown =>
  clinic.logEvents().find(({ event }) => event === 'set-up-code')?.['setupCode'];

const setUp = (clinic: TestServer, body: object = CLINIC, headers: Record<string, string> = {}) =>
  clinic.request<SessionAnswer & { code?: string }>('POST', '/auth/setup', body, headers);

it('sets the clinic up and answers as a sign-in, with a first account that is doctor and admin', async () => {
  const clinic = await startTestServer();

  const { status, body } = await setUp(clinic);

  expect(status).toBe(201);
  expect(body).toEqual({
    success: true,
    token: expect.any(String),
    refreshToken: expect.any(String),
    user: {
      id: body.user.id,
      _id: body.user.id,
      fullname: 'Ada One',
      email: 'ada@clinic.example',
      role: 'doctor',
      isAdmin: true,
    },
  });
  sessionAnswerSchema.parse(body);
  const authorization = { authorization: `Bearer ${body.token}` };
  await clinic.expectStatus(200, clinic.request('GET', '/api/patients', undefined, authorization));
});

it('tells clients whether set-up is needed, and whether it needs the code', async () => {
  const clinic = await startTestServer();
  const state = async (headers: Record<string, string> = {}) =>
    (await clinic.expectStatus(200, clinic.request('GET', '/api/clinic', undefined, headers)))['data'];

  expect(await state()).toMatchObject({ name: null, needsSetup: true, needsSetupCode: false });
  expect(await state(FORWARDED)).toMatchObject({ needsSetup: true, needsSetupCode: true });
  await clinic.setUp();
  expect(await state(FORWARDED)).toMatchObject({
    name: 'Anteroom Clinic',
    needsSetup: false,
    needsSetupCode: false,
    protocol: 1,
  });
});

it('answers 409 as soon as an account exists, whoever asks and with whatever code', async () => {
  const clinic = await startTestServer();
  const setupCode = codeOf(clinic);
  await clinic.setUp();

  for (const headers of [{}, FORWARDED]) {
    const answer = await setUp(clinic, { ...CLINIC, email: 'eve@clinic.example', setupCode }, headers);
    expect(answer).toMatchObject({ status: 409, body: { success: false, code: 'already_set_up' } });
  }
});

it('still answers 409 after a restart, and offers no code any more', async () => {
  const first = await startTestServer();
  await first.setUp();
  await first.server.stop();

  const second = await startTestServer({ dataDir: first.dataDir });

  expect(codeOf(second)).toBeUndefined();
  expect((await setUp(second)).status).toBe(409);
});

it('makes one clinic of many set-ups at the same time', async () => {
  const clinic = await startTestServer();

  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      setUp(clinic, { ...CLINIC, email: `doctor${index}@clinic.example` }),
    ),
  );

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  expect(queryDatabase(clinic.dataDir, 'SELECT id FROM accounts')).toHaveLength(1);
});

it('from another machine needs the code that the log shows', async () => {
  const clinic = await startTestServer();
  const setupCode = codeOf(clinic);

  for (const body of [CLINIC, { ...CLINIC, setupCode: 'a guess' }, { ...CLINIC, setupCode: '' }]) {
    const refused = await setUp(clinic, body, FORWARDED);
    expect(refused).toMatchObject({
      status: 403,
      body: { success: false, code: 'setup_code_required', message: expect.any(String) },
    });
  }
  expect(setupCode).toMatch(/^[\w-]{8,}$/);
  expect((await setUp(clinic, { ...CLINIC, setupCode }, FORWARDED)).status).toBe(201);
});

it('takes a request with any header of a proxy for one from another machine', async () => {
  const clinic = await startTestServer();
  for (const header of [
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-real-ip',
    'via',
    'forwarded',
  ]) {
    const { status } = await setUp(clinic, CLINIC, { [header]: 'for=127.0.0.1' });
    expect([header, status]).toEqual([header, 403]);
  }
});

it('has a new code at every start', async () => {
  const first = await startTestServer();
  await first.server.stop();
  const second = await startTestServer({ dataDir: first.dataDir });
  expect(codeOf(second)).not.toBe(codeOf(first));
});

it('names the field that is wrong', async () => {
  const clinic = await startTestServer();
  for (const [field, value] of [
    ['clinicName', ''],
    ['fullname', ' '],
    ['email', 'not an email'],
    ['password', 'short'],
  ] as const) {
    const answer = await clinic.request('POST', '/auth/setup', { ...CLINIC, [field]: value });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        success: false,
        code: 'bad_request',
        message: expect.stringMatching(`^${field}: `),
        issues: [{ path: field, message: expect.any(String) }],
      },
    });
  }
});
