import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { Laptop, Smartphone } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountSession } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { focusIfLost } from '../../ui/focus-if-lost.ts';
import { Delayed } from '../../ui/delayed.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ProfileCard } from './profile-card.tsx';
import classes from './profile.module.css';
import type { Loaded } from './use-loaded.ts';

const useDeviceName = (): ((session: Pick<AccountSession, 'browser' | 'system'>) => string) => {
  const { t } = useTranslation('profile');
  return ({ browser, system }) => {
    if (browser !== null && system !== null) {
      return t('sessions.device.both', {
        browser: t(`sessions.browser.${browser}`),
        system: t(`sessions.system.${system}`),
      });
    }
    if (browser !== null) return t(`sessions.browser.${browser}`);
    return system === null ? t('sessions.device.unknown') : t(`sessions.system.${system}`);
  };
};

const SessionItem = ({
  session,
  now,
  onEnd,
}: {
  session: AccountSession;
  now: number;
  onEnd: (device: string) => void;
}) => {
  const { t } = useTranslation('profile');
  const format = useFormat();
  const device = useDeviceName()(session);
  const Icon = session.system === 'ios' || session.system === 'android' ? Smartphone : Laptop;
  return (
    <li className={classes.session}>
      <Icon className={classes.sessionIcon ?? ''} size={24} strokeWidth={1.5} aria-hidden />
      <div className={classes.sessionText}>
        <Text>{device}</Text>
        <Text c="dimmed" size="sm" title={format.exact(session.lastSeenAt)}>
          {session.current
            ? t('sessions.now')
            : t('sessions.lastUsed', { when: format.relative(session.lastSeenAt, now) })}
        </Text>
        <Text c="dimmed" size="sm" title={format.exact(session.createdAt)}>
          {t('sessions.since', { when: format.dayAndTime(session.createdAt, now) })}
        </Text>
        {session.byInvitation && (
          <Text c="dimmed" size="sm">
            {t('sessions.byInvitation')}
          </Text>
        )}
      </div>
      {session.current ? (
        <span className={classes.current}>{t('sessions.current')}</span>
      ) : (
        <Button
          variant="default"
          size="sm"
          aria-label={t('sessions.endNamed', { device })}
          onClick={() => onEnd(device)}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
};

/** What is about to be signed out: one device, or all but this. */
type Asked = { id: string; device: string } | 'others';

/** The devices that are signed in, each of which can be signed out. */
export const SessionList = ({ sessions }: { sessions: Loaded<AccountSession[]> }) => {
  const { t } = useTranslation(['profile', 'common']);
  const { rest } = useServices();
  const announce = useAnnounce();
  const now = useNow(60_000);
  const [opened, setOpened] = useState(false);
  // Stays while the dialog fades out.
  const [asked, setAsked] = useState<Asked>('others');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const { data, reload } = sessions;

  const ask = (what: Asked) => {
    setAsked(what);
    setProblem(null);
    setOpened(true);
  };

  const end = async () => {
    setBusy(true);
    try {
      if (asked === 'others') {
        const { data: done } = await rest.call('endOtherSessions');
        announce(t('sessions.endedOthers', { count: done.ended }));
      } else {
        await rest.call('endSession', { params: { sessionId: asked.id } });
        announce(t('sessions.ended'));
      }
      await reload();
      setOpened(false);
    } catch (error) {
      const code = codeOf(error);
      // It has ended in the meantime, which is what was wanted.
      if (code === 'not_found') {
        await reload();
        setOpened(false);
      } else setProblem(code);
    } finally {
      setBusy(false);
    }
  };

  return (
    <ProfileCard title={t('sessions.title')}>
      <Text c="dimmed" className={classes.text ?? ''}>
        {t('sessions.text')}
      </Text>
      {sessions.problem !== null && <ErrorNotice code={sessions.problem} onRetry={() => void reload()} />}
      {data === null && sessions.problem === null && (
        <Delayed>
          <Skeleton height={72} radius="md" role="status" aria-label={t('common:loading')} />
        </Delayed>
      )}
      {data !== null && (
        <ul ref={list} tabIndex={-1} className={classes.sessions} aria-label={t('sessions.title')}>
          {data.map((session) => (
            <SessionItem
              key={session.id}
              session={session}
              now={now}
              onEnd={(device) => ask({ id: session.id, device })}
            />
          ))}
        </ul>
      )}
      {data !== null && data.some(({ current }) => !current) && (
        <Group>
          <Button variant="default" onClick={() => ask('others')}>
            {t('sessions.endOthers')}
          </Button>
        </Group>
      )}
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        onExitTransitionEnd={() => focusIfLost(list.current)}
        title={t(asked === 'others' ? 'sessions.ask.othersTitle' : 'sessions.ask.title')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack gap="md">
          <Text>
            {asked === 'others'
              ? t('sessions.ask.othersText')
              : t('sessions.ask.text', { device: asked.device })}
          </Text>
          {problem !== null && <ErrorNotice code={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpened(false)}>
              {t('common:cancel')}
            </Button>
            <Button color="red" loading={busy} onClick={() => void end()}>
              {t('sessions.ask.confirm')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </ProfileCard>
  );
};
