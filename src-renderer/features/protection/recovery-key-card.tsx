import { Alert, Button, Group, Text } from '@mantine/core';
import { Check, CircleCheck, Eye, EyeOff, Printer, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge, ClinicKeyState } from '../../../src-preload/contract.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import settings from '../settings/settings-page.module.css';
import classes from './protection.module.css';
import { RecoveryKeySheet } from './recovery-key-sheet.tsx';

const ICON = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const;

const KeptNote = ({ isKept }: { isKept: boolean }) => {
  const { t } = useTranslation('protection');
  const Icon = isKept ? CircleCheck : TriangleAlert;
  return (
    <Alert
      variant="light"
      color={isKept ? 'green' : 'orange'}
      c="var(--mantine-color-text)"
      role="status"
      icon={<Icon size={20} strokeWidth={1.75} aria-hidden />}
    >
      {t(isKept ? 'page.recovery.kept' : 'page.recovery.notKept')}
    </Alert>
  );
};

/** The key on paper: shown when it is asked for, and remembered that somebody keeps it. */
export const RecoveryKeyCard = ({
  clinicKey,
  state,
  onState,
}: {
  clinicKey: AnteroomBridge['clinicKey'];
  state: ClinicKeyState;
  onState: (ask: () => Promise<ClinicKeyState>) => Promise<void>;
}) => {
  const { t } = useTranslation('protection');
  const [shown, setShown] = useState<{ recoveryKey: string; at: number } | null>(null);
  const [failed, setFailed] = useState(false);

  const show = async () => {
    setFailed(false);
    try {
      const answer = await clinicKey.show();
      if (answer.status === 'shown') setShown({ recoveryKey: answer.recoveryKey, at: Date.now() });
      else setFailed(true);
    } catch {
      setFailed(true);
    }
  };

  return (
    <section className={settings.card} aria-label={t('page.recovery.title')}>
      <h2 className={settings.title}>{t('page.recovery.title')}</h2>
      <Text c="dimmed" className={classes.text ?? ''}>
        {t('page.recovery.text')}
      </Text>
      <KeptNote isKept={state.isKept} />
      {shown === null ? (
        <Group>
          <Button leftSection={<Eye {...ICON} />} onClick={() => void show()}>
            {t('page.recovery.show')}
          </Button>
        </Group>
      ) : (
        <>
          <Text size="sm" className={classes.text ?? ''}>
            {t('page.recovery.secret')}
          </Text>
          <RecoveryKeySheet recoveryKey={shown.recoveryKey} now={shown.at} />
          <Group gap="sm">
            <Button leftSection={<Printer {...ICON} />} onClick={() => window.print()}>
              {t('page.recovery.print')}
            </Button>
            {!state.isKept && (
              <Button
                variant="default"
                leftSection={<Check {...ICON} />}
                onClick={() => void onState(clinicKey.confirmKept)}
              >
                {t('page.recovery.confirm')}
              </Button>
            )}
            <Button variant="subtle" leftSection={<EyeOff {...ICON} />} onClick={() => setShown(null)}>
              {t('page.recovery.hide')}
            </Button>
          </Group>
        </>
      )}
      {failed && <ErrorNotice onRetry={() => void show()}>{t('page.recovery.failed')}</ErrorNotice>}
    </section>
  );
};
