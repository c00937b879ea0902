import { Button, Popover } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import type { Dayjs } from 'dayjs';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText, parseDay } from './agenda-dates.ts';

/** Says which days are shown, and opens a calendar of the month to go to others. */
export const DateChoice = ({
  day,
  period,
  onChoose,
}: {
  day: Dayjs;
  /** The days that are shown, in words. */
  period: string;
  onChoose: (day: Dayjs) => void;
}) => {
  const { t } = useTranslation('agenda');
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus withinPortal shadow="md">
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          px="xs"
          rightSection={<ChevronDown size={18} strokeWidth={1.75} aria-hidden />}
          aria-label={t('go.date', { period })}
          onClick={() => setOpened((before) => !before)}
        >
          {period}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <DatePicker
          defaultDate={dayText(day)}
          value={dayText(day)}
          highlightToday
          hideOutsideDates
          // Which days are free differs from clinic to clinic.
          weekendDays={[]}
          // The month and the year above are named by what they show.
          ariaLabels={{
            nextMonth: t('picker.nextMonth'),
            previousMonth: t('picker.previousMonth'),
            nextYear: t('picker.nextYear'),
            previousYear: t('picker.previousYear'),
            nextDecade: t('picker.nextDecade'),
            previousDecade: t('picker.previousDecade'),
          }}
          onChange={(value) => {
            setOpened(false);
            if (value !== null) onChoose(parseDay(value, day));
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
};
