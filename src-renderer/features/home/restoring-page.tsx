import { Anchor, Loader, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { useStore } from 'zustand';
import type { ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { failureOfCode } from '../help-code/failure-memory.ts';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { Delayed } from '../../ui/delayed.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { OtherClinics } from '../join/other-clinics.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';

/** While the session or the clinic is being asked for: quiet at first, plain about a server that is away. */
export const RestoringPage = ({ problem }: { problem: ApiErrorCode | null }) => {
  const { t } = useTranslation(['common', 'setup']);
  const { platform } = useServices();
  const serverUrl = useStore(platform.serverUrl);
  useReportFailure(problem === null ? null : failureOfCode(problem));
  // The clinic of this computer is stopped: only the start page can start it.
  if (serverUrl === null && platform.host !== null) return <Navigate to="/" replace />;
  if (problem === null) {
    return (
      <Delayed>
        <PageSkeleton label={t('loading')} />
      </Delayed>
    );
  }
  return (
    <MessagePage
      standalone
      icon={<Loader size={28} type="dots" />}
      title={t('restoring.title')}
      action={
        <>
          {platform.host !== null && platform.host.state.getState().status !== 'stopped' && (
            <Anchor component={Link} to="/hosting" c="var(--app-accent)">
              {t('setup:host.panel')}
            </Anchor>
          )}
          <OtherClinics />
        </>
      }
    >
      <Text role="status">{t('restoring.offline')}</Text>
    </MessagePage>
  );
};
