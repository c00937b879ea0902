import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Upload } from '../../server/protocol/index.ts';
import { arrangeChat } from '../support/chat.ts';
import { beginUpload, download, fileOf, pdf, storedFiles, upload } from '../support/files.ts';
import { createSettableClock } from '../support/server.ts';

const DAY_MS = 24 * 3_600_000;

const arrange = async (size: number, options: Parameters<typeof arrangeChat>[0] = {}) => {
  const chat = await arrangeChat(options);
  const { server, doctor, patient } = chat;
  const { uploadId, offset } = await beginUpload(server, patient, doctor.user.id, { name: 'long.pdf', size });
  expect(offset).toBe(0);
  const path = `/api/uploads/${uploadId}`;
  let { bearer } = patient;
  const signInAgain = async () => void ({ bearer } = await server.login('pat@clinic.example'));
  const patch = async (from: number | string, body: string) => {
    const answer = await server.request<{ data?: Upload; code?: string }>('PATCH', path, body, {
      ...bearer,
      'content-type': 'application/octet-stream',
      'upload-offset': String(from),
    });
    const { data, code } = answer.body;
    return { status: answer.status, code, ...data, movedTo: answer.headers.get('upload-offset') };
  };
  const state = async () => {
    const answer = await server.request<{ data: Upload }>('GET', path, undefined, bearer);
    return answer.status === 200 ? answer.body.data : answer.status;
  };
  return { ...chat, uploadId, path, patch, state, signInAgain };
};

describe('a file that comes in parts', () => {
  it('goes on where it was, and is a file once all of it is there', async () => {
    // More than a chunk of what is encrypted at once.
    const text = pdf(200_000).toString();
    const { server, doctor, patient, patientSocket, patch, state, uploadId } = await arrange(200_000);
    expect(await patch(0, text.slice(0, 10))).toMatchObject({ status: 200, offset: 10 });
    expect(await patch(10, text.slice(10, 131_072))).toMatchObject({ offset: 131_072 });
    expect(await state()).toEqual({ uploadId, offset: 131_072 });
    expect(await patch(10, 'again')).toMatchObject({ status: 409, code: 'conflict', movedTo: '131072' });
    expect(await patch(140_000, 'too far')).toMatchObject({ status: 409, movedTo: '131072' });
    for (const from of ['', '-1', '1e3', 'x']) expect((await patch(from, 'x')).status).toBe(400);
    const unfinished = {
      receiverId: doctor.user.id,
      content: 'too soon',
      fileUrl: `/api/files/${uploadId}`,
    };
    expect((await patientSocket.refusal('send_message', unfinished)).code).toBe('bad_request');
    expect((await download(server, patient, unfinished.fileUrl)).status).toBe(404);
    const { file } = await patch(131_072, text.slice(131_072));
    expect(file).toMatchObject({ id: uploadId, name: 'long.pdf', type: 'application/pdf', size: 200_000 });
    // The answer to the last part may be lost, too.
    expect(await state()).toEqual({ uploadId, offset: 200_000, file });
    expect(await patch(200_000, '')).toMatchObject({ status: 409, movedTo: '200000' });
    const { bytes } = await download(server, patient, unfinished.fileUrl);
    expect(bytes.equals(Buffer.from(text))).toBe(true);
    const across = await download(server, patient, unfinished.fileUrl, { range: 'bytes=65530-131080' });
    expect(across.bytes.toString()).toBe(text.slice(65_530, 131_081));
  });

  it('takes over from a connection that is lost without a word, and keeps what came by it', async () => {
    const text = pdf(3000).toString();
    const { server, patient, patch, path } = await arrange(3000);
    const { hostname, port } = new URL(server.url);
    const lost = connect(Number(port), hostname);
    lost.write(
      `PATCH ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: ${patient.bearer.authorization}\r\n` +
        `Content-Type: application/octet-stream\r\nUpload-Offset: 0\r\nContent-Length: 3000\r\n\r\n` +
        text.slice(0, 1000),
    );
    await once(lost, 'connect');
    await expect.poll(() => storedFiles(server.dataDir).length).toBe(1);
    // It has come; only the server waits for more.
    await expect.poll(() => patch(1000, text.slice(1000))).toMatchObject({ status: 200, offset: 3000 });
    lost.destroy();
    expect((await download(server, patient, path.replace('uploads', 'files'))).bytes.toString()).toBe(text);
  });

  it('is not more than was said, nor of another type, and can be given up', async () => {
    const { server, doctor, patient, patch, state, path } = await arrange(100);
    expect(await patch(0, 'x'.repeat(101))).toMatchObject({ status: 413, code: 'too_large' });
    expect([await state(), storedFiles(server.dataDir)]).toEqual([404, []]);
    const next = async (size: number, body: string) => {
      const { uploadId } = await beginUpload(server, patient, doctor.user.id, { name: 'a.pdf', size });
      return server.request('PATCH', `/api/uploads/${uploadId}`, body, {
        ...patient.bearer,
        'content-type': 'application/octet-stream',
        'upload-offset': '0',
      });
    };
    expect(await next(6, '<html>')).toMatchObject({ status: 415, body: { code: 'file_type_refused' } });
    expect(storedFiles(server.dataDir)).toEqual([]);
    const { body } = await next(100, '%PDF-');
    const { uploadId } = body['data'] as Upload;
    expect(storedFiles(server.dataDir)).toHaveLength(1);
    const cancelled = path.replace(/[^/]+$/, uploadId);
    expect((await server.request('DELETE', cancelled, undefined, patient.bearer)).status).toBe(200);
    expect((await server.request('DELETE', cancelled, undefined, patient.bearer)).status).toBe(404);
    expect(storedFiles(server.dataDir)).toEqual([]);
    const begin = (size: number) =>
      server.request(
        'POST',
        '/api/uploads',
        { receiverId: doctor.user.id, name: 'a.pdf', size },
        patient.bearer,
      );
    expect((await begin(26_214_401)).status).toBe(413);
    expect((await begin(0)).status).toBe(400);
  });

  it('stays as long as it goes on, and then has a day of its own to be sent', async () => {
    const clock = createSettableClock();
    const text = pdf(100).toString();
    const { server, patch, state, signInAgain } = await arrange(100, {
      now: clock.now,
      elapsed: clock.elapsed,
    });
    const letMostOfADayPass = async () => {
      clock.pass(DAY_MS - 60_000);
      await server.server.tick();
      await signInAgain();
    };
    await patch(0, text.slice(0, 10));
    await letMostOfADayPass();
    await patch(10, text.slice(10, 20));
    await letMostOfADayPass();
    expect(await state()).toMatchObject({ offset: 20 });
    await patch(20, text.slice(20));
    await letMostOfADayPass();
    expect(storedFiles(server.dataDir)).toHaveLength(1);
    clock.pass(120_000);
    await server.server.tick();
    expect(storedFiles(server.dataDir)).toEqual([]);
  });

  it('goes after a day, as does a file that no message refers to', async () => {
    const clock = createSettableClock();
    const { server, doctor, patient, patientSocket, patch, state } = await arrange(100, {
      now: clock.now,
      elapsed: clock.elapsed,
    });
    await patch(0, '%PDF-');
    const send = async () =>
      fileOf(await upload(server, patient, doctor.user.id, { bytes: pdf(), name: 'a.pdf' }));
    const unused = await send();
    const used = await send();
    const message = { receiverId: doctor.user.id, content: 'See here', fileUrl: used.url };
    await patientSocket.request('send_message', message);
    clock.pass(DAY_MS - 60_000);
    await server.server.tick();
    expect(storedFiles(server.dataDir)).toHaveLength(3);
    clock.pass(120_000);
    await server.server.tick();
    expect(storedFiles(server.dataDir).map((path) => path.slice(-36))).toEqual([used.id]);
    const again = await server.login('pat@clinic.example');
    expect((await download(server, again, unused.url)).status).toBe(404);
    expect((await download(server, again, used.url)).status).toBe(200);
    expect(await state()).toBe(401);
  });
});
