import { Anchor, Box, Button, Loader, Text, Title, UnstyledButton } from '@mantine/core';
import { Link2, Server } from 'lucide-react';
import { Suspense, useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from 'zustand';
import { DoctorTexts } from '../../i18n/doctor-texts.tsx';
import type { ClinicHost } from '../../platform/platform.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Logo } from '../../ui/logo.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { hostingFailureOf } from '../help-code/use-hosted-failure.ts';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { StartFailureNotice } from '../hosting/start-failure-notice.tsx';
import classes from './host-clinic-page.module.css';

/** While the clinic comes up: what happens, and the way back. */
const Starting = ({ onBack }: { onBack: () => void }) => {
  const { t } = useTranslation('setup');
  return (
    <MessagePage
      standalone
      icon={<Loader size={28} type="dots" />}
      title={t('host.starting')}
      action={
        <Button variant="default" onClick={onBack}>
          {t('host.back')}
        </Button>
      }
    >
      <Text role="status">{t('host.startingText')}</Text>
    </MessagePage>
  );
};

/** A big choice: its title is the control, which takes the whole card; the text below says what it means. */
const Choice = ({
  icon,
  text,
  children,
}: {
  icon: ReactNode;
  text: string;
  children: (describedBy: string) => ReactNode;
}) => {
  const id = useId();
  return (
    <div className={classes.choice}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      {children(id)}
      <Text c="dimmed" id={id}>
        {text}
      </Text>
    </div>
  );
};

/** First page of the desktop app while it knows no clinic: one question. */
export const HostClinicPage = ({ host }: { host: ClinicHost }) => {
  const { t } = useTranslation('setup');
  const state = useStore(host.state);
  const [refused, setRefused] = useState(false);
  // One that never ran is no failure.
  useReportFailure(state.status === 'stopped' ? null : hostingFailureOf(state));

  const start = () => {
    setRefused(false);
    host.start().catch(() => setRefused(true));
  };

  if (state.status === 'starting' || state.status === 'restarting') {
    return <Starting onBack={() => void host.stop().catch(() => setRefused(true))} />;
  }
  return (
    <main className={classes.page}>
      <Logo size={40} />
      <div>
        <Title order={1} size="h2">
          {t('host.title')}
        </Title>
        <Text size="lg" mt={4}>
          {t('host.question')}
        </Text>
      </div>
      {state.status === 'failed' && (
        <Suspense fallback={null}>
          <DoctorTexts>
            <Box w="100%">
              <StartFailureNotice failure={state} />
            </Box>
          </DoctorTexts>
        </Suspense>
      )}
      {refused && <ErrorNotice code="internal" />}
      <div className={classes.choices}>
        <Choice icon={<Server size={32} strokeWidth={1.75} />} text={t('host.startText')}>
          {(describedBy) => (
            <UnstyledButton className={classes.control ?? ''} aria-describedby={describedBy} onClick={start}>
              {t('host.start')}
            </UnstyledButton>
          )}
        </Choice>
        <Choice icon={<Link2 size={32} strokeWidth={1.75} />} text={t('host.joinText')}>
          {(describedBy) => (
            <Link className={classes.control} aria-describedby={describedBy} to="/join">
              {t('host.join')}
            </Link>
          )}
        </Choice>
      </div>
      <Anchor component={Link} to="/recover" c="var(--app-accent)">
        {t('host.recover')}
      </Anchor>
      <Text c="dimmed" size="sm">
        {t('host.later')}
      </Text>
    </main>
  );
};
