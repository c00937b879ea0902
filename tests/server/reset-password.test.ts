import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';
import { createPasswords } from '../../server/security/passwords.ts';
import { readAudit } from '../support/database.ts';
import { loginWith, setUpSecondFactor } from '../support/second-factor.ts';
import { entryFile } from '../support/server-entry.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';
import { useSmallDisk } from '../support/use-small-disk.ts';

/** `npm run reset-password` */
const reset = (dataDir: string, ...parameters: string[]) =>
  new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [entryFile('reset-password'), ...parameters],
      { env: { PATH: process.env['PATH'], DATA_DIR: dataDir } },
      (_error, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }),
    );
  });

it(
  'lets a locked-out admin in again: new password, no second factor, no session',
  { timeout: 30_000 },
  async () => {
    const before = await startTestServer({ openPasswords: createPasswords });
    const { dataDir } = before;
    const ada = await before.setUp();
    await before.addDoctor(ada, 'bob@clinic.example');
    await setUpSecondFactor(before, ada, Date.now);
    await before.server.stop();

    const done = await reset(dataDir, ' ADA@clinic.example');

    expect(done).toMatchObject({ code: 0, errors: '' });
    expect(done.output).toContain('The second factor is off, and 1 signed-in device(s) were signed out.');
    const password = /^New password of ada@clinic\.example: ([\w-]{16})$/m.exec(done.output)?.[1] ?? '';
    const after = await startTestServer({ dataDir, openPasswords: createPasswords });
    expect((await loginWith(after)).status).toBe(401);
    expect((await after.login('ada@clinic.example', password)).user.id).toBe(ada.user.id);
    expect(await after.request('POST', '/auth/refresh', { refreshToken: ada.refreshToken })).toMatchObject({
      status: 401,
      body: { code: 'session_ended' },
    });
    // Nobody else was touched.
    await after.login('bob@clinic.example');
    const log = readAudit(dataDir);
    expect(log.find(({ action }) => action === 'account.access-reset')).toMatchObject({
      actorId: null,
      subjectId: ada.user.id,
      detail: '{}',
    });
    expect(JSON.stringify(log)).not.toContain(password);
  },
);

it('says in one line why it did nothing, and changes nothing then', { timeout: 30_000 }, async () => {
  const clinic = await startTestServer();
  await clinic.setUp();

  expect(await reset(clinic.dataDir, 'ada@clinic.example')).toEqual({
    code: 2,
    output: '',
    errors: `another Anteroom uses the folder ${clinic.dataDir}: stop it first\n`,
  });
  await clinic.login('ada@clinic.example');
  await clinic.server.stop();
  expect(await reset(clinic.dataDir, 'nobody@clinic.example')).toEqual({
    code: 1,
    output: '',
    errors: 'There is no account with the email nobody@clinic.example.\n',
  });
  expect(await reset(clinic.dataDir)).toMatchObject({ code: 2, errors: expect.stringMatching(/^usage: /) });
  const empty = await temporaryFolder();
  expect(await reset(empty, 'ada@clinic.example')).toMatchObject({
    code: 2,
    errors: `DATA_DIR ${empty} holds no clinic: set it to the folder that the server uses\n`,
  });
});

it('says in one line that the disk is full, and changes nothing', { timeout: 30_000 }, async (test) => {
  const disk = useSmallDisk(test, 8 * 1024 * 1024);
  const before = await startTestServer({ dataDir: disk.path, limits: { diskFloorBytes: 512 * 1024 } });
  await before.setUp();
  await before.server.stop();
  disk.fill();
  expect(await reset(disk.path, 'ada@clinic.example')).toEqual({
    code: 2,
    output: '',
    errors: 'Nothing was changed: the disk of DATA_DIR is full\n',
  });
});
