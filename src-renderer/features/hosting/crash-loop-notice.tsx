import { Alert, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HostedServerState } from '../../../src-preload/contract.ts';
import panel from './clinic-panel.module.css';

/** So many crashes in a row are no accident any more. */
const LOOP_ATTEMPTS = 4;

export const isCrashLoop = (
  state: HostedServerState,
): state is Extract<HostedServerState, { status: 'restarting' }> =>
  state.status === 'restarting' && state.attempt >= LOOP_ATTEMPTS;

/** A clinic that crashes at each start: what a doctor can do about it. */
export const CrashLoopNotice = ({ attempts }: { attempts: number }) => {
  const { t } = useTranslation('clinicPanel');
  return (
    <Alert
      color="orange"
      variant="light"
      bg="var(--app-warning-soft)"
      styles={{ title: { color: 'var(--app-warning)' } }}
      title={t('loop.title')}
      icon={<TriangleAlert size={20} strokeWidth={1.75} aria-hidden />}
    >
      <Text c="var(--mantine-color-text)" mb={4}>
        {t('loop.text', { count: attempts })}
      </Text>
      <ol className={panel.loop}>
        <li>{t('loop.log')}</li>
        <li>{t('loop.restart')}</li>
        <li>{t('loop.restore')}</li>
      </ol>
    </Alert>
  );
};
