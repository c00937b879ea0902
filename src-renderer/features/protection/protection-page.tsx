import { Skeleton, Text } from '@mantine/core';
import { Lock, LockOpen, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge, ClinicKeyState, SecretsState } from '../../../src-preload/contract.ts';
import type { ClinicHost } from '../../platform/platform.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import settings from '../settings/settings-page.module.css';
import { PassphraseCard } from './passphrase-card.tsx';
import classes from './protection.module.css';
import { RecoveryKeyCard } from './recovery-key-card.tsx';
import { useClinicKey } from './use-clinic-key.ts';
import { useSecrets } from './use-secrets.ts';

const ICONS = {
  protected: Lock,
  locked: Lock,
  none: LockOpen,
  plain: LockOpen,
  missing: TriangleAlert,
  unreadable: TriangleAlert,
  unavailable: TriangleAlert,
} as const satisfies Record<ClinicKeyState['status'], unknown>;

/** Whether the clinic is encrypted, and where its key is. */
const DataCard = ({ state, secrets }: { state: ClinicKeyState; secrets: SecretsState | null }) => {
  const { t } = useTranslation('protection');
  const Icon = ICONS[state.status];
  const place = secrets?.status === 'system' || secrets?.status === 'unlocked' ? secrets.status : null;
  return (
    <section className={settings.card} aria-label={t('page.data.title')}>
      <h2 className={settings.title}>{t('page.data.title')}</h2>
      <div className={classes.state} data-status={state.status}>
        <Icon size={24} strokeWidth={1.75} aria-hidden />
        <div>
          <Text className={classes.text ?? ''}>{t(`page.data.${state.status}`)}</Text>
          {state.status === 'protected' && place !== null && (
            <Text c="dimmed">{t(`page.data.${place}`)}</Text>
          )}
        </div>
      </div>
      {state.plainFiles > 0 && (
        <Text size="sm">{t('page.data.plainFiles', { count: state.plainFiles })}</Text>
      )}
    </section>
  );
};

const Protection = ({ desktop, host }: { desktop: AnteroomBridge; host: ClinicHost }) => {
  const { t } = useTranslation(['protection', 'common']);
  const { state, failed, load } = useClinicKey(desktop.clinicKey, host);
  const { state: secrets } = useSecrets(desktop.secrets);
  if (failed) return <ErrorNotice onRetry={() => void load()}>{t('page.failed')}</ErrorNotice>;
  if (state === null) {
    return (
      <Delayed>
        <Skeleton height={180} role="status" aria-label={t('common:loading')} />
      </Delayed>
    );
  }
  return (
    <>
      <DataCard state={state} secrets={secrets} />
      {state.status === 'protected' && (
        <RecoveryKeyCard clinicKey={desktop.clinicKey} state={state} onState={load} />
      )}
      {secrets?.status === 'unlocked' && <PassphraseCard secrets={desktop.secrets} />}
    </>
  );
};

/** Settings → Hosting → Protection: how the clinic's data is protected at rest. */
export const ProtectionPage = () => {
  const { platform } = useServices();
  if (platform.desktop === null || platform.host === null) return null;
  return <Protection desktop={platform.desktop} host={platform.host} />;
};
