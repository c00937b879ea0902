import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PatientSummary } from '../../server/protocol/index.ts';
import { makePasswordLink, readPatient } from '../support/people.ts';
import { startTestServer, type Person, type TestServer } from '../support/server.ts';

type List = { patients: PatientSummary[]; next: string | null; total: number };

const list = async (
  clinic: TestServer,
  doctor: Person,
  query: Record<string, string> = {},
): Promise<List> => {
  const path = `/api/patients?${new URLSearchParams(query).toString()}`;
  const pending = clinic.request<{ data: List }>('GET', path, undefined, doctor.bearer);
  return (await clinic.expectStatus(200, pending)).data;
};

const names = async (clinic: TestServer, doctor: Person, query: Record<string, string> = {}) =>
  (await list(clinic, doctor, query)).patients.map(({ fullname }) => fullname);

it('finds patients by parts of name, email and phone number, whatever case and accents', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const bob = await clinic.addDoctor(doctor, 'bob@clinic.example');
  await clinic.expectStatus(
    201,
    clinic.request('POST', '/api/patients', { fullname: 'José Núñez', phone: '0555 12 34' }, doctor.bearer),
  );
  await clinic.addPatient(doctor, 'Joan Miller', { email: 'jm@mail.example' });
  await clinic.addPatient(bob, 'José Other');
  const find = (search: string) => names(clinic, doctor, { search });

  expect(await find('JOSE')).toEqual(['José Núñez']);
  expect(await find('  nuñ   jo ')).toEqual(['José Núñez']);
  expect(await find('jo')).toEqual(['Joan Miller', 'José Núñez']);
  expect(await find('JM@Mail')).toEqual(['Joan Miller']);
  expect(await find('5551234')).toEqual(['José Núñez']);
  expect(await find('555 12')).toEqual(['José Núñez']);
  expect(await find('')).toEqual(['Joan Miller', 'José Núñez']);
  expect(await find('_')).toEqual([]);
});

it('compares what is searched for, and never reads it as SQL, a pattern or a property', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const bob = await clinic.addDoctor(doctor, 'bob@clinic.example');
  await clinic.addPatient(doctor, "Pat O'Neill", { email: 'pat@mail.example' });
  await clinic.addPatient(bob, 'Foreign Patient', { email: 'foreign@mail.example' });
  const word = fc.oneof(
    fc.constantFrom(
      '%',
      '_',
      "'",
      '"',
      '--',
      ';',
      '*',
      '?1',
      '@doctorId',
      '__proto__',
      '\\',
      '/*',
      'NEAR',
      '^',
    ),
    fc.constantFrom(
      "' OR 1=1 --",
      "%' UNION SELECT * FROM accounts --",
      '" OR ""="',
      "');DROP TABLE accounts;--",
    ),
    fc.string({ maxLength: 20 }),
  );
  const hostile = fc
    .array(word, { minLength: 1, maxLength: 4 })
    .map((words) => words.join(' ').slice(0, 100));

  await fc.assert(
    fc.asyncProperty(hostile, fc.constantFrom('search', 'email'), async (text, field) => {
      const { patients } = await list(clinic, doctor, { [field]: text });
      expect(patients.map(({ fullname }) => fullname)).not.toContain('Foreign Patient');
    }),
    { numRuns: 200 },
  );
  expect(await names(clinic, doctor, { email: '%' })).toEqual([]);
  expect(await names(clinic, doctor, { search: "o'n" })).toEqual(["Pat O'Neill"]);
  expect(await names(clinic, bob)).toEqual(['Foreign Patient']);
});

it('lists in pages on request, and everyone otherwise', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  for (const name of ['Émile', 'Dora', 'Zoe', 'eve', 'Sam']) await clinic.addPatient(doctor, name);

  expect(await list(clinic, doctor)).toMatchObject({ next: null, total: 5 });
  const first = await list(clinic, doctor, { limit: '2' });
  expect(first.patients.map(({ fullname }) => fullname)).toEqual(['Dora', 'Émile']);
  expect(first).toMatchObject({ next: first.patients[1]?.id, total: 5 });
  const after = first.next ?? '';
  // Somebody who comes in between neither repeats nor hides anyone.
  await clinic.addPatient(doctor, 'Amy');
  expect(await names(clinic, doctor, { limit: '2', after })).toEqual(['eve', 'Sam']);
  expect(await names(clinic, doctor, { search: 'e', limit: '1', after })).toEqual(['eve']);
  for (const limit of ['0', '201', 'all']) {
    const answer = await clinic.request('GET', `/api/patients?limit=${limit}`, undefined, doctor.bearer);
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  }
});

it('tells of each patient the account, the open link and the visits', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const user = await clinic.addPatient(doctor, 'Pat Alpha', { email: 'pat@clinic.example' });
  const bare = { hasAccount: false, passwordLink: null, lastVisitAt: null, nextVisitAt: null };
  expect((await list(clinic, doctor)).patients).toMatchObject([bare]);

  const { appointment } = await clinic.addAppointment(doctor, user.id);
  const link = await makePasswordLink(clinic, doctor, user.id);
  expect(await readPatient(clinic, doctor, user.id)).toMatchObject({
    patient: {
      hasAccount: false,
      passwordLink: { expiresAt: link.expiresAt },
      lastVisitAt: null,
      nextVisitAt: appointment.startsAt,
    },
    visits: [{ id: appointment.id, invitation: { openings: 0 } }],
  });

  await clinic.request(
    'POST',
    `/api/appointments/${appointment.id}/close`,
    { outcome: 'ended' },
    doctor.bearer,
  );
  await clinic.expectStatus(
    200,
    clinic.request('POST', '/auth/password', { link: link.link, password: 'a new password' }),
  );
  expect((await list(clinic, doctor)).patients).toMatchObject([
    { hasAccount: true, passwordLink: null, lastVisitAt: appointment.startsAt, nextVisitAt: null },
  ]);
});

it('shows each doctor the own visits with a patient only', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const bob = await clinic.addDoctor(doctor, 'bob@clinic.example');
  const user = await clinic.addPatient(doctor);
  const answer = await clinic.request('GET', `/api/patients/${user.id}`, undefined, bob.bearer);
  expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await clinic.request('GET', '/api/patients/nobody', undefined, bob.bearer)).toEqual({
    ...answer,
    headers: expect.anything(),
  });
});
