import { execFile } from 'node:child_process';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { databaseFileIn } from '../../server/storage/sqlite/database.ts';
import { readAudit } from '../support/database.ts';
import { entryFile } from '../support/server-entry.ts';
import { PASSWORD, startTestServer, temporaryFolder } from '../support/server.ts';

/** `npm run audit:verify`. */
const verify = (dataDir: string, environment: Record<string, string> = {}) =>
  new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [entryFile('audit-verify')],
      { env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ...environment } },
      (_error, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }),
    );
  });

/** As someone who can write the file: without the triggers that guard the log. */
const tamper = (dataDir: string, ...statements: string[]): void => {
  const db = new Database(databaseFileIn(dataDir));
  const triggers = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .pluck()
    .all();
  for (const trigger of triggers) db.exec(`DROP TRIGGER ${trigger}`);
  for (const statement of statements) db.exec(statement);
  db.close();
};

it('has a row for all that is done to people, sessions, visits and rooms, with who did it', async () => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const bob = await clinic.addDoctor(admin, 'bob@clinic.example');
  await clinic.request('POST', '/auth/login', { email: 'bob@clinic.example', password: 'wrong' });
  const patientUser = await clinic.addPatient(bob);
  const { appointment, invite } = await clinic.addAppointment(bob, patientUser.id);
  const { id, roomId } = appointment;
  const patient = await clinic.openInvite(invite.invite);
  const bobSocket = await clinic.connect(bob);
  const patientSocket = await clinic.connect(patient);
  await patientSocket.request('join-waiting-room', { roomId });
  await patientSocket.request('leave-waiting-room', { roomId });
  await patientSocket.request('join-waiting-room', { roomId });
  await bobSocket.request('start-consultation', { roomId, patientId: patientUser.id });
  await bobSocket.request('join-room', { roomId });
  await patientSocket.request('join-room', { roomId });
  await bobSocket.request('end-call', { roomId });
  const parties = { doctorId: bob.user.id, patientId: patientUser.id };
  const room = await clinic.request('POST', '/api/rooms/create', parties, bob.bearer);
  const renewed = await clinic.addAppointment(bob, patientUser.id);
  await clinic.request('POST', `/api/appointments/${renewed.appointment.id}/invite`, {}, bob.bearer);
  await clinic.request('POST', '/auth/logout', undefined, bob.bearer);

  const rows = readAudit(clinic.dataDir);

  const [ada, doctor, visitor] = [admin.user.id, bob.user.id, patientUser.id];
  expect(rows.map(({ actorId, action, subjectId }) => [actorId, action, subjectId])).toEqual([
    [ada, 'clinic.set-up', ada],
    [ada, 'session.login', expect.any(String)],
    [ada, 'account.doctor-created', doctor],
    [doctor, 'session.login', expect.any(String)],
    [null, 'session.login-refused', doctor],
    [doctor, 'account.patient-created', visitor],
    [doctor, 'appointment.created', id],
    [visitor, 'invitation.opened', id],
    [visitor, 'waiting-room.arrived', roomId],
    [visitor, 'waiting-room.left', roomId],
    [visitor, 'waiting-room.arrived', roomId],
    [doctor, 'consultation.admitted', id],
    [visitor, 'consultation.in-call', id],
    [doctor, 'consultation.ended', id],
    [doctor, 'call-room.created', room.body['roomId']],
    [doctor, 'appointment.created', renewed.appointment.id],
    [doctor, 'invitation.renewed', renewed.appointment.id],
    [doctor, 'session.logout', expect.any(String)],
  ]);
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_row, index) => index + 1));
});

it('holds ids only: no names, emails, texts or secrets', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, invite, patientSocket, roomId } = await clinic.arrangeWaiting();
  await clinic.addPatient(doctor, 'Quinn Beta', { email: 'quinn@clinic.example', password: PASSWORD });
  await patientSocket.request('waiting-room-message', { roomId, message: 'c4nary' });
  await clinic.request('POST', '/auth/login', { email: 'stranger@clinic.example', password: 'wrong' });

  const text = JSON.stringify(readAudit(clinic.dataDir));

  for (const secret of [
    ...['Ada One', 'Pat Alpha', 'Quinn Beta', '@clinic.example', PASSWORD, 'c4nary'],
    ...[invite.invite, patient.token, patient.refreshToken],
  ]) {
    expect(text).not.toContain(secret);
  }
});

it('is verified by a command, beside a running server and without changing anything', async () => {
  const clinic = await startTestServer();
  await clinic.arrangeVisit();
  const rows = readAudit(clinic.dataDir).length;
  expect(await verify(clinic.dataDir)).toEqual({
    code: 0,
    output: `audit log: ${rows} rows verified\n`,
    errors: '',
  });
  expect(readAudit(clinic.dataDir)).toHaveLength(rows);
});

it.each([
  ['changed', "UPDATE audit SET action = 'session.login' WHERE seq = 3", 3],
  ['blamed on someone else', 'UPDATE audit SET actor_id = NULL WHERE seq = 2', 2],
  ['moved in time', 'UPDATE audit SET at = at + 1 WHERE seq = 4', 4],
  ['removed', 'DELETE FROM audit WHERE seq = 3', 3],
  ['cut off', 'DELETE FROM audit WHERE seq = 5', 5],
])('names the row that was %s', async (_what, statement, brokenSeq) => {
  const clinic = await startTestServer();
  await clinic.arrangeVisit();
  expect(readAudit(clinic.dataDir)).toHaveLength(5);
  await clinic.server.stop();
  tamper(clinic.dataDir, statement);
  expect(await verify(clinic.dataDir)).toEqual({
    code: 1,
    output: `audit log: broken at row ${brokenSeq} (${brokenSeq - 1} rows before it hold)\n`,
    errors: '',
  });
});

it('says in one line that there is nothing to verify, or that the key is missing', async () => {
  const nothing = await verify(await temporaryFolder());
  expect(nothing).toMatchObject({ code: 2, output: '', errors: expect.stringMatching(/^audit log: .*\n$/) });

  const databaseKey = 'a key of sixteen or more';
  const clinic = await startTestServer({ databaseKey });
  await clinic.setUp();
  const locked = await verify(clinic.dataDir);
  expect(locked).toMatchObject({ code: 2, errors: expect.stringContaining('DATABASE_KEY') });
  expect(await verify(clinic.dataDir, { DATABASE_KEY: databaseKey })).toMatchObject({ code: 0 });
});
