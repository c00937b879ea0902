import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import dayjs from 'dayjs';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { durationMinutesSchema, VISIT_MINUTES, type Appointment } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { dayText, rangeOf, type Range } from './agenda-dates.ts';
import { visitsDuring } from './agenda-visits.ts';

const MINUTE_MS = 60_000;
const TIME = /^\d{2}:\d{2}/;

/** The moment that a date and a time of the clock mean here, or null if they mean none. */
const momentOf = (date: string, time: string): number | null => {
  const at = dayjs(`${date}T${time}`);
  return date !== '' && TIME.test(time) && at.isValid() ? at.valueOf() : null;
};

/** Another day, time or length for an appointment. What is taken already is said, not forbidden. */
export const MoveForm = ({
  visit,
  known,
  onLookAt,
  onMove,
  onKeep,
}: {
  visit: Appointment;
  /** What is known of the doctor's other appointments. */
  known: Iterable<Appointment>;
  /** The appointments of this time should be known. */
  onLookAt: (range: Range) => void;
  onMove: (changes: { startsAt: string; durationMinutes: number }) => Promise<void>;
  onKeep: () => void;
}) => {
  const { t } = useTranslation('agenda');
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const start = dayjs(visit.startsAt);
  const fields = useFields({
    date: dayText(start),
    time: start.format('HH:mm'),
    duration: String(visit.durationMinutes),
  });
  const { date, time } = fields.values;
  const duration = durationMinutesSchema.safeParse(Number(fields.values.duration));
  const startsAt = momentOf(date, time);

  useEffect(() => {
    const day = dayjs(date);
    if (day.isValid()) onLookAt(rangeOf([day.startOf('day')]));
  }, [date, onLookAt]);

  const others =
    startsAt === null || !duration.success
      ? []
      : visitsDuring(known, { from: startsAt, to: startsAt + duration.data * MINUTE_MS }, visit.id);

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setProblem(null);
      if (startsAt === null || !duration.success) {
        fields.fail({
          ...(date === '' ? { date: t('move.wrong.date') } : {}),
          ...(date !== '' && startsAt === null ? { time: t('move.wrong.time') } : {}),
          ...(duration.success ? {} : { duration: t('move.wrong.duration', VISIT_MINUTES) }),
        });
        return;
      }
      try {
        await onMove({ startsAt: new Date(startsAt).toISOString(), durationMinutes: duration.data });
      } catch (error) {
        setProblem(codeOf(error));
      }
    });

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <Stack gap="md">
        <TextInput label={t('move.date')} type="date" data-autofocus {...fields.input('date')} />
        <Group grow align="flex-start">
          <TextInput label={t('move.time')} type="time" {...fields.input('time')} />
          <TextInput
            label={t('move.duration')}
            type="number"
            inputMode="numeric"
            min={VISIT_MINUTES.least}
            max={VISIT_MINUTES.most}
            step={5}
            {...fields.input('duration')}
          />
        </Group>
        <div role="status">
          {others.length > 0 && (
            <Alert variant="light" color="orange" c="var(--mantine-color-text)">
              {t('move.occupied', { names: others.map(({ patientName }) => patientName) })}
            </Alert>
          )}
        </div>
        <Text c="dimmed" size="sm">
          {t('move.told', { name: visit.patientName })}
        </Text>
        {problem !== null && <ErrorNotice code={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onKeep}>
            {t('move.keep')}
          </Button>
          <Button type="submit" loading={fields.busy}>
            {t('move.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
