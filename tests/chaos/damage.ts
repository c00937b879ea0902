import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseKeyFrom } from '../../server/protocol/recovery-key.ts';
import { describeDamage } from '../../server/storage/sqlite/backup-advice.ts';
import { backupsFolderIn, listBackups } from '../../server/storage/sqlite/backup-files.ts';
import { DamagedDatabaseError } from '../../server/storage/sqlite/damage.ts';
import { databaseFileIn, openDatabase } from '../../server/storage/sqlite/database.ts';
import { makeBackup } from '../../server/storage/sqlite/make-backup.ts';
import { createOperations } from '../../server/storage/sqlite/operations/index.ts';
import { messageFields } from '../../server/storage/shared/message-fields.ts';
import { prepareRestore } from '../../server/storage/sqlite/restore-backup.ts';
import { StoreOpenError, type Store } from '../../server/storage/store.ts';
import { createVisit, message } from '../storage/support/fixtures.ts';
import type { ChaosPart } from './part.ts';
import { createRandom, type Random } from './random.ts';

const SCALES = {
  short: { copies: 8, messages: 300 },
  full: { copies: 200, messages: 4_000 },
} as const;

const KEY = databaseKeyFrom(new Uint8Array(32).fill(0xa5));
const HOUR = 3_600_000;

/** An encrypted clinic with two backups, and messages since. @returns how many messages each backup has */
const makeClinic = async (dataDir: string, messages: number): Promise<{ inBackup: number }> => {
  const location = { file: databaseFileIn(dataDir), databaseKey: KEY };
  mkdirSync(dataDir, { recursive: true });
  const db = openDatabase(location);
  try {
    const operations = createOperations(db);
    // The operations are the store's own; only the thread between is missing, and nobody here needs it.
    const visit = await createVisit(operations as unknown as Store);
    const write = (count: number): void => {
      for (let number = 0; number < count; number += 1) {
        const text = `message ${number} `.repeat(20);
        operations.appendMessage(
          ...messageFields(message(visit.appointment.roomId, visit.patient, { text })),
        );
      }
    };
    write(messages);
    const now = Date.now();
    makeBackup(location, backupsFolderIn(dataDir), now - HOUR);
    makeBackup(location, backupsFolderIn(dataDir), now);
    write(10);
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
  return { inBackup: messages };
};

/** Flips one bit somewhere, or cuts the file off somewhere. @returns what was done, in words */
const hurt = (file: string, random: Random): string => {
  const { size } = statSync(file);
  const at = random.between(0, size - 1);
  if (random.between(0, 3) === 0) {
    truncateSync(file, at);
    return `cut off at byte ${at} of ${size}`;
  }
  const descriptor = openSync(file, 'r+');
  try {
    const byte = Buffer.alloc(1);
    readSync(descriptor, byte, 0, 1, at);
    const bit = random.between(0, 7);
    byte.writeUInt8(byte.readUInt8() ^ (1 << bit));
    writeSync(descriptor, byte, 0, 1, at);
    return `bit ${bit} of byte ${at} of ${size} flipped`;
  } finally {
    closeSync(descriptor);
  }
};

const countMessages = (file: string): number => {
  const db = openDatabase({ file, databaseKey: KEY });
  try {
    return Number(db.prepare('SELECT count(*) FROM messages').pluck().get());
  } finally {
    db.close();
  }
};

/** @returns what the start says of this database; null if it starts */
const refusalOf = (file: string): string | null => {
  const location = { file, databaseKey: KEY };
  try {
    openDatabase(location).close();
    return null;
  } catch (error) {
    return error instanceof DamagedDatabaseError ? describeDamage(error, location) : String(error);
  }
};

/** @returns why a restore of this backup was refused; null if it was carried out */
const restore = (dataDir: string, backupFile: string): string | null => {
  try {
    const prepared = prepareRestore({ dataDir, databaseKey: KEY, backupFile });
    try {
      prepared.carryOut();
      return null;
    } finally {
      prepared.release();
    }
  } catch (error) {
    if (error instanceof StoreOpenError) return error.message;
    throw error;
  }
};

/** One copy of the clinic: its database hurt, and in every fourth its newest backup, too. @returns what failed */
const tryCopy = (dataDir: string, inBackup: number, random: Random, hurtBackup: boolean): string[] => {
  const file = databaseFileIn(dataDir);
  const backups = listBackups(backupsFolderIn(dataDir));
  const [newest, older] = backups;
  if (newest === undefined || older === undefined) return ['the copy has no two backups'];
  const done = hurt(file, random);
  const doneToBackup = hurtBackup ? hurt(newest.file, random) : null;
  const good = hurtBackup ? older : newest;
  const failures: string[] = [];

  const refusal = refusalOf(file);
  if (refusal === null) failures.push(`${done}: the database was opened`);
  else if (!refusal.includes(`restore -- ${good.name}`)) failures.push(`${done}: it said "${refusal}"`);
  if (doneToBackup !== null && restore(dataDir, newest.file) === null) {
    failures.push(`a backup with ${doneToBackup} was restored`);
  }
  const refused = restore(dataDir, good.file);
  if (refused !== null) return [...failures, `${done}: the good backup was refused: ${refused}`];
  const messages = countMessages(file);
  if (messages !== inBackup) failures.push(`${done}: ${messages} of ${inBackup} messages came back`);
  return failures;
};

export const damage: ChaosPart = {
  name: 'damage',
  title: 'Damaged bytes',
  promise:
    '200 copies of an encrypted clinic with a flipped bit or a missing end: each is refused by name, and restored from its newest good backup',
  limit:
    'The write-ahead log is merged before. In a log that was not, SQLite takes a flipped bit for the end that a power cut left, and drops what came after it (ADR 11); the server merges it at each clean end, and otherwise at 16 MB.',
  async run({ scale, seed, report }) {
    const { copies, messages } = SCALES[scale];
    const random = createRandom(seed);
    const folder = mkdtempSync(join(tmpdir(), 'anteroom-damage-'));
    try {
      const original = join(folder, 'original');
      const { inBackup } = await makeClinic(original, messages);
      const failures: string[] = [];
      let hurtBackups = 0;
      for (let copy = 1; copy <= copies; copy += 1) {
        const dataDir = join(folder, 'copy');
        cpSync(original, dataDir, { recursive: true });
        const hurtBackup = copy % 4 === 0;
        if (hurtBackup) hurtBackups += 1;
        failures.push(
          ...tryCopy(dataDir, inBackup, random, hurtBackup).map((text) => `copy ${copy}: ${text}`),
        );
        rmSync(dataDir, { recursive: true });
        if (copy % 25 === 0) report(`${copy} of ${copies} copies, ${failures.length} failures`);
      }
      return {
        measured: {
          'damaged databases': copies,
          'damaged backups among them': hurtBackups,
          'bytes of each database': statSync(databaseFileIn(original)).size,
          'messages that each restore brought back': inBackup,
          'damages not noticed, or not mended': failures.length,
        },
        failures,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
