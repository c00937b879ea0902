import { Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { ArrowLeft, CalendarPlus, MessageSquare, UserX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ageOf } from './age.ts';
import { PatientAccount } from './patient-account.tsx';
import { PatientDetails } from './patient-details.tsx';
import classes from './patient-page.module.css';
import { PatientVisits } from './patient-visits.tsx';
import { usePatient } from './use-patient.ts';

const NOW_EVERY_MS = 60_000;

const BackLink = () => {
  const { t } = useTranslation('patients');
  return (
    <Link to="/patients" className={classes.back ?? ''}>
      <ArrowLeft size={16} strokeWidth={1.75} aria-hidden />
      {t('detail.back')}
    </Link>
  );
};

/** One patient: details, account and visits. */
export const PatientPage = () => {
  const { t } = useTranslation(['patients', 'common', 'messages']);
  const { patientId = '' } = useParams();
  const navigate = useNavigate();
  const { shown, problem, load, accept } = usePatient(patientId);
  const now = useNow(NOW_EVERY_MS);

  if (problem === 'forbidden' || problem === 'not_found') {
    return (
      <div className={classes.page}>
        <BackLink />
        <EmptyState icon={<UserX size={36} strokeWidth={1.5} />} order={1} title={t('detail.notYours')}>
          {t('detail.notYoursText')}
        </EmptyState>
      </div>
    );
  }
  if (shown === null) {
    return (
      <div className={classes.page}>
        <BackLink />
        {problem === null ? (
          <Delayed>
            <div role="status" aria-label={t('common:loading')} className={classes.skeletons}>
              <Skeleton height={36} width="40%" />
              <Skeleton height={180} radius="lg" />
              <Skeleton height={180} radius="lg" />
            </div>
          </Delayed>
        ) : (
          <ErrorNotice code={problem} onRetry={() => void load()} />
        )}
      </div>
    );
  }
  const { patient, visits } = shown;
  const age = patient.dateOfBirth === null ? null : ageOf(patient.dateOfBirth, now);
  const facts = [age === null ? null : t('detail.age', { count: age }), patient.bloodGroup];
  return (
    <div className={classes.page}>
      <BackLink />
      <Group justify="space-between" align="flex-start">
        <div className={classes.heading}>
          <Title order={1} size="h2">
            {patient.fullname}
          </Title>
          <Group gap="md" component="span">
            {facts.map(
              (fact, index) =>
                fact !== null && (
                  <Text key={index} c="dimmed">
                    {fact}
                  </Text>
                ),
            )}
          </Group>
        </div>
        <Group gap="sm">
          {patient.hasAccount && (
            <Button
              component={Link}
              to={`/messages/${patient.id}`}
              variant="default"
              leftSection={<MessageSquare size={18} strokeWidth={1.75} aria-hidden />}
            >
              {t('messages:write')}
            </Button>
          )}
          <Button
            leftSection={<CalendarPlus size={18} strokeWidth={1.75} aria-hidden />}
            onClick={() => void navigate('/rooms', { state: { newAppointmentFor: patient.id } })}
          >
            {t('detail.newAppointment')}
          </Button>
        </Group>
      </Group>
      {problem !== null && <ErrorNotice code={problem} onRetry={() => void load()} />}
      <div className={classes.columns}>
        <PatientDetails patient={patient} onSaved={accept} />
        <PatientAccount
          key={`${patient.id} ${patient.email ?? ''}`}
          patient={patient}
          onSaved={accept}
          onLinkMade={() => void load()}
        />
      </div>
      <PatientVisits visits={visits} now={now} />
    </div>
  );
};
