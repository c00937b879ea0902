import { Button, Loader, Text, Title, UnstyledButton } from '@mantine/core';
import { Link2, Server } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from 'zustand';
import type { ClinicHost } from '../../platform/platform.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { TechnicalDetail } from '../../shell/technical-detail.tsx';
import { Logo } from '../../ui/logo.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
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

/** A big choice: its title is its name, the text below says what it means. */
const ChoiceText = ({
  ids,
  icon,
  title,
  text,
}: {
  ids: { title: string; text: string };
  icon: ReactNode;
  title: string;
  text: string;
}) => (
  <>
    <span className={classes.icon} aria-hidden>
      {icon}
    </span>
    <span className={classes.choiceTitle} id={ids.title}>
      {title}
    </span>
    <Text component="span" c="dimmed" id={ids.text}>
      {text}
    </Text>
  </>
);

/** First page of the desktop app while it knows no clinic: one question. */
export const HostClinicPage = ({ host }: { host: ClinicHost }) => {
  const { t } = useTranslation('setup');
  const state = useStore(host.state);
  const [refused, setRefused] = useState(false);
  const id = useId();
  const ids = (choice: string) => ({ title: `${id}-${choice}`, text: `${id}-${choice}-text` });

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
        <ErrorNotice>
          {t('host.failed')}
          <TechnicalDetail>{state.cause}</TechnicalDetail>
        </ErrorNotice>
      )}
      {refused && <ErrorNotice code="internal" />}
      <div className={classes.choices}>
        <UnstyledButton
          className={classes.choice ?? ''}
          aria-labelledby={ids('host').title}
          aria-describedby={ids('host').text}
          onClick={start}
        >
          <ChoiceText
            ids={ids('host')}
            icon={<Server size={32} strokeWidth={1.75} />}
            title={t('host.start')}
            text={t('host.startText')}
          />
        </UnstyledButton>
        <Link
          className={classes.choice}
          to="/join"
          aria-labelledby={ids('join').title}
          aria-describedby={ids('join').text}
        >
          <ChoiceText
            ids={ids('join')}
            icon={<Link2 size={32} strokeWidth={1.75} />}
            title={t('host.join')}
            text={t('host.joinText')}
          />
        </Link>
      </div>
      <Text c="dimmed" size="sm">
        {t('host.later')}
      </Text>
    </main>
  );
};
