import { CalendarClock } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { useNow } from '../../ui/use-now.ts';
import classes from './patient-moved.module.css';

const LOOK_MS = 30_000;
/** Who comes so early need not go away again. */
const SOON_MS = 15 * 60_000;

/** The clinic has moved the visit: from when to when, and what to do now. */
export const PatientMoved = ({ appointment }: { appointment: Appointment }) => {
  const { t } = useTranslation('patient');
  const format = useFormat();
  const announce = useAnnounce();
  const now = useNow(LOOK_MS);
  const { movedFrom, startsAt } = appointment;
  const isSoon = Date.parse(startsAt) - now < SOON_MS;
  const text =
    movedFrom == null
      ? null
      : t('moved.text', { before: format.dayAndTime(movedFrom), time: format.dayAndTime(startsAt) });
  const advice = t(isSoon ? 'moved.soon' : 'moved.later');

  // Said when it happens; whoever comes later reads it.
  const known = useRef(startsAt);
  useEffect(() => {
    if (known.current === startsAt) return;
    known.current = startsAt;
    if (text !== null) announce(`${text} ${advice}`, 'assertive');
  }, [startsAt, text, advice, announce]);

  if (text === null) return null;
  return (
    <div className={classes.moved} role="note">
      <CalendarClock className={classes.icon ?? ''} size={24} strokeWidth={1.75} aria-hidden />
      <p className={classes.text}>
        <strong>{text}</strong> {advice}
      </p>
    </div>
  );
};
