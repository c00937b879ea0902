import { CalendarX, CircleCheck, Clock, Armchair, UserX, Video, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AppointmentStatus } from '../../../server/protocol/index.ts';
import classes from './visit-status.module.css';

const ICONS: Record<AppointmentStatus, LucideIcon> = {
  scheduled: Clock,
  waiting: Armchair,
  admitted: Video,
  inCall: Video,
  ended: CircleCheck,
  cancelled: CalendarX,
  missed: UserX,
};

/** How an appointment stands, by icon and word. */
export const VisitStatus = ({ status }: { status: AppointmentStatus }) => {
  const { t } = useTranslation('rooms');
  const Icon = ICONS[status];
  return (
    <span className={classes.status} data-status={status}>
      <Icon size={15} strokeWidth={1.75} aria-hidden />
      <span className={classes.word}>{t(`status.${status}`)}</span>
    </span>
  );
};
