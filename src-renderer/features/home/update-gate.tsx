import { Button } from '@mantine/core';
import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { PROTOCOL_VERSION } from '../../../server/protocol/index.ts';
import { useConnection, useServices } from '../../services.tsx';
import { MessagePage } from '../../ui/message-page.tsx';

/** Stands in front of every page when the server speaks another version of the protocol. */
export const UpdateGate = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation();
  const { clinic, platform } = useServices();
  const { refusal } = useConnection();
  const protocol = useStore(clinic.state, (state) => state.clinic?.protocol ?? PROTOCOL_VERSION);
  if (refusal !== 'protocol_mismatch' && protocol === PROTOCOL_VERSION) return children;
  return (
    <MessagePage
      standalone
      icon={<RefreshCw size={32} strokeWidth={1.75} />}
      title={t('update.title')}
      action={<Button onClick={() => window.location.reload()}>{t('reload')}</Button>}
    >
      {t(platform.kind === 'web' ? 'update.webText' : 'update.desktopText')}
    </MessagePage>
  );
};
