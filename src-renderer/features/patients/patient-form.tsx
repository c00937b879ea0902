import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  emailSchema,
  fullnameSchema,
  LANGUAGES,
  languageSchema,
  type Language,
  type PatientSummary,
} from '../../../server/protocol/index.ts';
import { LANGUAGE_NAMES } from '../../i18n/languages.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useSubmission } from '../../shell/use-submission.ts';
import { FieldsForm } from '../../ui/fields-form.tsx';
import { useFields } from '../../ui/use-fields.ts';

const BLOOD_GROUPS = ['A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-'] as const;
const PHONE_MAX_LENGTH = 32;

export type PatientInput = {
  fullname: string;
  /** Empty: none, like the others. */
  email: string;
  phone: string;
  dateOfBirth: string;
  bloodGroup: string;
  language: Language | null;
};

const today = (): string => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

/** What is written about a patient, new or known. */
export const PatientForm = ({
  patient,
  onSubmit,
}: {
  /** Null for a new one. */
  patient: PatientSummary | null;
  /** @throws ApiError */
  onSubmit: (input: PatientInput) => Promise<void>;
}) => {
  const { t } = useTranslation('patients');
  const fields = useFields({
    fullname: patient?.fullname ?? '',
    email: patient?.email ?? '',
    phone: patient?.phone ?? '',
    dateOfBirth: patient?.dateOfBirth ?? '',
    bloodGroup: patient?.bloodGroup ?? '',
    language: patient?.language ?? '',
  });
  const { values } = fields;
  const known = patient?.bloodGroup ?? '';
  // Another program may have written one that is not on the list.
  const bloodGroups = [...new Set([...BLOOD_GROUPS, ...(known === '' ? [] : [known])])];
  const isLocked = patient?.hasAccount === true;

  const submission = useSubmission(fields, { email_taken: 'email' });

  const submit = (form: HTMLFormElement) =>
    submission.submit(form, async () => {
      const { fullname, email, phone, dateOfBirth, bloodGroup } = values;
      const dateField = form.querySelector<HTMLInputElement>('input[type="date"]');
      const wrong = {
        ...(fullnameSchema.safeParse(fullname).success ? {} : { fullname: t('form.wrong.fullname') }),
        ...(email.trim() === '' || emailSchema.safeParse(email).success
          ? {}
          : { email: t('form.wrong.email') }),
        // A half-typed date is an empty value of a field that knows it is not.
        ...(dateOfBirth > today() || dateField?.validity.badInput === true
          ? { dateOfBirth: t('form.wrong.dateOfBirth') }
          : {}),
      };
      if (Object.keys(wrong).length > 0) {
        fields.fail(wrong);
        return;
      }
      const language = languageSchema.safeParse(values.language).data ?? null;
      await onSubmit({ fullname, email, phone, dateOfBirth, bloodGroup, language });
    });

  return (
    <FieldsForm onSubmit={submit}>
      <Stack gap="md">
        <TextInput label={t('form.name')} autoComplete="off" data-autofocus {...fields.input('fullname')} />
        <TextInput
          label={t('form.email')}
          description={isLocked ? t('form.emailLocked', { name: patient.fullname }) : t('form.emailHint')}
          type="email"
          inputMode="email"
          autoComplete="off"
          readOnly={isLocked}
          {...fields.input('email')}
        />
        <TextInput
          label={t('form.phone')}
          type="tel"
          inputMode="tel"
          autoComplete="off"
          maxLength={PHONE_MAX_LENGTH}
          {...fields.input('phone')}
        />
        <Group grow align="flex-start">
          <TextInput
            label={t('form.dateOfBirth')}
            type="date"
            max={today()}
            autoComplete="off"
            {...fields.input('dateOfBirth')}
          />
          <NativeSelect
            label={t('form.bloodGroup')}
            value={values.bloodGroup}
            onChange={(event) => fields.set('bloodGroup', event.currentTarget.value)}
            data={[
              { value: '', label: t('form.unknown') },
              ...bloodGroups.map((group) => ({ value: group, label: group })),
            ]}
          />
        </Group>
        <NativeSelect
          label={t('form.language')}
          description={t('form.languageHint')}
          value={values.language}
          onChange={(event) => fields.set('language', event.currentTarget.value)}
          data={[
            { value: '', label: t('form.unknown') },
            ...LANGUAGES.map((language) => ({ value: language, label: LANGUAGE_NAMES[language] })),
          ]}
        />
        {submission.problem !== null && <ErrorNotice code={submission.problem} />}
        <Group justify="flex-end">
          <Button type="submit" loading={fields.busy}>
            {t(patient === null ? 'form.create' : 'form.save')}
          </Button>
        </Group>
      </Stack>
    </FieldsForm>
  );
};
