import { Button } from '@mantine/core';
import { Check, CircleCheck, Eye, MessageSquare, Siren, VolumeX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useStore } from 'zustand';
import type { EmergencyAlert } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices, useSignedIn } from '../../services.tsx';
import { messagesPath } from '../messages/messages-path.ts';
import type { DoctorAlerts } from '../waiting-room/doctor-alerts-store.ts';
import type { EmergencyAlarm } from './emergency-alarm.ts';
import classes from './emergency-banner.module.css';
import type { EmergencyPlace } from './emergency-context.ts';
import { EmergencyWords } from './emergency-words.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import { useIsRelated } from './use-is-related.ts';

const ICON = { size: 18, strokeWidth: 1.75, 'aria-hidden': true } as const;

const useActions = (id: string) => {
  const { emergencies } = useServices();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const acknowledge = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await emergencies.acknowledge(id);
    } catch (error) {
      setProblem(codeOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problem, acknowledge };
};

const Item = ({ alert, place }: { alert: EmergencyAlert; place: EmergencyPlace }) => {
  const { t } = useTranslation('emergencyAlerts');
  const { user } = useSignedIn();
  const format = useFormat();
  const errorText = useErrorText();
  const { isBusy, problem, acknowledge } = useActions(alert.id);
  const [isResolving, setResolving] = useState(false);
  const isRelated = useIsRelated(alert.patientId);
  const isOpen = useLocation().pathname === messagesPath('doctor', alert.patientId);
  const { patientId, patientName: name, doctor, raisedAt, count, escalated } = alert;
  const { acknowledgedAt, acknowledgedBy } = alert;
  const isSeen = acknowledgedAt !== null;
  const facts = [
    t('since', { time: format.dayAndTime(raisedAt) }),
    ...(doctor.id === user.id ? [] : [t('to', { doctor: doctor.fullname })]),
    ...(count > 1 ? [t('times', { count })] : []),
  ];
  return (
    <li className={classes.item} data-seen={isSeen || undefined}>
      <Siren size={24} strokeWidth={1.75} aria-hidden />
      <div className={classes.text}>
        <p className={classes.title}>
          {t('needsHelp', { name })} <span className={classes.facts}>{facts.join(' · ')}</span>
        </p>
        <EmergencyWords alert={alert} />
        {isSeen ? (
          <p className={classes.hint}>
            <Eye size={16} strokeWidth={2} aria-hidden />
            {acknowledgedBy?.id === user.id
              ? t('seenByYou', { time: format.time(acknowledgedAt) })
              : t('seen', { doctor: acknowledgedBy?.fullname ?? '', time: format.time(acknowledgedAt) })}
          </p>
        ) : (
          escalated && <p className={classes.escalated}>{t('escalated')}</p>
        )}
        {problem !== null && (
          <p role="alert" className={classes.escalated}>
            {problem === 'conflict' ? t('another') : errorText(problem)}
          </p>
        )}
      </div>
      <div className={classes.actions}>
        {!isSeen && (
          <Button
            size="sm"
            variant="white"
            color="red"
            className={classes.button ?? ''}
            c="#a51d1d"
            loading={isBusy}
            leftSection={<Check {...ICON} />}
            title={t('acknowledgeHint')}
            onClick={() => void acknowledge()}
          >
            {t('acknowledge')}
          </Button>
        )}
        {isRelated && place === 'page' && !isOpen && (
          <Button
            component={Link}
            to={messagesPath('doctor', patientId)}
            size="sm"
            variant="outline"
            className={`${classes.button} ${classes.quiet}`}
            leftSection={<MessageSquare {...ICON} />}
          >
            {t('open')}
          </Button>
        )}
        <Button
          size="sm"
          variant="outline"
          className={`${classes.button} ${classes.quiet}`}
          leftSection={<CircleCheck {...ICON} />}
          onClick={() => setResolving(true)}
        >
          {t('resolve')}
        </Button>
      </div>
      <ResolveDialog alert={alert} opened={isResolving} onClose={() => setResolving(false)} />
    </li>
  );
};

/** All emergencies that are open, for a doctor on whatever page: who needs help, who has seen it, what can be done. */
export const EmergencyBanner = ({
  open,
  place,
  alarm,
  alerts,
}: {
  open: readonly EmergencyAlert[];
  place: EmergencyPlace;
  alarm: EmergencyAlarm;
  alerts: DoctorAlerts;
}) => {
  const { t } = useTranslation('emergencyAlerts');
  const { conversations } = useServices();
  // Whether there is a conversation to open.
  useEffect(() => conversations.follow(), [conversations]);
  const isBlocked = useStore(alarm.state, (state) => state.isBlocked);
  const silence = useStore(alerts.state, (state) => state.silence);
  const isRinging = open.some(({ acknowledgedAt }) => acknowledgedAt === null);
  return (
    <section className={classes.banner} aria-label={t('label')} data-place={place} data-urgent>
      {isRinging && isBlocked && (
        <div className={classes.sound} role="status">
          <VolumeX {...ICON} />
          <span>{t('blocked')}</span>
          <Button size="xs" variant="default" className={classes.soundOn ?? ''} onClick={alarm.sound}>
            {t('soundOn')}
          </Button>
        </div>
      )}
      {isRinging && !isBlocked && silence !== null && (
        <div className={classes.sound}>
          <VolumeX {...ICON} />
          <span>{t('silenced')}</span>
          <Button
            size="xs"
            variant="default"
            className={classes.soundOn ?? ''}
            onClick={() => alerts.silence(null)}
          >
            {t('soundOn')}
          </Button>
        </div>
      )}
      <ul className={classes.list}>
        {open.map((alert) => (
          <Item key={alert.id} alert={alert} place={place} />
        ))}
      </ul>
    </section>
  );
};
