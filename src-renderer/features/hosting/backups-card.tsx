import { Button, Group, Loader, Skeleton, Text } from '@mantine/core';
import { Download, History } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge, AutomaticBackup, BackupExport } from '../../../src-preload/contract.ts';
import { useFormat, useLocale } from '../../i18n/format.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { useNow } from '../../ui/use-now.ts';
import classes from '../settings/settings-page.module.css';
import panel from './clinic-panel.module.css';
import type { Restoring } from './restore-store.ts';
import { useBackups } from './use-backups.ts';

const useFileSize = (): ((bytes: number) => string) => {
  const locale = useLocale();
  const options = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 } as const;
  return (bytes) => new Intl.NumberFormat(locale, options).format(bytes / 1_000_000);
};

const LastBackup = ({ list }: { list: readonly AutomaticBackup[] }) => {
  const { t } = useTranslation('clinicPanel');
  const format = useFormat();
  const now = useNow(60_000);
  const [newest] = list;
  if (newest === undefined) return <Text>{t('backups.none')}</Text>;
  return (
    <Text title={format.exact(newest.at)}>
      {t('backups.last', { when: format.relative(newest.at, now) })}{' '}
      <Text component="span" c="dimmed">
        ({format.dayAndTime(newest.at, now)})
      </Text>
    </Text>
  );
};

const AutomaticList = ({
  list,
  onRestore,
}: {
  list: readonly AutomaticBackup[];
  onRestore: (backup: AutomaticBackup) => void;
}) => {
  const { t } = useTranslation('clinicPanel');
  const format = useFormat();
  const size = useFileSize();
  const now = useNow(60_000);
  return (
    <ul className={panel.backups} aria-label={t('backups.count', { count: list.length })}>
      {list.map((backup) => {
        const when = format.dayAndTime(backup.at, now);
        return (
          <li key={backup.name} className={panel.backup}>
            <span className="tabular" title={format.exact(backup.at)}>
              {when}{' '}
              <Text component="span" c="dimmed" size="sm">
                {size(backup.bytes)}
              </Text>
            </span>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={t('backups.restoreNamed', { when })}
              onClick={() => onRestore(backup)}
            >
              {t('backups.restoreThis')}
            </Button>
          </li>
        );
      })}
    </ul>
  );
};

const Saved = ({ outcome }: { outcome: BackupExport }) => {
  const { t } = useTranslation('clinicPanel');
  const size = useFileSize();
  if (outcome.status === 'refused') return <ErrorNotice>{t(`backups.refused.${outcome.code}`)}</ErrorNotice>;
  if (outcome.status === 'cancelled') return null;
  return (
    <div role="status">
      <Text fw={600}>{t('backups.saved', { name: outcome.name, size: size(outcome.bytes) })}</Text>
      <Text size="sm">{t('backups.keyNeeded')}</Text>
    </div>
  );
};

/** What there is to go back to, a copy to take away, and the way back. */
export const BackupsCard = ({
  backups,
  restoring,
}: {
  backups: AnteroomBridge['clinicBackups'];
  restoring: Restoring;
}) => {
  const { t } = useTranslation(['clinicPanel', 'common']);
  const { list, listFailed, load, saving, saved, save } = useBackups(backups);
  const [open, setOpen] = useState(false);
  return (
    <section className={classes.card} aria-label={t('backups.title')}>
      <h2 className={classes.title}>{t('backups.title')}</h2>
      <Text c="dimmed" size="sm">
        {t('backups.text')}
      </Text>
      {listFailed && <ErrorNotice onRetry={() => void load()}>{t('backups.failedList')}</ErrorNotice>}
      {list === null && !listFailed && (
        <Delayed>
          <Skeleton height={24} role="status" aria-label={t('common:loading')} />
        </Delayed>
      )}
      {list !== null && <LastBackup list={list} />}
      <Group gap="sm">
        <Button
          leftSection={<Download size={16} strokeWidth={1.75} aria-hidden />}
          disabled={saving}
          onClick={() => void save()}
        >
          {t('backups.save')}
        </Button>
        <Button
          variant="default"
          leftSection={<History size={16} strokeWidth={1.75} aria-hidden />}
          onClick={() => void restoring.choose()}
        >
          {t('backups.restoreFile')}
        </Button>
        {list !== null && list.length > 0 && (
          <Button variant="transparent" px={0} aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? 'backups.hideAll' : 'backups.showAll')}
          </Button>
        )}
      </Group>
      {saving && (
        <Group role="status" wrap="nowrap">
          <Loader size="sm" />
          <Text>{t('backups.saving')}</Text>
        </Group>
      )}
      {saved !== null && <Saved outcome={saved} />}
      {open && list !== null && (
        <AutomaticList list={list} onRestore={({ name }) => void restoring.inspect(name)} />
      )}
    </section>
  );
};
