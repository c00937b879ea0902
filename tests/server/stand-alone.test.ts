import { statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SessionAnswer } from '../../server/protocol/index.ts';
import { freePort } from '../support/free-port.ts';
import { PASSWORD, startTestServer, temporaryFolder } from '../support/server.ts';
import { connectClient } from '../support/socket-client.ts';
import { spawnServer, urlOf } from '../support/stand-alone.ts';

const CLINIC = { clinicName: 'Clinic', fullname: 'Ada One', email: 'ada@clinic.example', password: PASSWORD };

const setUp = async (url: string): Promise<SessionAnswer> => {
  const response = await fetch(`${url}/auth/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(CLINIC),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as SessionAnswer;
};

const statusWith = async (url: string, { token }: SessionAnswer): Promise<number> =>
  (await fetch(`${url}/api/patients`, { headers: { authorization: `Bearer ${token}` } })).status;

/** The one line with which a server that cannot start ends. */
const failureOf = async (environment: Record<string, string>): Promise<string> => {
  const server = spawnServer({ DATA_DIR: await temporaryFolder(), ...environment });
  expect(await server.ended()).toBe(1);
  expect(server.output.filter((line) => line.includes('"listening"'))).toEqual([]);
  expect(server.errors).toHaveLength(1);
  return server.errors[0] ?? '';
};

describe('the stand-alone server', () => {
  it('prints one line with its address when it is ready, and SIGTERM ends it cleanly', async () => {
    const server = spawnServer({ DATA_DIR: await temporaryFolder() });

    const ready = await server.ready;

    expect(ready).toEqual({ event: 'listening', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    const url = String(ready['url']);
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'OK' });
    expect(await server.stop()).toBe(0);
    expect(server.output.filter((line) => line.includes('"event":"listening"'))).toHaveLength(1);
    expect(server.errors).toEqual([]);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  it('prints that line at every log level, and nothing but JSON', async () => {
    const server = spawnServer({ DATA_DIR: await temporaryFolder(), LOG_LEVEL: 'silent' });
    const url = await urlOf(server);
    expect(server.output).toEqual([JSON.stringify({ event: 'listening', url })]);
  });

  it('ends cleanly although people are connected', async () => {
    const server = spawnServer({ DATA_DIR: await temporaryFolder() });
    const url = await urlOf(server);
    const doctor = await setUp(url);
    const socket = await connectClient(url, { token: doctor.token });
    const polling = await connectClient(url, { token: doctor.token, transports: ['polling'] });

    expect(await server.stop('SIGINT')).toBe(0);

    await socket.disconnected();
    await polling.disconnected();
  });

  it('ends cleanly when npm, which tells nobody but its shell, was asked to end', async () => {
    const server = spawnServer(
      { DATA_DIR: await temporaryFolder(), npm_lifecycle_event: 'server' },
      { inShell: true },
    );
    await server.ready;
    await server.stop();
    expect(JSON.parse(server.output.at(-1) ?? '')).toMatchObject({
      event: 'stopping',
      signal: 'parent-ended',
    });
    expect(server.errors).toEqual([]);
  });

  it('[S0-V02] makes a secret, keeps it to itself, and knows its tokens after a restart', async () => {
    const DATA_DIR = await temporaryFolder();
    const first = spawnServer({ DATA_DIR });
    const doctor = await setUp(await urlOf(first));
    await first.stop();

    const second = spawnServer({ DATA_DIR });

    expect(await statusWith(await urlOf(second), doctor)).toBe(200);
    const file = join(DATA_DIR, 'jwt-secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).length).toBeGreaterThanOrEqual(64);
    expect(statSync(join(DATA_DIR, 'anteroom.sqlite')).mode & 0o777).toBe(0o600);
  });

  it('[S0-V02] takes JWT_SECRET instead, and then knows no token of another', async () => {
    const DATA_DIR = await temporaryFolder();
    const first = spawnServer({ DATA_DIR, JWT_SECRET: 'the first secret of the clinic' });
    const doctor = await setUp(await urlOf(first));
    await first.stop();
    const second = spawnServer({ DATA_DIR, JWT_SECRET: 'the other secret of the clinic' });
    expect(await statusWith(await urlOf(second), doctor)).toBe(401);
    expect(() => statSync(join(DATA_DIR, 'jwt-secret'))).toThrow();
  });

  it('starts again after kill -9, with what it had acknowledged', async () => {
    const DATA_DIR = await temporaryFolder();
    const first = spawnServer({ DATA_DIR });
    const doctor = await setUp(await urlOf(first));
    await first.stop('SIGKILL');
    const second = spawnServer({ DATA_DIR });
    expect(await statusWith(await urlOf(second), doctor)).toBe(200);
  });

  it('reads its settings from the environment', async () => {
    const port = await freePort();
    const server = spawnServer({
      DATA_DIR: await temporaryFolder(),
      PORT: String(port),
      HEALTH_STATUS: 'fine',
      FRONTEND_URL: 'http://localhost:5173',
    });
    expect(await urlOf(server)).toBe(`http://127.0.0.1:${port}`);
    const response = await fetch(`http://127.0.0.1:${port}/health`, {
      headers: { origin: 'http://localhost:5173' },
    });
    expect(await response.json()).toMatchObject({ status: 'fine' });
  });
});

describe('a server that cannot start ends with one line', () => {
  it.each([
    ['PORT', 'seventy'],
    ['HOST', '0.0.0.0'],
    ['RATE_LIMITS', '{"everything":{"points":1,"seconds":1}}'],
    ['TLS_CERT', '/nowhere/cert.pem'],
    ['DATABASE_KEY', 'short'],
  ])('[S2-X07] that names %s when that is wrong', async (name, value) => {
    const environment = { [name]: value, ...(name === 'TLS_CERT' && { TLS_KEY: '/nowhere/key.pem' }) };
    expect(await failureOf(environment)).toMatch(new RegExp(`^${name}\\b`));
  });

  it('[S2-H01, S3-H01] that names PORT when that is in use, or EXTRA_PORTS', async () => {
    const { url } = await startTestServer();
    const { port } = new URL(url);
    expect(await failureOf({ PORT: port })).toMatch(new RegExp(`^PORT ${port} is in use`));
    expect(await failureOf({ EXTRA_PORTS: port })).toMatch(new RegExp(`^EXTRA_PORTS ${port} is in use`));
  });

  it('that names HOST when that is no address of this machine', async () => {
    expect(await failureOf({ HOST: '192.0.2.1', TRUST_PROXY: '1' })).toMatch(/^HOST 192\.0\.2\.1 /);
  });

  it('that names DATA_DIR when another server uses it', async () => {
    const { dataDir } = await startTestServer();
    expect(await failureOf({ DATA_DIR: dataDir })).toBe(
      `DATA_DIR ${dataDir} cannot be used: another Anteroom uses the folder ${dataDir}`,
    );
  });

  it('that names DATA_DIR when that is a file', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    expect(await failureOf({ DATA_DIR: file })).toMatch(new RegExp(`^DATA_DIR ${file} cannot be used: `));
    expect(await failureOf({ DATA_DIR: file, JWT_SECRET: 'long enough for a secret' })).toMatch(
      new RegExp(`^DATA_DIR ${file} cannot be used: `),
    );
  });

  it('[S3-H03] that names DATABASE_KEY when the database is not encrypted', async () => {
    const clinic = await startTestServer();
    await clinic.server.stop();
    const environment = { DATA_DIR: clinic.dataDir, DATABASE_KEY: 'a key of sixteen or more' };
    expect(await failureOf(environment)).toContain(
      'DATABASE_KEY is set, but anteroom.sqlite is not encrypted',
    );
  });
});
