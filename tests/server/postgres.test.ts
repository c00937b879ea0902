import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { postgresPrograms } from '../support/postgres-programs.ts';
import type { TestPostgres } from '../support/postgres-databases.ts';
import { postgresMissing, usePostgres } from '../support/postgres.ts';
import { entryFile } from '../support/server-entry.ts';
import { PASSWORD, startTestServer, temporaryFolder } from '../support/server.ts';
import { spawnServer } from '../support/stand-alone.ts';
import { conversationIdOf } from '../../server/protocol/index.ts';

const run = (entry: string, environment: Record<string, string>, ...parameters: string[]) =>
  new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [entryFile(entry), ...parameters],
      { env: { PATH: process.env['PATH'], ...environment } },
      (_error, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }),
    );
  });

describe.skipIf(postgresMissing !== null)('a server with PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await usePostgres();
  });

  it('[S3-V03] keeps the clinic over a restart: accounts, sessions, messages, files', async () => {
    const databaseUrl = await postgres.createDatabase();
    const first = await startTestServer({ databaseUrl });
    const doctor = await first.setUp();
    await first.addPatient(doctor, 'Pat Alpha', { email: 'pat@clinic.example', password: PASSWORD });
    const patient = await first.login('pat@clinic.example');
    const [doctorSocket, patientSocket] = [await first.connect(doctor), await first.connect(patient)];
    const receiverId = doctor.user.id;
    const say = (content: string, clientId: string) =>
      patientSocket.request('send_message', { receiverId, content, clientId });
    const stored = await say('My knee hurts', 'letter-1');
    expect((await doctorSocket.next('new_message')).message.content).toBe('My knee hurts');
    expect((await say('My knee hurts', 'letter-1')).message).toMatchObject({ id: stored.message.id, seq: 1 });
    const metrics = await first.request<string>('GET', '/metrics');
    expect(metrics.body).toMatch(/^anteroom_store_writable 1$/m);
    expect(metrics.body).not.toMatch(/^anteroom_backup_age_seconds /m);
    await first.server.stop();

    const second = await startTestServer({ databaseUrl, dataDir: first.dataDir });
    const again = await second.connect(patient);
    const conversationId = conversationIdOf(doctor.user.id, patient.user.id);
    const { messages, lastSeq } = await again.request('sync', { conversationId, afterSeq: 0 });
    expect(messages.map(({ content, seq }) => [content, seq])).toEqual([['My knee hurts', 1]]);
    expect(lastSeq).toBe(1);
    const found = await (await second.connect(doctor)).request('search_messages', { query: 'KNÉE' });
    expect(found.messages).toHaveLength(1);
    expect((await second.request('GET', '/health')).status).toBe(200);
    expect((await second.server.report())?.now.ownBackups).toBe(false);
    // Nothing of the clinic's is in the folder, beside files and secrets.
    expect((await readdir(second.dataDir)).filter((name) => name.includes('sqlite'))).toEqual([]);
    expect([...first.logLines, ...second.logLines].join('')).not.toContain('knee');
  });

  it('says in one line why it does not start, and never the password', async () => {
    const url = new URL(await postgres.createDatabase());
    url.password = 'c4nary';
    const elsewhere = 'postgres://clinic:c4nary@127.0.0.1:1/clinic';
    const missing = new URL(url);
    missing.pathname = '/nowhere';
    const stranger = new URL(url);
    stranger.username = 'stranger';
    const cases = [
      [elsewhere, 'PostgreSQL at 127.0.0.1:1 cannot be reached (ECONNREFUSED)'],
      [missing.href, 'has no database "nowhere"'],
      [stranger.href, 'refuses this user or password'],
      [`${url.href}&sslmode=require`, 'speaks no TLS'],
      [`${url.href}&sslmode=require&sslrootcert=/nowhere`, 'sslrootcert'],
    ] as const;
    const tryIt = async ([address, reason]: readonly [string, string]) => {
      const server = spawnServer({ DATA_DIR: await temporaryFolder(), DATABASE_URL: address });
      expect(await server.ended()).toBe(1);
      expect(server.errors).toHaveLength(1);
      expect(server.errors[0]).toMatch(/^DATABASE_URL cannot be used: /);
      expect(server.errors[0]).toContain(reason);
      expect([...server.output, ...server.errors].join('')).not.toContain('c4nary');
    };
    await Promise.all(cases.map(tryIt));
  });

  it('is looked after by the same commands, and backed up by PostgreSQL’s own', async () => {
    const environment = { DATABASE_URL: await postgres.createDatabase(), DATA_DIR: await temporaryFolder() };
    expect(await run('audit-verify', environment)).toMatchObject({
      code: 2,
      errors: 'audit log: DATABASE_URL cannot be used: the database holds no clinic\n',
    });
    const { DATABASE_URL: databaseUrl, DATA_DIR: dataDir } = environment;
    const first = await startTestServer({ databaseUrl, dataDir });
    await first.setUp();
    expect(await run('audit-verify', environment)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^audit log: \d+ rows verified$/m),
    });
    expect(await run('reset-password', environment, 'ada@clinic.example')).toMatchObject({
      code: 2,
      errors: 'DATABASE_URL cannot be used: a server of this clinic is running: stop it first\n',
    });
    await first.server.stop();
    expect(await run('reset-password', environment, 'ada@clinic.example')).toMatchObject({
      code: 0,
      output: expect.stringContaining('New password of ada@clinic.example'),
    });
    const second = await startTestServer({ databaseUrl, dataDir });
    expect(
      (await second.request('POST', '/auth/login', { email: 'ada@clinic.example', password: PASSWORD }))
        .status,
    ).toBe(401);
    await second.server.stop();
    const change = 'UPDATE audit SET at = 0 WHERE seq = 1';
    await expect(postgres.admin(change, databaseUrl)).rejects.toThrow('append-only');
    await postgres.admin(`SET session_replication_role = replica; ${change}`, databaseUrl);
    expect(await run('audit-verify', environment)).toMatchObject({ code: 1 });

    const restore = await run('restore', environment, 'any.sqlite');
    expect(restore.code).toBe(2);
    expect(restore.errors).toMatch(/^DATABASE_URL is set: .*pg_dump.*pg_restore/);
  });

  it('is whole after pg_dump and pg_restore as docs/postgresql.md has them, and nobody is signed in', async () => {
    const databaseUrl = await postgres.createDatabase();
    const first = await startTestServer({ databaseUrl });
    const { doctor, patientUser } = await first.arrangeVisit();
    await first.server.stop();
    const folder = await temporaryFolder();
    const restored = await postgres.createDatabase();
    const own = (name: string, ...parameters: string[]) =>
      promisify(execFile)(join(postgresPrograms ?? '', name), parameters);
    const guide = await readFile(join(import.meta.dirname, '../../docs/postgresql.md'), 'utf8');
    const afterRestore = /--command="([^"]+)"/.exec(guide)?.[1] ?? '';
    await own('pg_dump', '--format=custom', `--file=${folder}/clinic.dump`, databaseUrl);
    await own('pg_restore', '--no-owner', '--exit-on-error', `--dbname=${restored}`, `${folder}/clinic.dump`);
    await postgres.admin(afterRestore, restored);

    const second = await startTestServer({ databaseUrl: restored, dataDir: first.dataDir });
    expect((await second.request('GET', '/api/patients', undefined, doctor.bearer)).status).toBe(401);
    const again = await second.login('ada@clinic.example');
    const { body } = await second.request('GET', '/api/patients', undefined, again.bearer);
    expect(JSON.stringify(body)).toContain(patientUser.id);
    // What is stored from now on has places of its own.
    await second.addPatient(again, 'Quinn Beta');
    const environment = { DATABASE_URL: restored, DATA_DIR: first.dataDir };
    expect(await run('audit-verify', environment)).toMatchObject({ code: 0 });
  });
});
