import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backupsFolderIn, listBackups } from '../../server/storage/sqlite/backup-files.ts';
import { startBackups } from '../../server/storage/sqlite/backups.ts';
import { readAudit } from '../support/database.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';
import { entryFile } from '../support/server-entry.ts';
import { spawnServer } from '../support/stand-alone.ts';

type Run = { code: number; output: string; errors: string };

const run = (
  entry: string,
  environment: Record<string, string>,
  parameters: string[],
  input = '',
): Promise<Run> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [entryFile(entry), ...parameters],
      { env: { PATH: process.env['PATH'], ...environment } },
      (_error, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }),
    );
    child.stdin?.end(input);
  });

/** `npm run restore` */
const restore = (dataDir: string, parameters: string[], input = '') =>
  run('restore', { DATA_DIR: dataDir }, parameters, input);

const backUp = async (dataDir: string): Promise<string> => {
  const backups = startBackups({ dataDir, databaseKey: null, onEvent: () => undefined });
  expect(await backups.make()).toBe(true);
  await backups.stop();
  return listBackups(backupsFolderIn(dataDir))[0]!.name;
};

it(
  'puts a backup in place: what was in it works, who was signed in is not',
  { timeout: 60_000 },
  async () => {
    const before = await startTestServer();
    const { dataDir } = before;
    const { doctor, patient, invite, roomId, patientSocket } = await before.arrangeWaiting();
    await patientSocket.request('waiting-room-message', { roomId, message: 'before the backup' });
    const name = await backUp(dataDir);
    await patientSocket.request('waiting-room-message', { roomId, message: 'after the backup' });
    const running = await restore(dataDir, [name, '--yes']);
    expect(running).toEqual({
      code: 2,
      output: '',
      errors: `another Anteroom uses the folder ${dataDir}: stop it first\n`,
    });
    await before.server.stop();

    const listed = await restore(dataDir, []);
    expect(listed).toMatchObject({ code: 0, errors: '' });
    expect(listed.output).toMatch(new RegExp(`^  ${name}  0\\.\\d MB  \\d minutes? ago$`, 'm'));
    const refused = await restore(dataDir, [name], 'no\n');
    expect(refused).toMatchObject({ code: 1, errors: 'Nothing was changed.\n' });
    expect(refused.output).toContain('Against the present database 1 message and ');
    expect(readAudit(dataDir).some(({ action }) => action === 'clinic.restored')).toBe(false);

    const done = await restore(dataDir, [name], 'yes\n');
    expect(done).toMatchObject({ code: 0, errors: '' });
    expect(done.output).toContain('Restored. 2 sessions were ended.');
    const kept = /^The database from before is kept: (.+)$/m.exec(done.output)?.[1] ?? '';
    expect(readFileSync(kept).includes('after the backup')).toBe(true);
    expect(readdirSync(dataDir).filter((file) => file.includes('restoring'))).toEqual([]);

    const verified = await run('audit-verify', { DATA_DIR: dataDir }, []);
    expect(verified.output).toMatch(/^audit log: \d+ rows verified\n$/);
    expect(readAudit(dataDir).at(-1)).toMatchObject({ action: 'clinic.restored', actorId: null });
    const after = await startTestServer({ dataDir });
    for (const { refreshToken, bearer } of [doctor, patient]) {
      expect((await after.request('POST', '/auth/refresh', { refreshToken })).body).toMatchObject({
        code: 'session_ended',
      });
      expect((await after.request('GET', '/api/appointments', undefined, bearer)).status).toBe(401);
    }
    const ada = await after.login('ada@clinic.example');
    const doctorSocket = await after.connect(ada);
    const state = await doctorSocket.request('join-waiting-room', { roomId });
    expect(state.room.messages.map(({ message }) => message)).toEqual(['before the backup']);
    // The patient opens the same link again and has the place from before.
    const again = await after.connect(await after.openInvite(invite.invite));
    await again.request('join-waiting-room', { roomId });
  },
);

it('refuses a backup that is damaged, and changes nothing then', { timeout: 60_000 }, async () => {
  const clinic = await startTestServer();
  const { dataDir } = clinic;
  await clinic.setUp();
  const name = await backUp(dataDir);
  await clinic.server.stop();
  const file = join(backupsFolderIn(dataDir), name);
  const whole = readFileSync(file);

  writeFileSync(file, whole.subarray(0, whole.length / 2));
  expect(await restore(dataDir, [name, '--yes'])).toEqual({
    code: 1,
    output: '',
    errors: 'this backup is damaged\n',
  });
  const forged = Buffer.from(whole);
  const at = forged.indexOf('clinic.set-up');
  expect(at).toBeGreaterThan(0);
  forged.write('clinic.set-UP', at);
  writeFileSync(file, forged);
  const broken = await restore(dataDir, [file, '--yes']);
  expect(broken).toMatchObject({ code: 1, output: '' });
  expect(broken.errors).toMatch(/^this backup: the audit log is broken at row \d+\n$/);
  expect(await restore(dataDir, ['another.sqlite'])).toMatchObject({
    code: 1,
    errors: `There is no backup another.sqlite in ${backupsFolderIn(dataDir)}: "npm run restore" lists them.\n`,
  });

  expect(await restore(dataDir, ['.', '--yes'])).toMatchObject({
    code: 1,
    errors: `There is no backup . in ${backupsFolderIn(dataDir)}: "npm run restore" lists them.\n`,
  });

  const after = await startTestServer({ dataDir });
  await after.login('ada@clinic.example');
});

it(
  'brings a clinic whose database is gone back to life, on another machine too',
  { timeout: 60_000 },
  async () => {
    const clinic = await startTestServer();
    await clinic.setUp();
    const name = await backUp(clinic.dataDir);
    await clinic.server.stop();
    const elsewhere = await temporaryFolder();

    const done = await restore(elsewhere, [join(backupsFolderIn(clinic.dataDir), name), '--yes']);
    expect(done).toMatchObject({ code: 0, errors: '' });
    expect(done.output).not.toContain('is kept');

    const after = await startTestServer({ dataDir: elsewhere });
    await after.login('ada@clinic.example');
  },
);

it('is what a server names that finds its database gone', { timeout: 60_000 }, async () => {
  const clinic = await startTestServer();
  await clinic.setUp();
  const { dataDir } = clinic;
  const name = await backUp(dataDir);
  await clinic.server.stop();
  writeFileSync(join(dataDir, 'anteroom.sqlite'), '');

  const server = spawnServer({ DATA_DIR: dataDir });

  expect(await server.ended()).toBe(1);
  expect(server.output).toEqual([]);
  expect(server.errors).toEqual([
    expect.stringMatching(
      new RegExp(
        `^DATA_DIR .+ cannot be used: anteroom\\.sqlite is empty; .+ run "npm run restore -- ${name}" with the same DATA_DIR$`,
      ),
    ),
  ]);
  expect(await restore(dataDir, [name, '--yes'])).toMatchObject({ code: 0 });
  const again = spawnServer({ DATA_DIR: dataDir });
  await again.ready;
  expect(await again.stop()).toBe(0);
});
