import { ActionIcon, Button, Group, SegmentedControl } from '@mantine/core';
import type { Dayjs } from 'dayjs';
import { CalendarPlus, ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AgendaView } from './agenda-dates.ts';
import { DateChoice } from './date-choice.tsx';
import classes from './appointments-page.module.css';

const ICON = { size: 18, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** Which days are shown, the way to others, and the way to a new appointment. */
export const AgendaToolbar = ({
  view,
  day,
  period,
  counts,
  onView,
  onDay,
  onToday,
  onNew,
}: {
  view: AgendaView;
  day: Dayjs;
  period: string;
  /** How much there is, in words. */
  counts: string;
  onView: (view: AgendaView) => void;
  onDay: (day: Dayjs) => void;
  onToday: () => void;
  onNew: () => void;
}) => {
  const { t } = useTranslation('agenda');
  return (
    <header className={classes.head}>
      <div className={classes.titles}>
        <h1 className={classes.title}>{t('title')}</h1>
        <span className={classes.counts} role="status">
          {counts}
        </span>
      </div>
      <Group gap="xs" className={classes.period ?? ''}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t(view === 'day' ? 'go.previousDay' : 'go.previousWeek')}
          onClick={() => onDay(day.subtract(1, view))}
        >
          <ChevronLeft {...ICON} />
        </ActionIcon>
        <Button variant="default" px="sm" onClick={onToday}>
          {t('go.today')}
        </Button>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t(view === 'day' ? 'go.nextDay' : 'go.nextWeek')}
          onClick={() => onDay(day.add(1, view))}
        >
          <ChevronRight {...ICON} />
        </ActionIcon>
        <DateChoice day={day} period={period} onChoose={onDay} />
      </Group>
      <Group gap="xs" className={classes.tools ?? ''}>
        <SegmentedControl
          aria-label={t('view.label')}
          value={view}
          onChange={(value) => onView(value === 'day' ? 'day' : 'week')}
          data={[
            { value: 'day', label: t('view.day') },
            { value: 'week', label: t('view.week') },
          ]}
        />
        <Button variant="default" leftSection={<CalendarPlus {...ICON} />} onClick={onNew}>
          {t('newAppointment')}
        </Button>
      </Group>
    </header>
  );
};
