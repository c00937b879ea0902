import { expect, it } from 'vitest';
import { readAudit } from '../support/database.ts';
import { changePatient, makePasswordLink, readPatient } from '../support/people.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';

it('changes what is named, keeps what is not, and removes what is empty', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { id } = await clinic.addPatient(doctor, 'Pat Alpha', { email: 'pat@clinic.example' });

  const full = {
    fullname: 'Pat Beta',
    phone: '0555 1',
    dateOfBirth: '1980-02-29',
    bloodGroup: 'AB+',
    language: 'es',
  };
  const changed = await changePatient(clinic, doctor, id, { ...full, email: ' NEW@clinic.example ' });
  expect(changed).toMatchObject({
    status: 200,
    body: { data: { patient: { ...full, email: 'new@clinic.example' } } },
  });
  await changePatient(clinic, doctor, id, { phone: '', language: null, email: '' });
  expect(await readPatient(clinic, doctor, id)).toMatchObject({
    patient: { ...full, phone: null, language: null, email: null },
  });
});

it('writes the names of the changed fields into the audit log, never what is in them', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { id } = await clinic.addPatient(doctor, 'Pat Alpha');
  await changePatient(clinic, doctor, id, { phone: '0555 1', fullname: 'Pat Beta', language: null });
  await changePatient(clinic, doctor, id, { phone: '0555 1' });

  const rows = readAudit(clinic.dataDir).filter(({ action }) => action === 'account.patient-changed');
  expect(rows).toMatchObject([
    { actorId: doctor.user.id, subjectId: id, detail: JSON.stringify({ fields: 'fullname,phone' }) },
  ]);
});

it('refuses an email that is in use, and one that the patient signs in with', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const account = { email: 'pat@clinic.example', password: PASSWORD };
  const withAccount = await clinic.addPatient(doctor, 'Pat Alpha', account);
  const without = await clinic.addPatient(doctor, 'Quinn Beta', { email: 'quinn@clinic.example' });

  for (const email of ['PAT@clinic.example', 'ada@clinic.example']) {
    expect(await changePatient(clinic, doctor, without.id, { email })).toMatchObject({
      status: 409,
      body: { code: 'email_taken' },
    });
  }
  for (const email of ['other@clinic.example', '']) {
    expect(await changePatient(clinic, doctor, withAccount.id, { email })).toMatchObject({
      status: 409,
      body: { code: 'has_account' },
    });
  }
  expect(
    await changePatient(clinic, doctor, withAccount.id, { email: 'pat@clinic.example', phone: '1' }),
  ).toMatchObject({ status: 200 });
});

it('lets a link that went to the former email set no password', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { id } = await clinic.addPatient(doctor, 'Pat Alpha', { email: 'mistyped@clinic.example' });
  const { link } = await makePasswordLink(clinic, doctor, id);
  await changePatient(clinic, doctor, id, { email: 'right@clinic.example' });
  expect(await clinic.request('POST', '/auth/password', { link, password: PASSWORD })).toMatchObject({
    status: 401,
    body: { code: 'password_link_invalid' },
  });
});

it('lets only a doctor of the patient change anything', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const bob = await clinic.addDoctor(doctor, 'bob@clinic.example');
  const account = { email: 'pat@clinic.example', password: PASSWORD };
  const { id } = await clinic.addPatient(bob, 'Pat Alpha', account);
  const patient = await clinic.login('pat@clinic.example');
  for (const actor of [doctor, patient]) {
    expect(await changePatient(clinic, actor, id, { fullname: 'X' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  }
  expect((await readPatient(clinic, bob, id)).patient.fullname).toBe('Pat Alpha');
});

it('brings a new name to those who see it on an open visit, and tells nobody of other changes', async () => {
  const clinic = await startTestServer();
  const { doctor, doctorSocket, patientSocket, patientUser, roomId } = await clinic.arrangeWaiting();
  await doctorSocket.settled();
  await patientSocket.settled();
  doctorSocket.forget();
  patientSocket.forget();

  await changePatient(clinic, doctor, patientUser.id, { phone: '0555' });
  await doctorSocket.settled();
  expect(doctorSocket.pending()).toEqual([]);

  await changePatient(clinic, doctor, patientUser.id, { fullname: 'Pat Renamed' });
  for (const socket of [doctorSocket, patientSocket]) {
    expect(await socket.next('appointment-updated')).toMatchObject({
      appointment: { roomId, patientName: 'Pat Renamed' },
    });
  }
  const { room } = await doctorSocket.request('join-waiting-room', { roomId });
  expect(room.patients).toMatchObject([{ fullname: 'Pat Renamed' }]);
});

it('names the field that is wrong', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const { id } = await clinic.addPatient(doctor);
  for (const [field, value] of [
    ['fullname', ''],
    ['fullname', null],
    ['email', 'nowhere'],
    ['dateOfBirth', '1980-02-30'],
    ['bloodGroup', 'x'.repeat(9)],
    ['phone', 'x'.repeat(33)],
    ['language', 'tlh'],
  ] as const) {
    expect(await changePatient(clinic, doctor, id, { [field]: value })).toMatchObject({
      status: 400,
      body: { code: 'bad_request', issues: [{ path: field }] },
    });
  }
});
