import { useCallback, useEffect, useState } from 'react';
import type { AnteroomBridge, AutomaticBackup, BackupExport } from '../../../src-preload/contract.ts';

/** As often the list is read again: a backup is made each hour. */
const EVERY_MS = 30_000;

/** The automatic backups, and the export of one made now. */
export const useBackups = (backups: AnteroomBridge['clinicBackups']) => {
  const [list, setList] = useState<readonly AutomaticBackup[] | null>(null);
  const [listFailed, setListFailed] = useState(false);
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState<BackupExport | null>(null);

  const load = useCallback(
    (): Promise<void> =>
      backups.list().then(
        (found) => {
          setList(found);
          setListFailed(false);
        },
        () => setListFailed(true),
      ),
    [backups],
  );
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), EVERY_MS);
    return () => clearInterval(timer);
  }, [load]);

  const save = async (): Promise<void> => {
    setSaving(true);
    setSaved(null);
    try {
      setSaved(await backups.export());
    } catch {
      setSaved({ status: 'refused', code: 'failed' });
    } finally {
      setSaving(false);
      await load();
    }
  };

  return { list, listFailed, load, saving, saved, save };
};
