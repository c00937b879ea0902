import { Text } from '@mantine/core';
import { MessageSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import type { RoomRow } from './doctor-queue.ts';
import classes from './appointment-list.module.css';

/** Appointments nobody waits for: in a consultation, later, or over. */
export const AppointmentList = ({
  title,
  rows,
  selectedRoomId,
  onSelect,
}: {
  title: string;
  rows: readonly RoomRow[];
  selectedRoomId: string | null;
  onSelect: (roomId: string) => void;
}) => {
  const { t } = useTranslation('rooms');
  const format = useFormat();
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      <ul className={classes.list}>
        {rows.map(({ appointment, unread }) => (
          <li key={appointment.id}>
            <button
              type="button"
              className={classes.item}
              aria-pressed={appointment.roomId === selectedRoomId}
              onClick={() => onSelect(appointment.roomId)}
            >
              <span className={`${classes.time ?? ''} tabular`} title={format.exact(appointment.startsAt)}>
                {format.dayAndTime(appointment.startsAt)}
              </span>
              <span className={classes.name} title={appointment.patientName}>
                {appointment.patientName}
              </span>
              {unread > 0 && (
                <span className={classes.unread}>
                  <MessageSquare size={14} strokeWidth={1.75} aria-hidden />
                  {t('row.unread', { count: unread })}
                </span>
              )}
              {appointment.status !== 'scheduled' && (
                <Text component="span" size="sm" c="dimmed">
                  {t(`status.${appointment.status}`)}
                </Text>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
