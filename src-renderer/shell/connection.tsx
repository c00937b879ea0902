import { RefreshCw, WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHostedFailure, useOwnClinic } from '../features/help-code/use-hosted-failure.ts';
import { useReportFailure } from '../features/help-code/use-report-failure.ts';
import { useConnection } from '../services.tsx';
import { useAnnounce } from '../ui/announcer.tsx';
import classes from './connection.module.css';

/** A lost connection that is back sooner than this needs no bar. */
const BAR_AFTER_MS = 1_500;

const TEXTS = {
  doctor: { lost: 'connection.doctorOffline', restarting: 'connection.doctorRestarting' },
  patient: { lost: 'connection.patientOffline', restarting: 'connection.patientRestarting' },
  /** A patient who writes between visits, without a place anywhere. */
  writer: { lost: 'connection.writerOffline', restarting: 'connection.writerRestarting' },
} as const;

/** "● Connected" or "○ Reconnecting…". */
export const ConnectionStatus = () => {
  const { t } = useTranslation();
  const { status } = useConnection();
  const word = t(
    status === 'online'
      ? 'connection.online'
      : status === 'offline'
        ? 'connection.reconnecting'
        : 'connection.connecting',
  );
  return (
    <span className={classes.status} data-online={status === 'online' || undefined}>
      <span className={classes.dot} aria-hidden />
      {word}
    </span>
  );
};

/** While the connection is lost: a thin bar that says what still works. */
export const ConnectionBar = ({ audience }: { audience: keyof typeof TEXTS }) => {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const { status, restarting } = useConnection();
  const online = status === 'online';
  const [shown, setShown] = useState(false);

  useEffect(() => {
    if (online === !shown) return;
    const timer = setTimeout(
      () => {
        setShown(!online);
        announce(
          t(online ? 'connection.restored' : restarting ? 'connection.restarting' : 'connection.lost'),
        );
      },
      online ? 0 : BAR_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [online, restarting, shown, announce, t]);

  const hosted = useHostedFailure();
  const isStopped = useOwnClinic()?.status === 'stopped';
  useReportFailure(online || !shown ? null : (hosted ?? (restarting ? 'server-restarting' : 'offline')));

  if (online || !shown) return null;
  const Icon = restarting && !isStopped ? RefreshCw : WifiOff;
  return (
    <div className={classes.bar}>
      <Icon size={18} strokeWidth={1.75} aria-hidden />
      {t(isStopped ? 'connection.hostedStopped' : TEXTS[audience][restarting ? 'restarting' : 'lost'])}
    </div>
  );
};
