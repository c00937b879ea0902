import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { crc32, deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { conversationIdOf } from '../../server/protocol/index.ts';
import { nameForType, sanitiseFileName } from '../../server/domain/file-names.ts';
import { arrangeChat } from '../support/chat.ts';
import { download, fileOf, pdf, PNG, storedFiles, upload, type SentFile } from '../support/files.ts';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3b82f6' } }).withExif({
    IFD0: { Copyright: 'secret place' },
  });

/** A picture whose head says that it is larger than it is. */
const boastful = (width: number, height: number): Buffer => {
  const bytes = Buffer.from(PNG);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
};

const zip = (name: string, content: string): Buffer => {
  const packed = deflateRawSync(content);
  const head = Buffer.alloc(30);
  head.write('PK\x03\x04', 'latin1');
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(crc32(content), 14);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(content.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), packed]);
};

const CONTENT_TYPES =
  '<Types><Override PartName="/word/document.xml" ContentType="application/' +
  'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const OLE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
const SCRIPT = '<script>alert(1)</script>';
const of = (text: string): Buffer => Buffer.from(text.padEnd(300));

describe('a file of a conversation', () => {
  it('[S1-F10, S0-Z04, S1-E02, S1-M01, S4-Z02] is uploaded, sent, and read by the other, whole or in part', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    const bytes = await picture(1200, 800).jpeg().toBuffer();
    const file = fileOf(
      await upload(server, patient, doctor.user.id, { bytes, name: 'Ausschlag für Ada.JPG' }),
    );
    expect(file).toEqual({
      id: expect.any(String) as string,
      url: `/api/files/${file.id}`,
      name: 'Ausschlag für Ada.JPG',
      type: 'image/jpeg',
      size: bytes.length,
      width: 1200,
      height: 800,
      hasThumbnail: true,
    });
    // Before it is sent, it is the sender's alone.
    expect((await download(server, doctor, file.url)).status).toBe(404);
    await patientSocket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'See here',
      messageType: 'image',
      fileUrl: file.url,
    });
    const { id, type, size, width, height, hasThumbnail } = file;
    const said = {
      messageType: 'image',
      fileUrl: file.url,
      fileName: file.name,
      file: { id, type, size, width, height, hasThumbnail },
    };
    expect((await doctorSocket.next('new_message')).message).toMatchObject(said);
    const read = { conversationId: conversationIdOf(doctor.user.id, patient.user.id), before: 2 };
    expect((await patientSocket.request('get_messages', read)).messages).toMatchObject([said]);
    expect(await doctorSocket.request('sync', { ...read, afterSeq: 0 })).toMatchObject({ messages: [said] });
    const whole = await download(server, doctor, file.url);
    expect(whole.bytes.equals(bytes)).toBe(true);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(bytes.length),
      'content-disposition':
        `attachment; filename="Ausschlag f_r Ada.JPG"; ` + `filename*=UTF-8''Ausschlag%20f%C3%BCr%20Ada.JPG`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
    });
    const small = await download(server, doctor, `${file.url}/thumbnail`);
    const metadata = await sharp(small.bytes).metadata();
    expect(metadata).toMatchObject({ format: 'webp', width: 480, height: 320 });
    expect([metadata.exif, small.headers.get('content-security-policy')]).toEqual([
      undefined,
      "sandbox; default-src 'none'",
    ]);
    const part = async (range: string) => {
      const { status, headers, bytes: got } = await download(server, doctor, file.url, { range });
      return [status, headers.get('content-range'), got.toString('hex')];
    };
    const last = bytes.length - 1;
    expect(await part('bytes=0-3')).toEqual([206, `bytes 0-3/${bytes.length}`, bytes.toString('hex', 0, 4)]);
    expect(await part('bytes=-2')).toEqual([
      206,
      `bytes ${last - 1}-${last}/${bytes.length}`,
      bytes.toString('hex', last - 1),
    ]);
    expect((await part('bytes=0-1,4-5'))[0]).toBe(200);
    expect((await part(`bytes=${bytes.length}-`)).slice(0, 2)).toEqual([416, `bytes */${bytes.length}`]);
    // One opening, in however many pieces.
    await server.server.stop();
    const audit = readFileSync(`${server.dataDir}/anteroom.sqlite`, 'latin1');
    expect(audit.split('file.opened').length).toBe(2);
    expect(server.logLines.join('')).not.toContain('Ausschlag');
  });

  it('[S1-X08, S4-B02] is what its bytes say, and nothing is kept of what may not be sent', async () => {
    const { server, doctor, patient } = await arrangeChat();
    const send = async (file: SentFile) => {
      const { status, body } = await upload(server, patient, doctor.user.id, file);
      return [status, body.code ?? [body.data.file.type, body.data.file.name]];
    };
    const refused = [415, 'file_type_refused'];
    const hostile: [SentFile, (number | string)[]][] = [
      [{ bytes: of(`<!doctype html>${SCRIPT}`), name: 'a.png', type: 'image/png' }, refused],
      [{ bytes: of(`<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`), name: 'a.jpg' }, refused],
      [{ bytes: of(`<?xml version="1.0"?><svg width="1" height="1"/>`), name: 'a.svg' }, refused],
      [{ bytes: of(`GIF89a=1;/*<html>${SCRIPT}*/`), name: 'a.gif', type: 'image/gif' }, refused],
      [{ bytes: of(`${SCRIPT}%PDF-1.7`), name: 'a.pdf', type: 'application/pdf' }, refused],
      [{ bytes: zip('evil.txt', 'no document'), name: 'a.docx' }, refused],
      [{ bytes: OLE, name: 'table.xls' }, refused],
      [{ bytes: PNG.subarray(0, 40), name: 'a.png' }, refused],
      [{ bytes: boastful(100, 100), name: 'torn.png' }, refused],
      [{ bytes: of('just words'), name: 'a.txt', type: 'text/plain' }, refused],
      [{ bytes: boastful(10_000, 10_000), name: 'a.png' }, [413, 'too_large']],
      [{ bytes: Buffer.alloc(0), name: 'a.png' }, [400, 'bad_request']],
    ];
    for (const [file, expected] of hostile)
      expect([file.name, await send(file)]).toEqual([file.name, expected]);
    expect(storedFiles(server.dataDir)).toEqual([]);
    expect(await send({ bytes: PNG, name: '../../etc/evil.html' })).toEqual([201, ['image/png', 'evil.png']]);
    expect(await send({ bytes: OLE, name: 'letter.DOC' })).toEqual([
      201,
      ['application/msword', 'letter.DOC'],
    ]);
    // A picture that is a page as well is a picture for whoever gets it.
    const jpeg = await picture(10, 10).jpeg().toBuffer();
    const both = Buffer.concat([jpeg, of(`<html>${SCRIPT}`)]);
    expect(await send({ bytes: both, name: 'page.html', type: 'text/html' })).toEqual([
      201,
      ['image/jpeg', 'page.jpg'],
    ]);
    const docx = zip('[Content_Types].xml', CONTENT_TYPES);
    expect((await send({ bytes: docx, name: 'letter.docx' }))[0]).toBe(201);
  });

  it('[S4-B03] is refused where it is too large, in no form, or breaks off', async () => {
    const { server, doctor, patient } = await arrangeChat({ limits: { fileBytes: 1000, imagePixels: 5000 } });
    const send = async (file: SentFile) => {
      const { status, body } = await upload(server, patient, doctor.user.id, file);
      return [status, body.code];
    };
    expect(await send({ bytes: pdf(1001), name: 'a.pdf' })).toEqual([413, 'too_large']);
    expect(await send({ bytes: boastful(100, 51), name: 'a.png' })).toEqual([413, 'too_large']);
    expect(await send({ bytes: pdf(1000), name: 'a.pdf' })).toEqual([201, undefined]);
    const post = async (body: string, type: string) => {
      const path = `/api/files?receiverId=${doctor.user.id}`;
      const answer = await server.request('POST', path, body, { ...patient.bearer, 'content-type': type });
      return [answer.status, answer.body['code']];
    };
    const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n';
    const other = head.replace('name="file"', 'name="other"');
    const bad = [400, 'bad_request'];
    expect(await post('{}', 'application/json')).toEqual(bad);
    expect(await post('%PDF-1.7', 'application/pdf')).toEqual(bad);
    expect(await post('--x--', 'multipart/form-data')).toEqual(bad);
    expect(await post('--x--\r\n', 'multipart/form-data; boundary=x')).toEqual(bad);
    expect(await post(`${head}%PDF-1.7 and no end`, 'multipart/form-data; boundary=x')).toEqual(bad);
    expect(await post(`${other}%PDF-1.7\r\n--x--\r\n`, 'multipart/form-data; boundary=x')).toEqual(bad);
    const twice = `${head}%PDF-1.7\r\n${head}%PDF-1.7\r\n--x--\r\n`;
    expect(await post(twice, 'multipart/form-data; boundary=x')).toEqual(bad);
    const [stored] = storedFiles(server.dataDir);
    // The line breaks in the middle of the body.
    const { hostname, port } = new URL(server.url);
    const line = connect(Number(port), hostname);
    line.write(
      `POST /api/files?receiverId=${doctor.user.id} HTTP/1.1\r\nHost: ${hostname}\r\n` +
        `Authorization: ${patient.bearer.authorization}\r\nContent-Length: 900\r\n` +
        `Content-Type: multipart/form-data; boundary=x\r\n\r\n${head}%PDF-1.7`,
    );
    await once(line, 'connect');
    await expect.poll(() => storedFiles(server.dataDir).length).toBe(2);
    line.destroy();
    await expect.poll(() => storedFiles(server.dataDir)).toEqual([stored]);
  });

  it('has no room beyond the quota of the clinic, which deleting gives back', async () => {
    const { server, doctor, patient, patientSocket } = await arrangeChat({
      limits: { filesQuotaBytes: 1500 },
    });
    const send = () => upload(server, patient, doctor.user.id, { bytes: pdf(900), name: 'a.pdf' });
    const { url } = fileOf(await send());
    const content = { receiverId: doctor.user.id, content: 'See here', fileUrl: url };
    const { message } = await patientSocket.request('send_message', content);
    expect(await send()).toMatchObject({ status: 507, body: { code: 'files_full' } });
    await patientSocket.request('delete_message', { messageId: message.id });
    expect((await send()).status).toBe(201);
  });

  it('has the rate of uploads', async () => {
    const { server, doctor, patient } = await arrangeChat({
      rateLimits: { 'upload-person': { points: 1, seconds: 600 } },
    });
    const send = () => upload(server, patient, doctor.user.id, { bytes: PNG, name: 'a.png' });
    expect((await send()).status).toBe(201);
    expect((await send()).body.code).toBe('rate_limited');
    const begin = { receiverId: doctor.user.id, name: 'a.png', size: 10 };
    expect((await server.request('POST', '/api/uploads', begin, patient.bearer)).status).toBe(429);
  });
});

it.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\Ada\\scan.pdf', 'scan.pdf'],
  ['..', 'file'],
  ['', 'file'],
  ['.pdf', 'pdf'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ['a\r\nSet-Cookie: b.pdf', 'aSet-Cookie_ b.pdf'],
  ['CON.pdf', '_CON.pdf'],
  ['रिपोर्ट\u200d.pdf', 'रिपोर्ट\u200d.pdf'],
  [`${'ü'.repeat(300)}.pdf`, `${'ü'.repeat(98)}.pdf`],
])('the name %j is kept as %j', (name, expected) => {
  expect(sanitiseFileName(name)).toBe(expected);
});

it('a name gets an extension of the type', () => {
  expect(nameForType('photo.JPEG', 'image/jpeg')).toBe('photo.JPEG');
  expect(nameForType('photo.html', 'image/jpeg')).toBe('photo.jpg');
  expect(nameForType('Dr. Ada Lovelace', 'application/pdf')).toBe('Dr. Ada Lovelace.pdf');
});
