import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, isAbsolute } from 'node:path';
import type { Answer } from '../../server/child-protocol.ts';
import { backupNameOf, BACKUPS_FOLDER, timeOfBackup } from '../../server/protocol/backup-name.ts';
import type {
  AutomaticBackup,
  BackupExport,
  BackupInspection,
  BackupRestore,
  ClinicBackupRefusal,
} from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import { isWanted, type HostedServer } from '../hosted-server.ts';
import type { Maintain } from './clinic-maintenance.ts';
import type { Log } from './logs.ts';

/**
 * Backups of the hosted clinic, as a person handles them. Files are chosen in the system's dialogs, so that no
 * page can name one; the work itself is done by the clinic's server, or by a process of its own where none runs.
 */

const FILTERS = [{ name: 'Anteroom', extensions: ['sqlite'] }];
/** To verify the copy of a large clinic takes minutes; a server that is gone is noticed at once. */
const EXPORT_TIMEOUT_MS = 30 * 60_000;

type Clinic = { dataDir: string; databaseKey: string | null };
type Inspected = { clinic: Clinic; file: string };

export type ClinicBackups = {
  list(): AutomaticBackup[];
  export(): Promise<BackupExport>;
  choose(): Promise<BackupInspection>;
  /** @param name of an automatic one */
  inspect(name: string): Promise<BackupInspection>;
  restore(): Promise<BackupRestore>;
};

const refused = (code: ClinicBackupRefusal): { status: 'refused'; code: ClinicBackupRefusal } => ({
  status: 'refused',
  code,
});
const refusalIn = (answer: Answer | null): { status: 'refused'; code: ClinicBackupRefusal } =>
  refused(answer?.about === 'refused' ? answer.code : 'failed');

/** Whether a file lies in a folder or below it, by whatever way. */
const isInside = (folder: string, file: string): boolean => {
  const real = (path: string): string => {
    try {
      return realpathSync(path);
    } catch {
      return path;
    }
  };
  const way = relative(real(folder), join(real(dirname(file)), basename(file)));
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
};

/** Asks a person for the file of a backup; null if they choose none. */
export const chooseBackupFile = async (
  dialog: Pick<ElectronParts['dialog'], 'showOpenDialog'>,
  parent: Electron.BrowserWindow | null,
): Promise<string | null> => {
  const options = { filters: FILTERS, properties: ['openFile' as const, 'dontAddToRecent' as const] };
  const { canceled, filePaths } = await (parent === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(parent, options));
  const [file] = filePaths;
  return canceled || file === undefined ? null : file;
};

export const createClinicBackups = ({
  dataDir,
  hostedServer,
  maintain,
  dialog,
  window,
  log,
  now = Date.now,
}: {
  /** The clinic's data folder, whether it can be opened or not. */
  dataDir: string;
  hostedServer: Pick<HostedServer, 'state' | 'start' | 'stop' | 'ask' | 'config'>;
  maintain: Maintain;
  dialog: Pick<ElectronParts['dialog'], 'showOpenDialog' | 'showSaveDialog'>;
  /** The one that a dialog belongs to. */
  window: () => Electron.BrowserWindow | null;
  log: Log;
  now?: () => number;
}): ClinicBackups => {
  const folder = join(dataDir, BACKUPS_FOLDER);
  let inspected: Inspected | null = null;
  /** One of these at a time: each may need the data folder for itself. */
  let busy: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = busy.then(work, work);
    busy = turn.catch(() => undefined);
    return turn;
  };

  /** Null where the clinic's key cannot be had. */
  const clinicNow = async (): Promise<Clinic | null> => {
    try {
      const { databaseKey, ...config } = await hostedServer.config();
      return { dataDir: config.dataDir, databaseKey };
    } catch (error) {
      log.warn('clinic-backup', { status: 'no-key' }, error);
      return null;
    }
  };

  const list = (): AutomaticBackup[] => {
    let names: string[];
    try {
      names = readdirSync(folder);
    } catch {
      return [];
    }
    return names
      .flatMap((name) => {
        const at = timeOfBackup(name);
        const entry = statSync(join(folder, name), { throwIfNoEntry: false });
        return at === null || !entry?.isFile() ? [] : [{ name, at, bytes: entry.size }];
      })
      .toSorted((first, second) => second.at - first.at);
  };

  const inspect = async (file: string): Promise<BackupInspection> => {
    inspected = null;
    const clinic = await clinicNow();
    if (clinic === null) return refused('no_key');
    const answer = await maintain({ about: 'inspect', file, ...clinic });
    if (answer.about !== 'inspected') return refusalIn(answer);
    inspected = { clinic, file };
    const { backup, present, madeAt } = answer;
    return {
      status: 'inspected',
      name: basename(file),
      madeAt,
      missing: present && {
        messages: Math.max(0, present.messages - backup.messages),
        auditRows: Math.max(0, present.auditRows - backup.auditRows),
      },
    };
  };

  const exportTo = async (file: string): Promise<BackupExport> => {
    if (isInside(dataDir, file)) return refused('inside_clinic');
    const running = hostedServer.state().status === 'running';
    const clinic = running ? null : await clinicNow();
    if (!running && clinic === null) return refused('no_key');
    const answer =
      clinic === null
        ? await hostedServer.ask({ about: 'export', file }, EXPORT_TIMEOUT_MS)
        : await maintain({ about: 'export-stopped', file, ...clinic });
    if (answer?.about !== 'exported') {
      const failure = refusalIn(answer);
      log.warn('clinic-backup', { status: 'not-exported', code: failure.code });
      return failure;
    }
    log.info('clinic-backup', { status: 'exported' });
    return { status: 'exported', name: basename(file), bytes: answer.bytes };
  };

  const restore = async (): Promise<BackupRestore> => {
    if (inspected === null) return refused('failed');
    const { file } = inspected;
    const wasWanted = isWanted(hostedServer.state());
    await hostedServer.stop();
    const clinic = await clinicNow();
    const answer = clinic && (await maintain({ about: 'restore', file, ...clinic }));
    if (answer?.about !== 'restored') {
      const failure = clinic === null ? refused('no_key') : refusalIn(answer);
      log.warn('clinic-backup', { status: 'not-restored', code: failure.code });
      // As it was before: nothing has changed.
      if (wasWanted) await hostedServer.start();
      return failure;
    }
    inspected = null;
    log.info('clinic-backup', { status: 'restored' });
    await hostedServer.start();
    return { status: 'restored', endedSessions: answer.endedSessions, kept: answer.kept };
  };

  return {
    list,
    export: async () => {
      const options = {
        defaultPath: backupNameOf(now()),
        filters: FILTERS,
        properties: ['createDirectory' as const, 'showOverwriteConfirmation' as const],
      };
      const parent = window();
      const { canceled, filePath } = await (parent === null
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(parent, options));
      if (canceled || filePath === '') return { status: 'cancelled' };
      return alone(() => exportTo(filePath));
    },
    choose: async () => {
      const file = await chooseBackupFile(dialog, window());
      return file === null ? { status: 'cancelled' } : alone(() => inspect(file));
    },
    inspect: (name) =>
      // Only a name that is in the list, so that no page leads to another file.
      list().some((backup) => backup.name === name)
        ? alone(() => inspect(join(folder, name)))
        : Promise.resolve(refused('no_access')),
    restore: () => alone(restore),
  };
};
