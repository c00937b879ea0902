import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backupsFolderIn, listBackups } from '../../server/storage/sqlite/backup-files.ts';
import { startBackups } from '../../server/storage/sqlite/backups.ts';
import { exportBackup } from '../../server/storage/sqlite/export-backup.ts';
import { prepareRestore } from '../../server/storage/sqlite/restore-backup.ts';
import { arrangeChat } from '../support/chat.ts';
import { download, fileOf, pdf, storedFiles, upload } from '../support/files.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';

it('a backup that is saved elsewhere has the files of conversations beside it, and brings them back', async () => {
  const { server, doctor, patient, patientSocket } = await arrangeChat();
  const bytes = pdf(100_000);
  const { url } = fileOf(await upload(server, patient, doctor.user.id, { bytes, name: 'letter.pdf' }));
  await patientSocket.request('send_message', {
    receiverId: doctor.user.id,
    content: 'See here',
    fileUrl: url,
  });
  await server.server.stop();
  const { dataDir } = server;
  const [stored = ''] = storedFiles(dataDir);
  writeFileSync(`${stored}.part`, 'not complete');
  const backups = startBackups({ dataDir, databaseKey: null, onEvent: () => undefined });
  await backups.make();
  await backups.stop();
  const [made] = listBackups(backupsFolderIn(dataDir));
  const elsewhere = await temporaryFolder();
  const target = join(elsewhere, 'mine.sqlite');
  await exportBackup(made?.file ?? '', target, dataDir);
  const carried = join(`${target}-files`, stored.slice(join(dataDir, 'files').length));
  expect(readFileSync(carried).equals(readFileSync(stored))).toBe(true);
  expect(existsSync(`${carried}.part`)).toBe(false);
  // What is there since an earlier one is not written again.
  const before = statSync(carried).mtimeMs;
  await exportBackup(made?.file ?? '', target, dataDir);
  expect(statSync(carried).mtimeMs).toBe(before);

  // Nothing but files of conversations is brought back, and no link is followed.
  writeFileSync(join(`${target}-files`, 'evil.sh'), 'no');
  mkdirSync(join(`${target}-files`, 'li'));
  symlinkSync('/etc/hostname', join(`${target}-files`, 'li', 'likelyafile'));
  const fresh = await temporaryFolder();
  const prepared = prepareRestore({ dataDir: fresh, databaseKey: null, backupFile: target });
  expect([prepared.files, storedFiles(fresh)]).toEqual([1, []]);
  prepared.carryOut();
  prepared.release();
  expect(storedFiles(fresh).map((path) => path.slice(fresh.length))).toEqual([stored.slice(dataDir.length)]);
  expect(statSync(storedFiles(fresh)[0] ?? '').mode & 0o777).toBe(0o600);
  const again = await startTestServer({ dataDir: fresh });
  const reader = await again.login('ada@clinic.example');
  expect((await download(again, reader, url)).bytes.equals(bytes)).toBe(true);
});
