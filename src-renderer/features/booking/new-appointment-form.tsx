import { Button, Group, NativeSelect, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  emailSchema,
  fullnameSchema,
  languageSchema,
  VISIT_MINUTES,
  type Appointment,
  type Language,
  type PatientSummary,
} from '../../../server/protocol/index.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useSubmission } from '../../shell/use-submission.ts';
import { FieldsForm } from '../../ui/fields-form.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { useNow } from '../../ui/use-now.ts';
import classes from './booking.module.css';
import { ChosenPatient } from './chosen-patient.tsx';
import { useKnownPatients } from './known-patients.ts';
import { LanguageSelect, useInvitationLanguages } from './language-select.tsx';
import type { BookedPatient, CreatedAppointment, NewAppointment } from './new-appointment.ts';
import { PatientFacts } from './patient-facts.tsx';
import { PatientField } from './patient-field.tsx';
import { fieldMoment, followUpStart, judgeStart, localFieldValue } from './start-time.ts';

const REASON_MAX_LENGTH = 200;
const DURATIONS = [10, 15, 20, 30, 45, 60, 90, 120];

/** What is known before the form is filled in. */
export type BookingPreset = {
  patientId?: string | undefined;
  startsAt?: string | undefined;
  /** The visit that the appointment follows up, and with it the patient. */
  followUpOf?: Appointment | undefined;
};

/** The appointment, whom it was made for as far as the form knew, and the language to write in. */
export type Booked = CreatedAppointment & {
  /** As written; a patient who is known by the email keeps the own name. */
  writtenName: string | null;
  email: string | null;
  language: Language;
};

const firstStart = ({ startsAt, followUpOf }: BookingPreset): number => {
  if (startsAt !== undefined) return Date.parse(startsAt);
  return followUpOf === undefined ? Date.now() : followUpStart(followUpOf.startsAt, Date.now());
};

/** Asks for a patient, a time, and what belongs to them. */
export const NewAppointmentForm = ({
  preset,
  create,
  onCreated,
}: {
  preset: BookingPreset;
  create: (input: NewAppointment) => Promise<CreatedAppointment>;
  onCreated: (booked: Booked) => void;
}) => {
  const { t } = useTranslation(['rooms', 'booking', 'common']);
  const known = useKnownPatients();
  const { own } = useInvitationLanguages();
  const { followUpOf } = preset;
  const [chosenId, setChosenId] = useState(followUpOf?.patientId ?? preset.patientId ?? null);
  const [rechosen, setRechosen] = useState(false);
  /** Null until the doctor has chosen one: the patient's own, or that of the app. */
  const [wanted, setWanted] = useState<Language | null>(null);
  const [initialStart] = useState(() => localFieldValue(firstStart(preset)));
  const fields = useFields({
    patientName: '',
    patientEmail: '',
    startsAt: initialStart,
    reason: '',
    duration: String(followUpOf?.durationMinutes ?? VISIT_MINUTES.usual),
  });

  const patients = known.status === 'loaded' ? known.patients : [];
  const chosen: PatientSummary | null = patients.find(({ id }) => id === chosenId) ?? null;
  const chosenName = chosen?.fullname ?? followUpOf?.patientName ?? null;
  const awaited = chosenId !== null && chosenName === null && known.status === 'loading';
  const language = wanted ?? chosen?.language ?? own;
  const startsAt = fieldMoment(fields.values.startsAt);
  const now = useNow();
  const inPast = judgeStart(startsAt, now) === 'past';

  const choose = (id: string | null) => () => {
    setChosenId(id);
    setRechosen(true);
  };

  const bookedPatient = (): BookedPatient => {
    if (chosenId !== null && chosenName !== null) return { kind: 'known', id: chosenId };
    const { patientName, patientEmail } = fields.values;
    return {
      kind: 'new',
      fullname: patientName.trim(),
      email: patientEmail.trim().toLowerCase(),
      language,
    };
  };

  const wrongFields = (patient: BookedPatient) => {
    const judgement = judgeStart(startsAt, Date.now());
    const startProblem =
      judgement === 'missing'
        ? t('new.wrong.startsAt')
        : judgement === 'longPast' || judgement === 'farAhead'
          ? t(`booking:start.${judgement}`)
          : null;
    const nameOk = patient.kind === 'known' || fullnameSchema.safeParse(patient.fullname).success;
    const emailOk =
      patient.kind === 'known' || patient.email === '' || emailSchema.safeParse(patient.email).success;
    return {
      ...(nameOk ? {} : { patientName: t('new.wrong.patientName') }),
      ...(emailOk ? {} : { patientEmail: t('new.wrong.patientEmail') }),
      ...(startProblem === null ? {} : { startsAt: startProblem }),
    };
  };

  const submission = useSubmission(fields, { email_taken: 'patientEmail' });

  const submit = (form: HTMLFormElement) =>
    submission.submit(form, async () => {
      const patient = bookedPatient();
      const wrong = wrongFields(patient);
      if (startsAt === null || Object.keys(wrong).length > 0) {
        fields.fail(wrong);
        return;
      }
      const created = await create({
        patient,
        startsAt,
        durationMinutes: Number(fields.values.duration),
        reason: fields.values.reason,
        followUpOf: followUpOf?.id ?? null,
      });
      const isNew = patient.kind === 'new';
      onCreated({
        ...created,
        writtenName: isNew ? patient.fullname : null,
        email: isNew ? patient.email || null : (chosen?.email ?? null),
        language,
      });
    });

  return (
    <FieldsForm onSubmit={submit}>
      <Stack gap="md">
        {awaited ? (
          <Skeleton height={64} role="status" aria-label={t('common:loading')} />
        ) : chosenName !== null ? (
          <ChosenPatient name={chosenName} onChange={followUpOf === undefined ? choose(null) : null}>
            {chosen !== null && <PatientFacts patient={chosen} />}
          </ChosenPatient>
        ) : (
          <>
            <PatientField
              input={fields.input('patientName')}
              known={known}
              focused={rechosen}
              onChoose={({ id }) => choose(id)()}
            />
            <TextInput
              label={t('new.patientEmail')}
              description={t('new.patientEmailHint')}
              type="email"
              inputMode="email"
              autoComplete="off"
              {...fields.input('patientEmail')}
            />
          </>
        )}
        <div className={classes.pair}>
          <div>
            <TextInput label={t('new.startsAt')} type="datetime-local" {...fields.input('startsAt')} />
            <div role="status">
              {inPast && (
                <Text size="sm" mt={4} c="var(--app-warning)">
                  {t('booking:start.past')}
                </Text>
              )}
            </div>
          </div>
          <NativeSelect
            label={t('booking:duration')}
            value={fields.values.duration}
            onChange={(event) => fields.set('duration', event.currentTarget.value)}
            data={[...new Set([...DURATIONS, Number(fields.values.duration)])]
              .toSorted((first, second) => first - second)
              .map((count) => ({ value: String(count), label: t('booking:minutes', { count }) }))}
          />
        </div>
        <TextInput
          label={t('new.reason')}
          description={t('new.optional')}
          autoComplete="off"
          maxLength={REASON_MAX_LENGTH}
          {...fields.input('reason')}
        />
        <LanguageSelect
          label={t('booking:language')}
          value={language}
          onChange={(value) => setWanted(languageSchema.parse(value))}
        />
        {submission.problem !== null && <ErrorNotice code={submission.problem} />}
        <Group justify="flex-end">
          <Button type="submit" loading={fields.busy}>
            {t('new.create')}
          </Button>
        </Group>
      </Stack>
    </FieldsForm>
  );
};
