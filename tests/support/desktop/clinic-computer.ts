import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Question } from '../../../server/child-protocol.ts';
import { maintainClinic } from '../../../server/maintain-clinic.ts';
import { formatRecoveryKey } from '../../../server/protocol/recovery-key.ts';
import { openDatabaseForReading } from '../../../server/storage/sqlite/database.ts';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts';
import { createClinicKey, type ClinicKey } from '../../../src-main/services/clinic-key.ts';
import type { Maintain } from '../../../src-main/services/clinic-maintenance.ts';
import { createRecoveryByKey, type RecoveryByKey } from '../../../src-main/services/recovery-by-key.ts';
import { createSecrets } from '../../../src-main/services/secrets.ts';
import type { HostedServerState } from '../../../src-preload/contract.ts';
import { FakeSafeStorage } from '../../fakes/fake-safe-storage.ts';
import { createVisit, message } from '../../storage/support/fixtures.ts';
import { createMemoryLog } from './memory-log.ts';

/**
 * A computer as far as the clinic's key goes, over real databases; the questions to a process of its own are answered
 * in this one.
 */

/** The one message of a clinic that `fillClinic` has made. */
export const TEXT = 'Canary-41c7 of a clinic';

export type Computer = {
  userData: string;
  dataDir: string;
  safeStorage: FakeSafeStorage;
  /** What a process of its own was asked. */
  questions: Question[];
  /** As the supervisor would say. */
  server: HostedServerState;
  /** How often the clinic was started. */
  starts: number;
  /** What a person chooses in the dialog. */
  chosenFile: string | null;
  /** The keys of TLS that clinics brought, and whether their database key was kept by then. */
  taken: { key: string | null; isAdopted: boolean }[];
  now: number;
  secrets(): ReturnType<typeof createSecrets>;
  /** The app is started on it. */
  open(secrets?: ReturnType<typeof createSecrets>): ClinicKey & RecoveryByKey;
};

const keyAsked = (question: Question | undefined): string | null =>
  question !== undefined && 'databaseKey' in question ? question.databaseKey : null;

/**
 * A computer: its secrets, its clinic's folder, and what it is asked.
 * @param folder of all computers
 */
export const createComputer = (folder: string, name: string): Computer => {
  const userData = join(folder, name);
  const dataDir = join(userData, 'clinic');
  mkdirSync(userData, { recursive: true });
  const computer: Computer = {
    userData,
    dataDir,
    safeStorage: new FakeSafeStorage(),
    questions: [],
    server: { status: 'stopped' },
    starts: 0,
    chosenFile: null,
    taken: [],
    now: Date.parse('2027-03-09T08:00:00Z'),
    secrets: () =>
      createSecrets({
        folder: userData,
        safeStorage: computer.safeStorage,
        log: createMemoryLog().log,
        platform: 'linux',
      }),
    open: (secrets = computer.secrets()) => {
      const { log } = createMemoryLog();
      const maintain: Maintain = async (question) => {
        computer.questions.push(question);
        if (question.about === 'report' || question.about === 'export') throw new Error('not asked here');
        return maintainClinic(question);
      };
      const clinicKey = createClinicKey({
        dataDir,
        folder: userData,
        secrets,
        maintain,
        log,
        now: () => computer.now,
      });
      const recoveryByKey = createRecoveryByKey({
        dataDir,
        clinicKey,
        maintain,
        hostedServer: {
          state: () => computer.server,
          start: () => {
            computer.starts += 1;
            return Promise.resolve(computer.server);
          },
          stop: () => {
            computer.server = { status: 'stopped' };
            return Promise.resolve(computer.server);
          },
        },
        chooseFile: () => Promise.resolve(computer.chosenFile),
        takeTlsKey: async (key) => {
          const kept = await secrets.read('clinic-database-key').catch(() => null);
          computer.taken.push({ key, isAdopted: kept === keyAsked(computer.questions.at(-1)) });
        },
        log,
      });
      return { ...clinicKey, ...recoveryByKey };
    },
  };
  return computer;
};

/** What the clinic shows, as its server keeps it. */
export const TLS_KEY = '-----BEGIN PRIVATE KEY-----\nCanary-41c7 of TLS\n-----END PRIVATE KEY-----\n';

export const fillClinic = async (
  dataDir: string,
  databaseKey: string | null,
  tlsKey: string | null = TLS_KEY,
): Promise<void> => {
  const store = await openSqliteStore({ dataDir, databaseKey });
  if (tlsKey !== null && databaseKey !== null) await store.keepTlsKey(tlsKey);
  const visit = await createVisit(store);
  await store.appendMessage(message(visit.appointment.roomId, visit.patient, { text: TEXT }));
  await store.close();
};

export const textsIn = (dataDir: string, databaseKey: string | null): string[] => {
  const db = openDatabaseForReading({ file: join(dataDir, 'anteroom.sqlite'), databaseKey });
  try {
    return db.prepare<[], string>('SELECT text FROM messages').pluck().all();
  } finally {
    db.close();
  }
};

/** A clinic that this computer hosts. @returns its key and its recovery key */
export const host = async (computer: Computer) => {
  const { databaseKey } = await computer.open().forStart();
  await fillClinic(computer.dataDir, databaseKey);
  return { databaseKey, recoveryKey: formatRecoveryKey(databaseKey) };
};

/** Digests of every file in the folder, to compare. */
export const contentsOf = (path: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/-(wal|shm)$|\.lock$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
