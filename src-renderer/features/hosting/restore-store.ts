import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  AnteroomBridge,
  BackupInspection,
  BackupRestore,
  ClinicBackupRefusal,
  Consequence,
  InspectedBackup,
} from '../../../src-preload/contract.ts';
import { INTERRUPTIONS } from './interrupt-dialog.tsx';

/**
 * One restore from the choice of a backup to its end. Outside of the components: a restore signs everybody out,
 * the doctor who watches it, too, and it must outlive the page that it was begun on.
 */
export type RestoreState =
  | { step: 'none' }
  | { step: 'checking' }
  /** `consequences`: who loses the clinic meanwhile, as the interlock knows it. */
  | { step: 'asking'; backup: InspectedBackup; consequences: readonly Consequence[] }
  | { step: 'restoring' }
  | { step: 'restored'; outcome: Extract<BackupRestore, { status: 'restored' }> }
  | { step: 'refused'; code: ClinicBackupRefusal };

type Bridge = {
  clinicBackups: Pick<AnteroomBridge['clinicBackups'], 'choose' | 'inspect' | 'restore'>;
  leaving: Pick<AnteroomBridge['leaving'], 'consequences'>;
};

export type Restoring = {
  readonly state: StoreApi<RestoreState>;
  /** A file, which the person chooses in the system's dialog. */
  choose(): Promise<void>;
  /** An automatic backup. */
  inspect(name: string): Promise<void>;
  /** Restores what was inspected. */
  confirm(): Promise<void>;
  /** The person has read it. */
  close(): void;
};

export const createRestoring = ({ clinicBackups: backups, leaving }: Bridge): Restoring => {
  const state = createStore<RestoreState>(() => ({ step: 'none' }));
  const enter = (next: RestoreState) => state.setState(next, true);
  const failed: RestoreState = { step: 'refused', code: 'failed' };

  const look = async (inspection: Promise<BackupInspection>): Promise<void> => {
    try {
      const answer = await inspection;
      if (answer.status === 'inspected') {
        const consequences = await leaving.consequences({ intent: INTERRUPTIONS.restore.intent });
        enter({ step: 'asking', backup: answer, consequences });
      } else if (answer.status === 'refused') enter({ step: 'refused', code: answer.code });
      else enter({ step: 'none' });
    } catch {
      enter(failed);
    }
  };

  return {
    state,
    // The system's own dialog comes first: nothing is being checked while it is open.
    choose: () => look(backups.choose()),
    inspect: (name) => {
      enter({ step: 'checking' });
      return look(backups.inspect({ name }));
    },
    confirm: async () => {
      enter({ step: 'restoring' });
      try {
        const outcome = await backups.restore();
        enter(
          outcome.status === 'restored'
            ? { step: 'restored', outcome }
            : { step: 'refused', code: outcome.code },
        );
      } catch {
        enter(failed);
      }
    },
    close: () => enter({ step: 'none' }),
  };
};

const known = new WeakMap<Bridge, Restoring>();

/** The one of this window. */
export const restoringOf = (bridge: Bridge): Restoring => {
  const restoring = known.get(bridge) ?? createRestoring(bridge);
  known.set(bridge, restoring);
  return restoring;
};
