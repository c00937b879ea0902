import { Button, CloseButton, Skeleton, Text } from '@mantine/core';
import { BellRing, CheckCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from 'zustand';
import type { Notification } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useFormat } from '../../i18n/format.ts';
import { useConnection, useServices, useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { NoticeItem } from './notice-item.tsx';
import { noticesOf } from './notices-store.ts';
import classes from './notifications.module.css';

/** Where each role sets sounds, quiet hours and mail. */
const SETTINGS = { doctor: '/settings/notifications', patient: '/profile' } as const;

/** What is under one day's heading, in the order of the list. */
const byDay = (
  list: readonly Notification[],
  dayOf: (at: string) => string,
): { day: string; notices: Notification[] }[] => {
  const days: { day: string; notices: Notification[] }[] = [];
  for (const notice of list) {
    const day = dayOf(notice.createdAt);
    const last = days.at(-1);
    if (last?.day === day) last.notices.push(notice);
    else days.push({ day, notices: [notice] });
  }
  return days;
};

/** Everything that somebody is notified of, by days. */
export const NoticesPanel = ({
  heading,
  onClose,
  withClose = false,
}: {
  /** Names the dialog in which it is. */
  heading: ReactNode;
  onClose: () => void;
  withClose?: boolean;
}) => {
  const { t } = useTranslation(['notices', 'common']);
  const format = useFormat();
  const notices = noticesOf(useServices());
  const { user } = useSignedIn();
  const { status } = useConnection();
  const { list, unread, next, problem, loadingMore } = useStore(notices.state);
  const [marking, setMarking] = useState(false);
  const [refused, setRefused] = useState<ApiErrorCode | null>(null);
  const isOnline = status === 'online';

  const readAll = async () => {
    setMarking(true);
    setRefused(null);
    await notices.read(null).catch((error: unknown) => setRefused(codeOf(error)));
    setMarking(false);
  };

  const open = (notice: Notification) => {
    // What is not heard of it is still marked as unread, and nothing else is lost.
    if (!notice.isRead) void notices.read([notice.id]).catch(() => undefined);
    onClose();
  };

  return (
    <div className={classes.panel}>
      <div className={classes.head}>
        {heading}
        {unread > 0 && isOnline && (
          <Button
            variant="subtle"
            size="compact-sm"
            loading={marking}
            leftSection={<CheckCheck size={16} strokeWidth={1.75} aria-hidden />}
            onClick={() => void readAll()}
          >
            {t('readAll')}
          </Button>
        )}
        {withClose && <CloseButton size="lg" aria-label={t('common:close')} onClick={onClose} />}
      </div>
      <div className={classes.scroll}>
        {!isOnline && <p className={classes.hint}>{t(list === null ? 'offlineEmpty' : 'offline')}</p>}
        {refused !== null && isOnline && (
          <div className={classes.notice}>
            <Text size="sm">{t('readAllFailed')}</Text>
            <ErrorNotice code={refused} />
          </div>
        )}
        {problem !== null && isOnline && (
          <div className={classes.notice}>
            <ErrorNotice
              code={problem}
              onRetry={() => void (next === null ? notices.reload() : notices.loadMore())}
            />
          </div>
        )}
        {list === null && problem === null && isOnline && (
          <Delayed>
            <div className={classes.skeletons} role="status" aria-label={t('common:loading')}>
              <Skeleton height={52} radius="md" />
              <Skeleton height={52} radius="md" />
              <Skeleton height={52} radius="md" />
            </div>
          </Delayed>
        )}
        {list?.length === 0 && (
          <div className={classes.empty}>
            <BellRing size={32} strokeWidth={1.5} aria-hidden />
            <p className={classes.title}>{t('empty')}</p>
            <p>{t(`emptyText.${user.role}`)}</p>
          </div>
        )}
        {byDay(list ?? [], (at) => format.day(at)).map(({ day, notices: ofDay }) => (
          <section key={day} aria-label={day}>
            <h3 className={classes.day}>{day}</h3>
            <ul className={classes.list}>
              {ofDay.map((notice) => (
                <li key={notice.id}>
                  <NoticeItem notice={notice} role={user.role} onOpen={open} />
                </li>
              ))}
            </ul>
          </section>
        ))}
        {next !== null && (
          <Button
            className={classes.older ?? ''}
            variant="subtle"
            loading={loadingMore}
            disabled={!isOnline}
            onClick={() => void notices.loadMore()}
          >
            {t('older')}
          </Button>
        )}
      </div>
      <div className={classes.foot}>
        <Link to={SETTINGS[user.role]} className={classes.link} onClick={onClose}>
          {t('settings')}
        </Link>
      </div>
    </div>
  );
};
