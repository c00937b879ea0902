import type { clinicBackupsCalls } from '../../src-preload/contract.ts';
import type { HandlersOf } from '../ipc.ts';
import type { ClinicBackups } from '../services/clinic-backups.ts';
import type { SettingsStore } from '../services/settings.ts';

/** Backups of the clinic on this computer. A clinic that was restored is hosted, at the next start of the app, too. */
export const createClinicBackupsHandlers = ({
  clinicBackups,
  settings,
}: {
  clinicBackups: ClinicBackups;
  settings: SettingsStore;
}): HandlersOf<typeof clinicBackupsCalls> => ({
  'clinic-backups:list': () => clinicBackups.list(),
  'clinic-backups:export': () => clinicBackups.export(),
  'clinic-backups:choose': () => clinicBackups.choose(),
  'clinic-backups:inspect': ({ name }) => clinicBackups.inspect(name),
  'clinic-backups:restore': async () => {
    const outcome = await clinicBackups.restore();
    if (outcome.status === 'restored') settings.update({ hostOnStart: true });
    return outcome;
  },
});
