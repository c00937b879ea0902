import { Button, Group } from '@mantine/core';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientSummary } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { LANGUAGE_NAMES } from '../../i18n/languages.ts';
import { EditPatientDialog } from './edit-patient-dialog.tsx';
import classes from './patient-page.module.css';

/** How a patient is reached and what is known, with the way to change it. */
export const PatientDetails = ({
  patient,
  onSaved,
}: {
  patient: PatientSummary;
  onSaved: (patient: PatientSummary) => void;
}) => {
  const { t } = useTranslation('patients');
  const format = useFormat();
  const [editing, setEditing] = useState(false);
  const facts = [
    ['detail.email', patient.email],
    ['form.phone', patient.phone],
    ['form.dateOfBirth', patient.dateOfBirth && format.calendarDate(patient.dateOfBirth)],
    ['form.bloodGroup', patient.bloodGroup],
    ['form.language', patient.language && LANGUAGE_NAMES[patient.language]],
  ] as const;
  return (
    <section className={classes.card} aria-label={t('detail.details')}>
      <Group justify="space-between">
        <h2 className={classes.title}>{t('detail.details')}</h2>
        <Button
          variant="default"
          size="xs"
          leftSection={<Pencil size={16} strokeWidth={1.75} aria-hidden />}
          onClick={() => setEditing(true)}
        >
          {t('detail.edit')}
        </Button>
      </Group>
      <dl className={classes.facts}>
        {facts.map(([key, value]) => (
          <div key={key} className={classes.fact}>
            <dt>{t(key)}</dt>
            <dd data-none={value === null}>{value ?? t('detail.unknown')}</dd>
          </div>
        ))}
      </dl>
      <EditPatientDialog
        patient={patient}
        opened={editing}
        onClose={() => setEditing(false)}
        onSaved={onSaved}
      />
    </section>
  );
};
