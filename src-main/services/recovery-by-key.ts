import type { Answer } from '../../server/child-protocol.ts';
import { parseRecoveryKey } from '../../server/protocol/recovery-key.ts';
import type {
  BackupChoice,
  ClinicRecovery,
  ClinicRestoration,
  RecoveryRefusal,
} from '../../src-preload/contract.ts';
import { isWanted, type HostedServer } from '../hosted-server.ts';
import { lookAtClinic } from './clinic-files.ts';
import { startFailureIn, type ClinicKey } from './clinic-key.ts';
import type { Maintain } from './clinic-maintenance.ts';
import type { Log } from './logs.ts';

/**
 * The way from a recovery key on paper to an open clinic: with the folder that is here, or with the file of a backup.
 * Nothing is kept before the key has opened something.
 */
export type RecoveryByKey = {
  /** Opens the clinic in the folder, and starts it. */
  recover(typed: string): Promise<ClinicRecovery>;
  /** Asks a person for a backup, and looks whether the key opens it. Changes nothing. */
  chooseBackup(typed: string): Promise<BackupChoice>;
  /** Puts the chosen backup in place, and starts it; where that fails, a clinic that ran goes on. */
  restore(): Promise<ClinicRestoration>;
};

const refused = (code: RecoveryRefusal): { status: 'refused'; code: RecoveryRefusal } => ({
  status: 'refused',
  code,
});

const refusalIn = (answer: Answer): { status: 'refused'; code: RecoveryRefusal } => {
  if (answer.about !== 'refused') return refused('failed');
  return refused(answer.code === 'source_damaged' ? 'damaged' : answer.code);
};

export const createRecoveryByKey = ({
  dataDir,
  clinicKey,
  maintain,
  hostedServer,
  chooseFile,
  takeTlsKey,
  log,
}: {
  /** Of the clinic. */
  dataDir: string;
  clinicKey: Pick<ClinicKey, 'refusalToKeep' | 'adopt' | 'inTurn'>;
  maintain: Maintain;
  hostedServer: Pick<HostedServer, 'state' | 'start' | 'stop'>;
  /** Asks a person for the file of a backup; null if they choose none. */
  chooseFile: () => Promise<string | null>;
  /** The clinic that is opened here from now on brings this one; null: none. */
  takeTlsKey: (key: string | null) => Promise<void>;
  log: Log;
}): RecoveryByKey => {
  let chosen: { databaseKey: string; file: string } | null = null;

  const recover = async (typed: string): Promise<ClinicRecovery> => {
    const parsed = parseRecoveryKey(typed);
    if (!parsed.ok) return refused(parsed.code);
    const { databaseKey } = parsed;
    const refusal = await clinicKey.refusalToKeep();
    if (refusal !== null) return refused(refusal);
    const answer = await maintain({ about: 'try-key', dataDir, databaseKey });
    if (answer.about !== 'key-tried') {
      log.warn('clinic-key', { status: 'not-recovered', code: startFailureIn(answer) });
      return refusalIn(answer);
    }
    if (answer.opened === 'nothing') return refused('no_clinic');
    // First: a start with the one and without the other would make invitations worthless.
    await takeTlsKey(answer.tlsKey);
    await clinicKey.adopt(databaseKey);
    log.info('clinic-key', { status: 'recovered' });
    return { status: 'recovered' };
  };

  const chooseBackup = async (typed: string): Promise<BackupChoice> => {
    chosen = null;
    const parsed = parseRecoveryKey(typed);
    if (!parsed.ok) return refused(parsed.code);
    const { databaseKey } = parsed;
    const file = await chooseFile();
    if (file === null) return { status: 'cancelled' };
    const answer = await maintain({ about: 'inspect', file, dataDir, databaseKey });
    if (answer.about !== 'inspected') return refusalIn(answer);
    chosen = { databaseKey, file };
    return {
      status: 'inspected',
      name: file.split(/[\\/]/).at(-1) ?? file,
      madeAt: answer.madeAt,
      replaces: lookAtClinic(dataDir).form !== 'empty',
    };
  };

  const restore = async (): Promise<ClinicRestoration> => {
    if (chosen === null) return refused('failed');
    const { databaseKey, file } = chosen;
    const refusal = await clinicKey.refusalToKeep();
    if (refusal !== null) return refused(refusal);
    await hostedServer.stop();
    const answer = await maintain({ about: 'restore', file, dataDir, databaseKey });
    if (answer.about !== 'restored') {
      log.warn('clinic-key', { status: 'not-restored', code: startFailureIn(answer) });
      return refusalIn(answer);
    }
    chosen = null;
    await takeTlsKey(answer.tlsKey);
    await clinicKey.adopt(databaseKey);
    log.info('clinic-key', { status: 'restored' });
    return { status: 'restored', endedSessions: answer.endedSessions, kept: answer.kept };
  };

  // The server asks for its keys itself: it is started outside of the turn that it would wait for.
  return {
    recover: async (typed) => {
      const outcome = await clinicKey.inTurn(() => recover(typed));
      if (outcome.status === 'recovered') await hostedServer.start();
      return outcome;
    },
    chooseBackup: (typed) => clinicKey.inTurn(() => chooseBackup(typed)),
    restore: async () => {
      const wasWanted = isWanted(hostedServer.state());
      const outcome = await clinicKey.inTurn(restore);
      // One that was refused has changed nothing: the clinic is as it was before.
      if (outcome.status === 'restored' || wasWanted) await hostedServer.start();
      return outcome;
    },
  };
};
