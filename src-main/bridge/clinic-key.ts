import type { clinicKeyCalls } from '../../src-preload/contract.ts';
import type { HandlersOf } from '../ipc.ts';
import type { ClinicKey } from '../services/clinic-key.ts';
import type { RecoveryByKey } from '../services/recovery-by-key.ts';
import type { SettingsStore } from '../services/settings.ts';

/** The key of the clinic on this computer. A clinic that was opened again is hosted, at the next start, too. */
export const createClinicKeyHandlers = ({
  clinicKey,
  recoveryByKey,
  settings,
}: {
  clinicKey: ClinicKey;
  recoveryByKey: RecoveryByKey;
  settings: SettingsStore;
}): HandlersOf<typeof clinicKeyCalls> => ({
  'clinic-key:state': () => clinicKey.state(),
  'clinic-key:show': async () => {
    const recoveryKey = await clinicKey.recoveryKey();
    return recoveryKey === null ? { status: 'no_key' } : { status: 'shown', recoveryKey };
  },
  'clinic-key:confirm-kept': () => clinicKey.confirmKept(),
  'clinic-key:remind-later': () => clinicKey.remindLater(),
  'clinic-key:recover': async ({ recoveryKey }) => {
    const outcome = await recoveryByKey.recover(recoveryKey);
    if (outcome.status === 'recovered') settings.update({ hostOnStart: true });
    return outcome;
  },
  'clinic-key:choose-backup': ({ recoveryKey }) => recoveryByKey.chooseBackup(recoveryKey),
  'clinic-key:restore': async () => {
    const outcome = await recoveryByKey.restore();
    if (outcome.status === 'restored') settings.update({ hostOnStart: true });
    return outcome;
  },
});
