import { Button, Group } from '@mantine/core';
import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { PROTOCOL_VERSION } from '../../../server/protocol/index.ts';
import { useConnection, useServices } from '../../services.tsx';
import { HelpButton } from '../help-code/help-button.tsx';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { MessagePage } from '../../ui/message-page.tsx';

const UpdatePage = () => {
  const { t } = useTranslation();
  const { platform } = useServices();
  useReportFailure('app-out-of-date');
  return (
    <MessagePage
      standalone
      icon={<RefreshCw size={32} strokeWidth={1.75} />}
      title={t('update.title')}
      action={
        <Group>
          <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
          <HelpButton />
        </Group>
      }
    >
      {t(platform.kind === 'web' ? 'update.webText' : 'update.desktopText')}
    </MessagePage>
  );
};

/** Stands in front of every page when the server speaks another version of the protocol. */
export const UpdateGate = ({ children }: { children: ReactNode }) => {
  const { clinic } = useServices();
  const { refusal } = useConnection();
  const protocol = useStore(clinic.state, (state) => state.clinic?.protocol ?? PROTOCOL_VERSION);
  return refusal === 'protocol_mismatch' || protocol !== PROTOCOL_VERSION ? <UpdatePage /> : children;
};
