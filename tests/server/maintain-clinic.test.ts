import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { maintainClinic } from '../../server/maintain-clinic.ts';
import { backupsFolderIn, listBackups } from '../../server/storage/sqlite/backup-files.ts';
import { databaseFileIn } from '../../server/storage/sqlite/database.ts';
import { verifyBackup } from '../../server/storage/sqlite/restore-backup.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';

/** What the desktop app asks of a clinic's server, or of a process in its place. */

it('reports what is true now, and nothing before it listens or after it stopped', async () => {
  const clinic = await startTestServer();
  const { roomId, patientSocket } = await clinic.arrangeWaiting();
  await patientSocket.request('waiting-room-message', { roomId, message: 'hello' });
  const report = await clinic.server.report();
  expect(report?.now).toMatchObject({ patients: 1, messages: 1, rooms: 1, writable: true });
  expect(report?.now.waiting).toEqual({ ready: 0, preparing: 1, away: 0 });
  expect(report?.checks.disk).toBe('good');
  await clinic.server.stop();
  expect(await clinic.server.report()).toBeNull();
  expect(await clinic.server.exportBackup('/nowhere/backup.sqlite')).toBeNull();
});

it('exports all that was acknowledged, verified, and leaves nothing else beside it', async () => {
  const started = Date.now();
  const clinic = await startTestServer();
  const { roomId, patientSocket } = await clinic.arrangeWaiting();
  await patientSocket.request('waiting-room-message', { roomId, message: 'hello' });
  const folder = await temporaryFolder();
  const file = join(folder, 'my clinic.sqlite');
  writeFileSync(file, 'an older file');
  const made = await clinic.server.exportBackup(file);
  expect(readdirSync(folder)).toEqual(['my clinic.sqlite']);
  expect(readFileSync(file).byteLength).toBe(made?.bytes);
  expect(verifyBackup({ file, databaseKey: null })).toMatchObject({ messages: 1 });
  // The same file is an automatic backup, too.
  expect(listBackups(backupsFolderIn(clinic.dataDir))).toHaveLength(1);

  const inspected = await maintainClinic({
    about: 'inspect',
    file,
    dataDir: clinic.dataDir,
    databaseKey: null,
  });
  expect(inspected).toMatchObject({ about: 'inspected', backup: { messages: 1 }, present: { messages: 1 } });
  // Its name says nothing about when: the audit log does.
  const { madeAt } = inspected as { madeAt: number };
  expect(madeAt).toBeGreaterThanOrEqual(started);
  expect(madeAt).toBeLessThanOrEqual(Date.now());
});

it('names why an export is not possible, and leaves nothing of it', async () => {
  const clinic = await startTestServer();
  await clinic.setUp();
  const folder = await temporaryFolder();
  await expect(clinic.server.exportBackup(join(folder, 'gone', 'backup.sqlite'))).rejects.toThrow('ENOENT');
  expect(readdirSync(folder)).toEqual([]);
});

it('exports a clinic that is not served, restores it elsewhere, and refuses what another has', async () => {
  const clinic = await startTestServer();
  const { roomId, patientSocket } = await clinic.arrangeWaiting();
  await patientSocket.request('waiting-room-message', { roomId, message: 'hello' });
  const file = join(await temporaryFolder(), 'backup.sqlite');
  const at = { dataDir: clinic.dataDir, databaseKey: null };
  const inUse = { about: 'refused', code: 'in_use' };
  expect(await maintainClinic({ about: 'export-stopped', file, ...at })).toEqual(inUse);
  expect(await maintainClinic({ about: 'restore', file: databaseFileIn(at.dataDir), ...at })).toEqual(inUse);
  await clinic.server.stop();

  expect(await maintainClinic({ about: 'export-stopped', file, ...at })).toMatchObject({ about: 'exported' });
  const elsewhere = { dataDir: join(await temporaryFolder(), 'clinic'), databaseKey: null };
  expect(await maintainClinic({ about: 'inspect', file, ...elsewhere })).toMatchObject({ present: null });
  expect(await maintainClinic({ about: 'restore', file, ...elsewhere })).toEqual({
    about: 'restored',
    endedSessions: 2,
    kept: null,
    tlsKey: null,
  });
  const moved = await startTestServer({ dataDir: elsewhere.dataDir });
  expect((await moved.login('ada@clinic.example')).user.isAdmin).toBe(true);
});

it('refuses a backup that must not be used by its reason, and changes nothing', async () => {
  const clinic = await startTestServer();
  await clinic.setUp();
  const folder = await temporaryFolder();
  const good = join(folder, 'good.sqlite');
  await clinic.server.exportBackup(good);
  await clinic.server.stop();
  const { dataDir } = clinic;
  const whole = readFileSync(good);
  const file = (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const forged = Buffer.from(whole);
  forged.write('clinic.set-UP', forged.indexOf('clinic.set-up'));
  const cases = [
    { backup: good, databaseKey: 'a key that it was not made with', code: 'wrong_key' },
    { backup: file('text.sqlite', 'a letter, not a database'.repeat(100)), code: 'wrong_key' },
    { backup: file('short.sqlite', whole.subarray(0, whole.length / 2)), code: 'damaged' },
    { backup: file('forged.sqlite', forged), code: 'damaged' },
    { backup: join(folder, 'gone.sqlite'), code: 'no_access' },
  ];
  const before = readFileSync(databaseFileIn(dataDir));
  for (const { backup, databaseKey = null, code } of cases) {
    for (const about of ['inspect', 'restore'] as const) {
      const answer = await maintainClinic({ about, file: backup, dataDir, databaseKey });
      expect({ backup, about, answer }).toEqual({ backup, about, answer: { about: 'refused', code } });
    }
  }
  expect(readFileSync(databaseFileIn(dataDir)).equals(before)).toBe(true);
  expect(readdirSync(dataDir).filter((name) => name.includes('restor'))).toEqual([]);
});

it('needs the key of an encrypted clinic for its backup, too', async () => {
  const databaseKey = 'the key of this clinic';
  const clinic = await startTestServer({ databaseKey });
  await clinic.setUp();
  const file = join(await temporaryFolder(), 'backup.sqlite');
  await clinic.server.exportBackup(file);
  const { dataDir } = clinic;
  const inspect = (key: string | null) =>
    maintainClinic({ about: 'inspect', file, dataDir, databaseKey: key });
  expect(await inspect(databaseKey)).toMatchObject({ about: 'inspected', present: { messages: 0 } });
  for (const key of ['another key', null])
    expect(await inspect(key)).toEqual({ about: 'refused', code: 'wrong_key' });
});
