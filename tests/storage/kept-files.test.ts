import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { keepFiles, keptFolderIn, relieveDisk } from '../../server/storage/files/kept-files.ts';
import { backupsFolderIn, listBackups } from '../../server/storage/sqlite/backup-files.ts';
import { readKnownFiles } from '../../server/storage/sqlite/database-contents.ts';
import { databaseFileIn, openDatabaseForReading } from '../../server/storage/sqlite/database.ts';
import { makeBackup } from '../../server/storage/sqlite/make-backup.ts';
import { prepareRestore } from '../../server/storage/sqlite/restore-backup.ts';
import { arrangeChat } from '../support/chat.ts';
import { download, fileOf, pdf, PNG, storedFiles, upload } from '../support/files.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';

const HOUR = 3_600_000;
const AT = Date.parse('2030-01-01T00:30:00Z');

/** A stopped clinic with a letter and a picture, which has a thumbnail. */
const arrange = async () => {
  const { server, doctor, patient, patientSocket } = await arrangeChat();
  const letter = pdf(100_000);
  const sent = [];
  for (const file of [
    { bytes: letter, name: 'letter.pdf' },
    { bytes: PNG, name: 'photo.png' },
  ]) {
    const { id, url } = fileOf(await upload(server, patient, doctor.user.id, file));
    await patientSocket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'See here',
      fileUrl: url,
    });
    sent.push({ id, url });
  }
  await server.server.stop();
  const { dataDir } = server;
  const folder = backupsFolderIn(dataDir);
  const location = { file: databaseFileIn(dataDir), databaseKey: null };
  const back = (name: string) => {
    const prepared = prepareRestore({ dataDir, databaseKey: null, backupFile: join(folder, name) });
    const { files } = prepared;
    prepared.carryOut();
    prepared.release();
    return files;
  };
  /** As the server does it: the key at once, the bytes after it. */
  const forget = (id: string) => {
    const db = new Database(location.file);
    db.prepare('UPDATE files SET key = NULL WHERE id = ?').run(id);
    db.close();
    for (const file of storedFiles(dataDir)) if (file.includes(id)) rmSync(file);
  };
  return {
    dataDir,
    folder,
    location,
    letter,
    sent: sent as [{ id: string; url: string }, { id: string; url: string }],
    stored: storedFiles(dataDir),
    kept: () => storedFiles(folder).filter((file) => !file.endsWith('.ids')),
    backUp: (hours: number) => makeBackup(location, folder, AT + hours * HOUR),
    back,
    forget,
  };
};

const linksOf = (files: readonly string[]) => files.map((file) => statSync(file).nlink);

describe('an automatic backup keeps the files that it refers to', () => {
  it('without taking room for them, and brings back what was deleted or lost since', async () => {
    const { dataDir, stored, kept, backUp, back, forget, sent, letter } = await arrange();
    const parts = stored.length;
    expect(parts).toBeGreaterThanOrEqual(2);
    const { name, files } = backUp(0);
    expect(files).toEqual({ kept: parts, missing: 0 });
    expect(linksOf(kept())).toEqual(Array.from({ length: parts }, () => 2));
    forget(sent[0].id);
    // What the newest does not know is kept for the one before.
    expect(backUp(1).files).toEqual({ kept: parts - 1, missing: 0 });
    expect(kept()).toHaveLength(parts);
    rmSync(join(dataDir, 'files'), { recursive: true });
    expect(back(name)).toBe(parts);
    // Its own bytes again: what happens to them does not happen to the kept ones.
    expect(linksOf(storedFiles(dataDir))).toEqual(Array.from({ length: parts }, () => 1));
    const again = await startTestServer({ dataDir });
    const reader = await again.login('ada@clinic.example');
    expect((await download(again, reader, sent[0].url)).bytes.equals(letter)).toBe(true);
    expect((await download(again, reader, sent[1].url)).status).toBe(200);
  });

  it('and nothing else: neither what another one refers to, nor what a link leads to', async () => {
    const { dataDir, folder, kept, backUp, back, forget, sent } = await arrange();
    backUp(0);
    forget(sent[0].id);
    const later = backUp(1).name;
    rmSync(join(dataDir, 'files'), { recursive: true });
    const [other = ''] = kept().filter((file) => file.includes(sent[1].id));
    const names = kept().filter((file) => file.includes(sent[1].id)).length;
    rmSync(other);
    symlinkSync('/etc/hostname', other);
    writeFileSync(join(keptFolderIn(folder), 'evil.sh'), 'no');
    expect(back(later)).toBe(names - 1);
    expect(storedFiles(dataDir).filter((file) => file.includes(sent[0].id))).toEqual([]);
  });

  it('until the last one that refers to them is gone', async () => {
    const { folder, kept, backUp, forget, sent } = await arrange();
    const { name } = backUp(0);
    forget(sent[0].id);
    backUp(1);
    rmSync(join(folder, name));
    // What an interrupted one left behind goes, too.
    const [one = ''] = kept();
    writeFileSync(`${one}.unfinished`, '');
    backUp(2);
    expect(kept().filter((file) => file.includes(sent[0].id) || file.includes('unfinished'))).toEqual([]);
    expect(kept().some((file) => file.includes(sent[1].id))).toBe(true);
    expect(readdirSync(keptFolderIn(folder)).filter((file) => file.startsWith('anteroom'))).toHaveLength(2);
  });

  it('as far as they are whole, and says how many are not', async () => {
    const { kept, stored, backUp, folder, sent } = await arrange();
    const letter = stored.find((file) => file.includes(sent[0].id)) ?? '';
    const bytes = readFileSync(letter);
    bytes[70_000] = (bytes[70_000] ?? 0) ^ 1;
    writeFileSync(letter, bytes);
    const { files, name } = backUp(0);
    expect(files).toEqual({ kept: stored.length - 1, missing: 1 });
    expect(kept().some((file) => file.includes(sent[0].id))).toBe(false);
    // The database is worth a backup all the same.
    expect(listBackups(folder).map((backup) => backup.name)).toEqual([name]);
  });

  it('as copies, where a disk knows no second names', async () => {
    const { dataDir, folder, kept, stored, location } = await arrange();
    const db = openDatabaseForReading(location);
    const files = readKnownFiles(db);
    db.close();
    const link = () => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    };
    mkdirSync(folder);
    const options = { dataDir, backups: folder, backup: 'anteroom-2030-01-01T00-30-00Z.sqlite', files, link };
    expect(keepFiles(options)).toEqual({ kept: stored.length, missing: 0 });
    expect(linksOf(kept())).toEqual(stored.map(() => 1));
    expect(kept().map((file) => readFileSync(file))).toEqual(stored.map((file) => readFileSync(file)));
  });

  it('unless the disk is nearly full: then what only backups have goes', async () => {
    const { folder, kept, stored, backUp, forget, sent } = await arrange();
    backUp(0);
    relieveDisk(folder);
    relieveDisk(await temporaryFolder(), true);
    expect(kept()).toHaveLength(stored.length);
    forget(sent[0].id);
    relieveDisk(folder, true);
    expect(kept().every((file) => file.includes(sent[1].id) && existsSync(file))).toBe(true);
    expect(kept()).toHaveLength(stored.filter((file) => file.includes(sent[1].id)).length);
  });
});
