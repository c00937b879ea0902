import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addAnotherPatient, arrangeChat } from '../support/chat.ts';
import { download, fileOf, pdf, PNG, storedFiles, upload } from '../support/files.ts';

const file = { bytes: pdf(), name: 'report.pdf' };

describe('who may send and read a file', () => {
  it('is sent by who uploaded it, in the conversation that it was uploaded for', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    const other = await addAnotherPatient(server, doctor);
    const otherSocket = await server.connect(other);
    const { url } = fileOf(await upload(server, patient, doctor.user.id, file));
    const message = { receiverId: doctor.user.id, content: 'See here', fileUrl: url };
    const nil = { code: 'not_found' };
    expect(await otherSocket.refusal('send_message', message)).toMatchObject(nil);
    expect(
      await doctorSocket.refusal('send_message', { ...message, receiverId: patient.user.id }),
    ).toMatchObject(nil);
    for (const fileUrl of ['/api/files/nothing', '/api/files/', `${url}/thumbnail`, '/api/files/../clinic']) {
      expect(await patientSocket.refusal('send_message', { ...message, fileUrl })).toMatchObject(nil);
    }
    // The doctor's file for one patient is not for another.
    const forPatient = fileOf(await upload(server, doctor, patient.user.id, file));
    const toOther = { receiverId: other.user.id, content: 'See here', fileUrl: forPatient.url };
    expect(await doctorSocket.refusal('send_message', toOther)).toMatchObject(nil);
    const posted = await server.request(
      'POST',
      '/users/send-message',
      { doctorId: doctor.user.id, content: 'See here', fileUrl: url, fileName: 'mine.pdf' },
      patient.bearer,
    );
    expect(posted).toMatchObject({ status: 201, body: { data: { fileUrl: url, fileName: 'mine.pdf' } } });
    expect((await download(server, other, url)).status).toBe(404);
    // Front ends name files of their own.
    const foreign = { ...message, fileUrl: 'https://files.example/api/files/1' };
    expect((await patientSocket.request('send_message', foreign)).message.fileUrl).toBe(foreign.fileUrl);
  });

  it('goes with the last message that refers to it', async () => {
    const { server, doctor, patient, patientSocket } = await arrangeChat();
    const sent = fileOf(await upload(server, patient, doctor.user.id, { bytes: PNG, name: 'a.png' }));
    const send = async () => {
      const message = { receiverId: doctor.user.id, content: 'See here', fileUrl: sent.url };
      return (await patientSocket.request('send_message', message)).message.id;
    };
    const [first, second] = [await send(), await send()];
    expect(storedFiles(server.dataDir)).toHaveLength(2);
    await patientSocket.request('delete_message', { messageId: first });
    expect((await download(server, doctor, sent.url)).status).toBe(200);
    await patientSocket.request('delete_message', { messageId: second });
    expect(storedFiles(server.dataDir)).toEqual([]);
    for (const path of [sent.url, `${sent.url}/thumbnail`]) {
      expect((await download(server, patient, path)).status).toBe(404);
    }
    const again = { receiverId: doctor.user.id, content: 'Again', fileUrl: sent.url };
    expect((await patientSocket.refusal('send_message', again)).code).toBe('not_found');
  });

  it('the session of an invitation uploads for its visit, and reads what was sent in it', async () => {
    const { server, doctor, doctorSocket, patient, patientUser } = await arrangeChat();
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    const before = fileOf(await upload(server, doctor, patient.user.id, file));
    const told = { receiverId: patient.user.id, content: 'See here' };
    await doctorSocket.request('send_message', { ...told, fileUrl: before.url });
    const ofAccount = fileOf(await upload(server, patient, doctor.user.id, file));
    const { appointment, invite } = await server.addAppointment(doctor, patientUser.id);
    const { roomId } = appointment;
    const visitor = await server.openInvite(invite.invite);
    const visit = await server.connect(visitor);
    await visit.request('join-waiting-room', { roomId });
    expect((await download(server, visitor, before.url)).status).toBe(404);
    const mine = { receiverId: doctor.user.id, content: 'See here' };
    const other = { ...mine, fileUrl: ofAccount.url };
    expect((await visit.refusal('send_message', other)).code).toBe('not_found');
    expect((await upload(server, visitor, stranger.user.id, file)).status).toBe(403);
    const own = fileOf(await upload(server, visitor, doctor.user.id, file));
    await visit.request('send_message', { ...mine, fileUrl: own.url });
    const inVisit = fileOf(await upload(server, doctor, patient.user.id, file));
    await doctorSocket.request('send_message', { ...told, fileUrl: inVisit.url });
    for (const { url } of [own, inVisit]) expect((await download(server, visitor, url)).status).toBe(200);
    const { room } = await visit.request('join-waiting-room', { roomId });
    const said = { fileUrl: inVisit.url, fileName: 'report.pdf', file: { id: inVisit.id, size: 200 } };
    expect(room.messages.at(-1)).toMatchObject(said);
    // The person's account has all of it.
    expect((await download(server, patient, own.url)).status).toBe(200);
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await doctorSocket.request('join-room', { roomId });
    await visit.request('join-room', { roomId });
    await doctorSocket.request('end-call', { roomId });
    expect(await upload(server, visitor, doctor.user.id, file)).toMatchObject({
      status: 409,
      body: { code: 'visit_over' },
    });
  });
});

it('the disk holds nothing that can be read, and what was altered there is not given out', async () => {
  const { server, doctor, patient } = await arrangeChat();
  const { id, url } = fileOf(await upload(server, patient, doctor.user.id, file));
  const [path = ''] = storedFiles(server.dataDir);
  expect(path.endsWith(`/files/${id.slice(0, 2)}/${id}`)).toBe(true);
  const stored = readFileSync(path);
  for (const secret of ['%PDF', 'slept badly', 'report']) expect(stored.includes(secret)).toBe(false);
  stored.writeUInt8(stored.readUInt8(100) ^ 1, 100);
  writeFileSync(path, stored);
  expect((await download(server, patient, url)).status).toBe(404);
  writeFileSync(path, stored.subarray(0, 90));
  expect((await download(server, patient, url)).status).toBe(404);
  const lines = server.logEvents().filter(({ event }) => event === 'file-damaged');
  expect(lines).toMatchObject([{ fileId: id }, { fileId: id }]);
  expect(JSON.stringify(lines)).not.toContain('report');
});
