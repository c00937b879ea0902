import { ActionIcon, Button, Text, TextInput } from '@mantine/core';
import { CopyPlus, Plus, Trash2 } from 'lucide-react';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import {
  INTERVALS_MAX,
  WEEKDAYS,
  type Interval,
  type OpeningHours,
  type Weekday,
} from '../../../server/protocol/index.ts';
import { useHoursFormat } from '../../i18n/format-hours.ts';
import classes from './clinic-settings.module.css';

/** What is wrong with a day, or with one of its intervals. */
export type DayProblem = { kind: 'missing' | 'order' | 'overlap'; index: number | null };

/** Monday to Friday: what most clinics have in common. */
const WORKDAYS = WEEKDAYS.slice(0, 5);

const FIRST: Interval = { from: '09:00', to: '17:00' };
const SECOND: Interval = { from: '', to: '' };

/** When the clinic is open, a row a day. */
export const OpeningHoursField = ({
  value,
  problems,
  onChange,
}: {
  value: OpeningHours;
  problems: Partial<Record<Weekday, DayProblem>>;
  onChange: (value: OpeningHours) => void;
}) => (
  <div className={classes.days}>
    {WEEKDAYS.map((day) => (
      <DayRow
        key={day}
        day={day}
        intervals={value[day]}
        problem={problems[day] ?? null}
        onChange={(intervals) => onChange({ ...value, [day]: intervals })}
        onCopy={() =>
          onChange({ ...value, ...Object.fromEntries(WORKDAYS.map((other) => [other, value[day]])) })
        }
      />
    ))}
  </div>
);

const DayRow = ({
  day,
  intervals,
  problem,
  onChange,
  onCopy,
}: {
  day: Weekday;
  intervals: readonly Interval[];
  problem: DayProblem | null;
  onChange: (intervals: Interval[]) => void;
  onCopy: () => void;
}) => {
  const { t } = useTranslation('clinicSettings');
  const format = useHoursFormat();
  const row = useRef<HTMLDivElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const nameId = useId();
  const problemId = useId();
  const name = format.weekday(day);

  const set = (index: number, change: Partial<Interval>) =>
    onChange(intervals.map((interval, at) => (at === index ? { ...interval, ...change } : interval)));

  const add = () => {
    onChange([...intervals, intervals.length === 0 ? FIRST : SECOND]);
    // The fields are there after the next drawing.
    requestAnimationFrame(() => {
      const inputs = row.current?.querySelectorAll<HTMLInputElement>('input[type="time"]');
      inputs?.[intervals.length * 2]?.focus();
    });
  };

  const remove = (index: number) => {
    onChange(intervals.filter((_, at) => at !== index));
    addButton.current?.focus();
  };

  const isWrong = (index: number) => problem !== null && (problem.index ?? index) === index;

  const time = (index: number, side: keyof Interval) => (
    <TextInput
      type="time"
      className={classes.time ?? ''}
      aria-label={t(`hours.${side}`, { day: name })}
      aria-invalid={isWrong(index)}
      aria-describedby={isWrong(index) ? problemId : undefined}
      error={isWrong(index)}
      value={intervals[index]?.[side] ?? ''}
      onChange={(event) => set(index, { [side]: event.currentTarget.value })}
    />
  );

  return (
    <div className={classes.day} role="group" aria-labelledby={nameId} ref={row}>
      <span className={classes.dayName} id={nameId}>
        {name}
      </span>
      <div className={classes.intervals}>
        {intervals.length === 0 && (
          <Text c="dimmed" size="sm" className={classes.closed ?? ''}>
            {t('hours.closed')}
          </Text>
        )}
        {intervals.map((_, index) => (
          // The intervals of a day have no names; their place is all that tells them apart.
          <div key={index} className={classes.interval}>
            {time(index, 'from')}
            <span aria-hidden>{t('hours.until')}</span>
            {time(index, 'to')}
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t('hours.remove', { day: name })}
              onClick={() => remove(index)}
            >
              <Trash2 size={18} strokeWidth={1.75} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        {problem !== null && (
          <Text size="sm" c="var(--mantine-color-error)" id={problemId}>
            {t(`hours.wrong.${problem.kind}`)}
          </Text>
        )}
      </div>
      <div className={classes.dayActions}>
        {intervals.length > 0 && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('hours.copy', { day: name })}
            title={t('hours.copy', { day: name })}
            onClick={onCopy}
          >
            <CopyPlus size={18} strokeWidth={1.75} aria-hidden />
          </ActionIcon>
        )}
        <Button
          ref={addButton}
          variant="subtle"
          size="compact-sm"
          aria-label={t('hours.addTo', { day: name })}
          disabled={intervals.length >= INTERVALS_MAX}
          leftSection={<Plus size={16} strokeWidth={1.75} aria-hidden />}
          onClick={add}
        >
          {t('hours.add')}
        </Button>
      </div>
    </div>
  );
};
