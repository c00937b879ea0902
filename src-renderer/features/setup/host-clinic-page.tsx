import { Button } from '@mantine/core';
import { Server } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ClinicHost } from '../../platform/platform.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { TechnicalDetail } from '../../shell/technical-detail.tsx';
import { MessagePage } from '../../ui/message-page.tsx';

/** First page of the desktop app while it knows no clinic. */
export const HostClinicPage = ({ host }: { host: ClinicHost }) => {
  const { t } = useTranslation('setup');
  const state = useStore(host.state);
  const [refused, setRefused] = useState(false);
  const starting = state.status === 'starting' || state.status === 'restarting';

  const start = () => {
    setRefused(false);
    host.start().catch(() => setRefused(true));
  };

  return (
    <MessagePage
      standalone
      icon={<Server size={32} strokeWidth={1.75} />}
      title={t('host.title')}
      action={
        <Button size="md" onClick={start} loading={starting}>
          {t('host.start')}
        </Button>
      }
    >
      {t('host.text')}
      {state.status === 'failed' && (
        <ErrorNotice>
          {t('host.failed')}
          <TechnicalDetail>{state.cause}</TechnicalDetail>
        </ErrorNotice>
      )}
      {refused && <ErrorNotice code="internal" />}
      {starting && <p role="status">{t('host.starting')}</p>}
    </MessagePage>
  );
};
