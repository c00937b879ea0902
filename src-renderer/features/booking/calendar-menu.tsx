import { Button, Menu } from '@mantine/core';
import { CalendarArrowDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../../server/protocol/index.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { calendarFile, calendarFileName, type CalendarWords } from './calendar-file.ts';

/** The first letters alone: calendars are shared with people and services that need not know who is ill. */
const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `${word.charAt(0)}.`)
    .join(' ');

/** The visit as a calendar file, for the patient or for the doctor. */
export const CalendarMenu = ({
  appointment,
  clinic,
  patientWords,
  roomUrl,
}: {
  appointment: Appointment;
  clinic: string;
  /** In the patient's language; null until its texts are there. */
  patientWords: CalendarWords | null;
  /** Of the room in the doctor's app. */
  roomUrl: string;
}) => {
  const { t } = useTranslation('booking');
  const [failed, setFailed] = useState(false);

  const save = async (words: CalendarWords) => {
    setFailed(false);
    try {
      const text = await calendarFile(appointment, words);
      saveFile(calendarFileName(appointment.startsAt), 'text/calendar;charset=utf-8', text);
    } catch {
      setFailed(true);
    }
  };
  const ownWords = (): CalendarWords => ({
    title: t('panel.ownTitle', { initials: initialsOf(appointment.patientName) }),
    description: t('panel.ownText', { url: roomUrl }),
    location: clinic,
    url: roomUrl,
  });

  return (
    <>
      <Menu position="bottom-start" shadow="md" width={300} withinPortal={false}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<CalendarArrowDown size={18} strokeWidth={1.75} aria-hidden />}
          >
            {t('panel.calendar')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            disabled={patientWords === null}
            onClick={() => patientWords !== null && void save(patientWords)}
          >
            {t('panel.calendarFor', { name: appointment.patientName })}
          </Menu.Item>
          <Menu.Item onClick={() => void save(ownWords())}>{t('panel.calendarOwn')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {failed && <ErrorNotice>{t('panel.calendarFailed')}</ErrorNotice>}
    </>
  );
};
