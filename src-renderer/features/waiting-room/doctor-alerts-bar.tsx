import { Button, Menu } from '@mantine/core';
import { BellOff, BellRing, Check } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMatch } from 'react-router';
import { useStore } from 'zustand';
import { useFormat } from '../../i18n/format.ts';
import { useServices } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useRinger } from '../computer/use-ringer.ts';
import type { DoctorAlerts, RoomNews } from './doctor-alerts-store.ts';
import classes from './doctor-alerts-bar.module.css';

const ICON = { size: 18, strokeWidth: 1.75, 'aria-hidden': true } as const;
const MINUTE_MS = 60_000;
const NEWS_FOR_MS = 8_000;
/** How often a silence that is over is noticed. */
const LOOK_MS = 5_000;

type Permission = NotificationPermission | 'none';
const permissionNow = (): Permission => ('Notification' in window ? Notification.permission : 'none');

/** The last thing that happened, for a few seconds, and to screen readers. */
const useNews = (alerts: DoctorAlerts): RoomNews | null => {
  const { t } = useTranslation('rooms');
  const announce = useAnnounce();
  const [news, setNews] = useState<RoomNews | null>(null);
  useEffect(
    () =>
      alerts.onNews((happened) => {
        setNews(happened);
        announce(t(`alerts.news.${happened.kind}`, { name: happened.name }));
      }),
    [alerts, announce, t],
  );
  useEffect(() => {
    if (news === null) return;
    const timer = setTimeout(() => setNews(null), NEWS_FOR_MS);
    return () => clearTimeout(timer);
  }, [news]);
  return news;
};

/** Who has arrived and was not noticed yet, what else happened, and how long the sound stays off. */
export const DoctorAlertsBar = ({ alerts }: { alerts: DoctorAlerts }) => {
  const { t } = useTranslation(['rooms', 'common', 'computerAlerts']);
  const format = useFormat();
  const ringer = useRinger();
  const now = useNow(LOOK_MS);
  const { ringing, silence } = useStore(alerts.state);
  const { computer } = useServices();
  const [permission, setPermission] = useState(permissionNow);
  const news = useNews(alerts);
  const silent = silence === 'untilTurnedOn' || (silence !== null && silence > now);
  const first = ringing[0];
  const titled = useMatch('/rooms/*') !== null;
  const count = ringing.length;
  useEffect(() => {
    // The waiting rooms' page counts in its own title.
    if (!titled && count > 0) document.title = t('alerts.windowTitle', { count });
    return () => {
      if (!titled) document.title = t('common:appName');
    };
  }, [titled, count, t]);
  return (
    <section
      className={classes.bar}
      aria-label={t('alerts.label')}
      data-ringing={first !== undefined || undefined}
      data-idle={(first === undefined && news === null) || undefined}
    >
      <span className={classes.words}>
        {silent ? <BellOff {...ICON} /> : <BellRing {...ICON} />}
        <span>
          {first !== undefined
            ? t('alerts.ringing', { name: first.name, count: ringing.length - 1 })
            : news !== null
              ? t(`alerts.news.${news.kind}`, { name: news.name })
              : !silent
                ? ringer?.kind === 'gone'
                  ? t('computerAlerts:ringer.gone', { device: ringer.label })
                  : t('alerts.idle')
                : silence === 'untilTurnedOn'
                  ? t('alerts.silent')
                  : t('alerts.silentUntil', { time: format.time(silence) })}
        </span>
      </span>
      <span className={classes.actions}>
        {first !== undefined && (
          <Button
            size="xs"
            leftSection={<Check {...ICON} />}
            onClick={() => {
              for (const { roomId } of ringing) alerts.acknowledge(roomId);
            }}
          >
            {t(ringing.length === 1 ? 'alerts.acknowledge' : 'alerts.acknowledgeAll')}
          </Button>
        )}
        {silent ? (
          <Button size="xs" variant="default" onClick={() => alerts.silence(null)}>
            {t('alerts.soundOn')}
          </Button>
        ) : (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <Button size="xs" variant="default" leftSection={<BellOff {...ICON} />}>
                {t('alerts.silence')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => alerts.silence(Date.now() + 15 * MINUTE_MS)}>
                {t('alerts.for15')}
              </Menu.Item>
              <Menu.Item onClick={() => alerts.silence(Date.now() + 60 * MINUTE_MS)}>
                {t('alerts.for60')}
              </Menu.Item>
              <Menu.Item onClick={() => alerts.silence('untilTurnedOn')}>{t('alerts.forEver')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        {permission === 'default' && computer === null && (
          <Button
            size="xs"
            variant="default"
            onClick={() => void Notification.requestPermission().then(setPermission)}
          >
            {t('alerts.allowSystem')}
          </Button>
        )}
      </span>
    </section>
  );
};
