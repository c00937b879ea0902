import { expect, it } from 'vitest';
import { profileSchema } from '../../server/protocol/index.ts';
import { readAudit } from '../support/database.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';

it('answers with the own account', async () => {
  const clinic = await startTestServer();
  const { user, bearer } = await clinic.setUp();

  const { status, body } = await clinic.request<{ data: { profile: unknown } }>(
    'GET',
    '/api/profile',
    undefined,
    bearer,
  );

  expect(status).toBe(200);
  expect(body.data.profile).toEqual({
    ...user,
    phone: null,
    language: null,
    unreadMailMinutes: 30,
    secondFactor: { enabled: false, recoveryCodesLeft: 0 },
  });
  profileSchema.parse(body.data.profile);
});

it('changes the given fields only, and an empty phone number to none', async () => {
  const clinic = await startTestServer();
  const { bearer } = await clinic.setUp();
  const change = (body: object) => clinic.request('PATCH', '/api/profile', body, bearer);

  expect(await change({ fullname: ' Ada Two ', phone: '+1 555 0100', language: 'es' })).toMatchObject({
    status: 200,
    body: { data: { profile: { fullname: 'Ada Two', phone: '+1 555 0100', language: 'es' } } },
  });
  expect(await change({ phone: ' ' })).toMatchObject({
    body: { data: { profile: { fullname: 'Ada Two', phone: null, language: 'es' } } },
  });
  expect(await change({ language: null })).toMatchObject({
    body: { data: { profile: { fullname: 'Ada Two', language: null } } },
  });

  for (const unreadMailMinutes of [null, 60]) {
    expect(await change({ unreadMailMinutes })).toMatchObject({
      body: { data: { profile: { unreadMailMinutes } } },
    });
  }
  expect(await change({ language: 'en' })).toMatchObject({ status: 200 });
  expect(await change({ language: null })).toMatchObject({ status: 200 });

  const audited = readAudit(clinic.dataDir);
  // What changes nothing is not written down.
  for (const body of [{}, { fullname: 'Ada Two' }, { phone: null }]) {
    expect((await change(body)).status).toBe(200);
  }
  expect(readAudit(clinic.dataDir)).toHaveLength(audited.length);
  const last = audited.at(-1);
  expect(last).toMatchObject({ action: 'account.profile-changed', detail: '{"fields":"language"}' });
  expect((await clinic.login('ada@clinic.example')).user.fullname).toBe('Ada Two');
});

it('tells those who see it on an open visit a new name', async () => {
  const clinic = await startTestServer();
  const { doctor, doctorSocket, patientSocket } = await clinic.arrangeWaiting();
  await patientSocket.settled();
  doctorSocket.forget();
  patientSocket.forget();
  const changed = clinic.request('PATCH', '/api/profile', { fullname: 'Dr Ada Two' }, doctor.bearer);
  expect((await changed).status).toBe(200);
  for (const socket of [doctorSocket, patientSocket]) {
    expect(await socket.next('appointment-updated')).toMatchObject({
      appointment: { doctorName: 'Dr Ada Two' },
    });
  }
});

it('changes neither role nor email nor what is not the person’s own', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  await clinic.addPatient(admin, 'Pat Alpha', { email: 'pat@clinic.example', password: PASSWORD });
  const pat = await clinic.login('pat@clinic.example');

  await clinic.request(
    'PATCH',
    '/api/profile',
    { fullname: 'Pat', role: 'doctor', isAdmin: true, email: 'ada@clinic.example', id: admin.user.id },
    pat.bearer,
  );

  expect((await clinic.login('pat@clinic.example')).user).toEqual({ ...pat.user, fullname: 'Pat' });
  expect((await clinic.login('ada@clinic.example')).user).toEqual(admin.user);
});

it.each([
  [{ fullname: ' ' }, 'fullname'],
  [{ fullname: 'x'.repeat(121) }, 'fullname'],
  [{ phone: '1'.repeat(33) }, 'phone'],
  [{ language: 'xx' }, 'language'],
  [{ unreadMailMinutes: 0 }, 'unreadMailMinutes'],
])('refuses %j and names the field', async (body, path) => {
  const clinic = await startTestServer();
  const { bearer } = await clinic.setUp();
  expect(await clinic.request('PATCH', '/api/profile', body, bearer)).toMatchObject({
    status: 400,
    body: { code: 'bad_request', issues: [{ path }] },
  });
});
