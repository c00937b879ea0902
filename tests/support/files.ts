import { Buffer } from 'node:buffer';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatFile, Upload } from '../../server/protocol/index.ts';
import type { Answer, Person, TestServer } from './server.ts';

/** Files of conversations, as a client sends them. */

/** A picture of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

/** A document of this size. */
export const pdf = (size = 200): Buffer => {
  const bytes = Buffer.alloc(size, 'The patient slept badly. ');
  bytes.write('%PDF-1.7\n');
  return bytes;
};

/** A document of one page that can be opened, with these lines on it. */
export const readablePdf = (lines: readonly string[]): Buffer => {
  const text = lines.map((line) => `(${line}) Tj 0 -28 Td`).join(' ');
  const stream = `BT /F1 18 Tf 72 760 Td ${text} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return Buffer.from(
    `${body}xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${size} /Root 1 0 R >>\n` +
      `startxref\n${body.length}\n%%EOF\n`,
  );
};

/** The head of a recording as Chromium makes it, with nothing in it. */
export const WEBM: Buffer = Buffer.concat([
  Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701', 'hex'),
  Buffer.alloc(60_000),
]);

export type SentFile = { bytes: Uint8Array; name: string; type?: string };

export const formOf = ({ bytes, name, type = 'text/html' }: SentFile): FormData => {
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(bytes)], { type }), name);
  return form;
};

export type UploadAnswer = Answer<{ data: { file: ChatFile }; code?: string; message?: string }>;

export const upload = (
  server: TestServer,
  person: Pick<Person, 'bearer'>,
  receiverId: string,
  file: SentFile,
): Promise<UploadAnswer> =>
  server.request('POST', `/api/files?receiverId=${receiverId}`, formOf(file), person.bearer);

export const fileOf = ({ status, body }: UploadAnswer): ChatFile => {
  if (status !== 201) throw new Error(`not uploaded: ${status} ${JSON.stringify(body)}`);
  return body.data.file;
};

export const beginUpload = async (
  server: TestServer,
  person: Pick<Person, 'bearer'>,
  receiverId: string,
  { name, size }: { name: string; size: number },
): Promise<Upload> => {
  const body = { receiverId, name, size };
  const pending = server.request<{ data: Upload }>('POST', '/api/uploads', body, person.bearer);
  return (await server.expectStatus(201, pending)).data;
};

export type Downloaded = { status: number; headers: Headers; bytes: Buffer };

export const download = async (
  server: TestServer,
  person: Pick<Person, 'bearer'>,
  path: string,
  headers: Record<string, string> = {},
): Promise<Downloaded> => {
  const response = await fetch(server.url + path, { headers: { ...person.bearer, ...headers } });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
};

/** All that lies in the folder of files, by path. */
export const storedFiles = (dataDir: string): string[] => {
  const folder = join(dataDir, 'files');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
};
