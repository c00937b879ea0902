import { expect, it } from 'vitest';
import { PASSWORD, startTestServer } from '../support/server.ts';

const NEW_DOCTOR = { fullname: ' Bob Two ', email: 'BOB@clinic.example', password: PASSWORD };

it('lets the admin add a doctor, who can sign in and is no admin', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();

  const { status, body } = await clinic.request('POST', '/api/doctors', NEW_DOCTOR, admin.bearer);

  const user = {
    id: expect.any(String),
    _id: expect.any(String),
    fullname: 'Bob Two',
    email: 'bob@clinic.example',
    role: 'doctor',
    isAdmin: false,
  };
  expect({ status, body }).toEqual({ status: 201, body: { success: true, data: { user } } });
  const bob = await clinic.login('bob@clinic.example');
  expect(bob.user).toEqual(user);
});

it('lets no one but the admin add a doctor', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  const carol = { ...NEW_DOCTOR, email: 'carol@clinic.example' };

  expect(await clinic.request('POST', '/api/doctors', carol)).toMatchObject({ status: 401 });
  expect(await clinic.request('POST', '/api/doctors', carol, bob.bearer)).toMatchObject({
    status: 403,
    body: { success: false, code: 'forbidden' },
  });
});

it('adds a patient who is related to the doctor, with or without an account', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();

  const full = await clinic.request(
    'POST',
    '/api/patients',
    {
      fullname: 'Pat Alpha',
      email: 'Pat@clinic.example',
      password: PASSWORD,
      dateOfBirth: '1980-02-29',
      bloodGroup: 'AB+',
    },
    doctor.bearer,
  );
  const bare = await clinic.request(
    'POST',
    '/api/patients',
    { fullname: 'Quinn Beta', email: '' },
    doctor.bearer,
  );

  expect(full.status).toBe(201);
  expect(full.body).toEqual({
    success: true,
    data: {
      user: {
        id: expect.any(String),
        _id: expect.any(String),
        fullname: 'Pat Alpha',
        email: 'pat@clinic.example',
        role: 'patient',
        isAdmin: false,
      },
      relation: { id: expect.any(String), patientId: expect.any(String), doctorId: doctor.user.id },
    },
  });
  expect(bare).toMatchObject({ status: 201, body: { data: { user: { email: null } } } });
  const listed = await clinic.request('GET', '/api/patients', undefined, doctor.bearer);
  expect(listed).toMatchObject({
    status: 200,
    body: {
      success: true,
      data: {
        patients: [
          { fullname: 'Pat Alpha', dateOfBirth: '1980-02-29', bloodGroup: 'AB+' },
          { fullname: 'Quinn Beta', dateOfBirth: null, bloodGroup: null },
        ],
      },
    },
  });
  expect((await clinic.login('pat@clinic.example')).user.role).toBe('patient');
});

it('shows a doctor the own patients only, and finds one by email', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  await clinic.addPatient(admin, 'Pat Alpha', { email: 'pat@clinic.example' });
  await clinic.addPatient(admin, 'Quinn Beta', { email: 'quinn@clinic.example' });
  await clinic.addPatient(bob, 'Remy Gamma');
  const names = async (doctor: typeof bob, query = ''): Promise<string[]> => {
    const { body } = await clinic.request<{ data: { patients: { fullname: string }[] } }>(
      'GET',
      `/api/patients${query}`,
      undefined,
      doctor.bearer,
    );
    return body.data.patients.map(({ fullname }) => fullname);
  };

  expect(await names(admin)).toEqual(['Pat Alpha', 'Quinn Beta']);
  expect(await names(bob)).toEqual(['Remy Gamma']);
  expect(await names(admin, '?email=QUINN@clinic.example')).toEqual(['Quinn Beta']);
  expect(await names(bob, '?email=quinn@clinic.example')).toEqual([]);
});

it('refuses an email that is in use, whoever has it and however it is written', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  await clinic.addPatient(admin, 'Pat Alpha', { email: 'pat@clinic.example' });

  for (const [path, email] of [
    ['/api/doctors', 'Ada@Clinic.example'],
    ['/api/doctors', 'pat@clinic.example'],
    ['/api/patients', 'ada@clinic.example'],
    ['/api/patients', 'PAT@clinic.example'],
  ] as const) {
    const answer = await clinic.request('POST', path, { ...NEW_DOCTOR, email }, admin.bearer);
    expect(answer).toMatchObject({ status: 409, body: { success: false, code: 'email_taken' } });
  }
});

it('gives an email to one of many who ask for it at the same time', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      clinic.request(
        'POST',
        '/api/patients',
        { fullname: 'Pat', email: 'pat@clinic.example' },
        doctor.bearer,
      ),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
});

it('names the field that is wrong', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  for (const [path, field, value] of [
    ['/api/doctors', 'fullname', ''],
    ['/api/doctors', 'fullname', 'x'.repeat(121)],
    ['/api/doctors', 'email', null],
    ['/api/doctors', 'password', '1234567'],
    ['/api/patients', 'fullname', 7],
    ['/api/patients', 'email', 'nowhere'],
    ['/api/patients', 'password', 'short'],
    ['/api/patients', 'dateOfBirth', '1980-02-30'],
    ['/api/patients', 'bloodGroup', 'x'.repeat(9)],
  ] as const) {
    const answer = await clinic.request('POST', path, { ...NEW_DOCTOR, [field]: value }, admin.bearer);
    expect(answer).toMatchObject({
      status: 400,
      body: { success: false, code: 'bad_request', issues: [{ path: field, message: expect.any(String) }] },
    });
  }
});

it('takes no identity, role or right from a body', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const claimed = { id: 'chosen', role: 'doctor', isAdmin: true, doctorId: 'someone else' };
  const { body } = await clinic.request(
    'POST',
    '/api/patients',
    { fullname: 'Pat Alpha', ...claimed, ['__proto__']: { isAdmin: true } },
    admin.bearer,
  );
  expect(body).toMatchObject({
    data: { user: { role: 'patient', isAdmin: false }, relation: { doctorId: admin.user.id } },
  });
  expect(body).not.toHaveProperty('data.user.id', 'chosen');
});
