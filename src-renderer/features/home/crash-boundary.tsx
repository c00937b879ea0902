import { Button, Group } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { HelpButton } from '../help-code/help-button.tsx';
import { MessagePage } from '../../ui/message-page.tsx';

const CrashPage = () => {
  const { t } = useTranslation();
  useReportFailure('page-crashed');
  return (
    <MessagePage
      standalone
      icon={<TriangleAlert size={32} strokeWidth={1.75} />}
      title={t('crash.title')}
      action={
        <Group>
          <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
          <HelpButton />
        </Group>
      }
    >
      {t('crash.text')}
    </MessagePage>
  );
};

/** Shows a way on instead of an empty window when a page throws. React has no hook for this. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    return this.state.crashed ? <CrashPage /> : this.props.children;
  }
}
