import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { io, type Socket } from 'socket.io-client';
import { expect, it, onTestFinished } from 'vitest';
import { createServer } from '../../server/create-server.ts';
import type { SessionAnswer } from '../../server/protocol/index.ts';
import { makeCertificate } from '../support/certificate.ts';
import { freePort } from '../support/free-port.ts';
import { PASSWORD, startTestServer, temporaryFolder, testConfig } from '../support/server.ts';
import { spawnServer, urlOf } from '../support/stand-alone.ts';

const send = (url: string, ca: string, body?: object) =>
  new Promise<{ status: number; body: unknown; hsts: unknown }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const outgoing = request(
      url,
      { ca, agent: false, headers, method: body ? 'POST' : 'GET' },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString()) as unknown,
            hsts: response.headers['strict-transport-security'],
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body && JSON.stringify(body));
  });

const setUp = async (url: string, ca: string): Promise<SessionAnswer> => {
  const clinic = {
    clinicName: 'Clinic',
    fullname: 'Ada One',
    email: 'ada@clinic.example',
    password: PASSWORD,
  };
  const { status, body } = await send(`${url}/auth/setup`, ca, clinic);
  expect(status).toBe(201);
  return body as SessionAnswer;
};

const openSocket = async (url: string, ca: string, token: string): Promise<Socket> => {
  const socket = io(url, {
    ca,
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
    forceNew: true,
  });
  onTestFinished(() => {
    socket.disconnect();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
};

it('[S2-X01] serves https and wss with the clinic’s own certificate, on every port', async () => {
  const { certificatePath, keyPath, certificate } = makeCertificate(await temporaryFolder());
  const extraPort = await freePort();
  const clinic = await startTestServer({ tls: { certificatePath, keyPath }, extraPorts: [extraPort] });
  expect(clinic.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);

  const { token } = await setUp(clinic.url, certificate);
  for (const url of [clinic.url, `https://127.0.0.1:${extraPort}`]) {
    expect(await send(`${url}/health`, certificate)).toMatchObject({
      status: 200,
      body: { status: 'OK' },
      hsts: expect.stringContaining('max-age=31536000'),
    });
    expect((await openSocket(url, certificate, token)).connected).toBe(true);
  }
});

it('[S2-X01] may listen beyond this machine with it, as a process', async () => {
  const folder = await temporaryFolder();
  const { certificatePath, keyPath, certificate } = makeCertificate(folder);
  const server = spawnServer({
    DATA_DIR: folder,
    HOST: '0.0.0.0',
    TLS_CERT: certificatePath,
    TLS_KEY: keyPath,
  });
  const url = await urlOf(server);
  expect(url).toMatch(/^https:\/\/localhost:\d+$/);
  const { token } = await setUp(url, certificate);
  await openSocket(url, certificate, token);
  expect(await server.stop()).toBe(0);
});

it('answers nothing to plain HTTP, and nothing to a client that does not trust the certificate', async () => {
  const { certificatePath, keyPath } = makeCertificate(await temporaryFolder());
  const { url } = await startTestServer({ tls: { certificatePath, keyPath } });
  await expect(fetch(url.replace('https:', 'http:'))).rejects.toThrow();
  await expect(fetch(url)).rejects.toThrow();
});

it('speaks TLS 1.2 and 1.3, and nothing older', async () => {
  const { certificatePath, keyPath, certificate } = makeCertificate(await temporaryFolder());
  const { url } = await startTestServer({ tls: { certificatePath, keyPath } });
  const { hostname, port } = new URL(url);
  const shake = async (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> => {
    const socket: TLSSocket = connect({
      host: hostname,
      port: Number(port),
      ca: certificate,
      minVersion: version,
      maxVersion: version,
      // OpenSSL refuses to offer old versions at its default level.
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'secureConnect');
    return socket.getProtocol();
  };
  expect(await shake('TLSv1.3')).toBe('TLSv1.3');
  expect(await shake('TLSv1.2')).toBe('TLSv1.2');
  await expect(shake('TLSv1.1')).rejects.toThrow();
});

it('refuses a certificate or key that is missing, broken or of another pair, and names the variable', async () => {
  const folder = await temporaryFolder();
  const { certificatePath, keyPath } = makeCertificate(folder);
  const other = makeCertificate(folder, 'other');
  const broken = join(folder, 'broken.pem');
  await writeFile(broken, 'not PEM');
  const startWith = (tls: { certificatePath: string; keyPath: string }) =>
    createServer({ config: testConfig(folder, { tls, logLevel: 'silent' }) }).start();

  await expect(startWith({ certificatePath: `${folder}/none`, keyPath })).rejects.toThrow(
    /^TLS_CERT: .*cannot be read/,
  );
  await expect(startWith({ certificatePath: broken, keyPath })).rejects.toThrow(
    /^TLS_CERT: .*not a certificate/,
  );
  await expect(startWith({ certificatePath, keyPath: `${folder}/none` })).rejects.toThrow(
    /^TLS_KEY: .*cannot be read/,
  );
  for (const wrong of [broken, other.keyPath]) {
    await expect(startWith({ certificatePath, keyPath: wrong })).rejects.toThrow(/^TLS_KEY: .*not the key/);
  }
});
