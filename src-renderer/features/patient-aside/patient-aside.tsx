import { Anchor, Skeleton, Text } from '@mantine/core';
import { Mail, Phone, SquareArrowOutUpRight } from 'lucide-react';
import { useEffect, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from 'zustand';
import type { PatientSummary } from '../../../server/protocol/index.ts';
import { LANGUAGE_NAMES } from '../../i18n/languages.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useLoaded } from '../../shell/use-loaded.ts';
import { Delayed } from '../../ui/delayed.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ageOf } from '../patients/age.ts';
import { usePatient } from '../patients/use-patient.ts';
import { NotesEditor } from '../visit-summary/notes-editor.tsx';
import { useDraft } from '../visit-summary/use-notes.ts';
import { DeviceCard } from '../waiting-room/device-card.tsx';
import { AsideEmergencies } from './aside-emergencies.tsx';
import { AsideVisits } from './aside-visits.tsx';
import classes from './patient-aside.module.css';

const NOW_EVERY_MS = 60_000;

const Contact = ({ patient: { phone, email } }: { patient: PatientSummary }) => {
  const { t } = useTranslation('patientAside');
  const ways: readonly { Icon: typeof Phone; value: string | null; href: string; name: string }[] = [
    {
      Icon: Phone,
      value: phone,
      // What else a person writes beside the digits, no phone dials.
      href: `tel:${(phone ?? '').replace(/[^\d+]/g, '')}`,
      name: t('phone', { phone }),
    },
    { Icon: Mail, value: email, href: `mailto:${email ?? ''}`, name: t('email', { email }) },
  ];
  if (phone === null && email === null) return <Text c="dimmed">{t('noContact')}</Text>;
  return (
    <ul className={classes.ways}>
      {ways.map(
        ({ Icon, value, href, name }) =>
          value !== null && (
            <li key={href}>
              <Anchor href={href} c="var(--app-accent)" className={classes.way ?? ''} aria-label={name}>
                <Icon size={16} strokeWidth={1.75} aria-hidden />
                {value}
              </Anchor>
            </li>
          ),
      )}
    </ul>
  );
};

/** The last device test, and the doctor's notes; both come with one answer. */
const Kept = ({ patient }: { patient: PatientSummary }) => {
  const { t } = useTranslation(['patientAside', 'rooms']);
  const format = useFormat();
  const { visitNotes, socket } = useServices();
  const draft = useMemo(() => visitNotes.openOfPatient(patient.id), [visitNotes, patient.id]);
  useDraft(draft);
  useLoaded(draft.load);
  useEffect(() => {
    const follow = ({ patientId }: { patientId: string }) => {
      if (patientId === patient.id) void draft.load();
    };
    const ends = [
      socket.on('emergency:alert', follow),
      socket.on('emergency:acknowledged', follow),
      socket.on('emergency:resolved', follow),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [socket, draft, patient.id]);
  const { about } = useStore(draft.state);
  const report = about?.deviceReport;
  const name = patient.fullname;
  return (
    <>
      <AsideEmergencies patientId={patient.id} emergencies={about?.emergencies ?? []} />
      <NotesEditor draft={draft} rows={6} label={t('notes', { name })} hint={t('notesHint', { name })} />
      {report != null ? (
        <div>
          <DeviceCard patient={{ deviceTestCompleted: true, deviceTestResults: report.results }} />
          <p className={classes.hint} title={format.exact(report.testedAt)}>
            {t('tested', { when: format.dayAndTime(report.testedAt) })}
          </p>
        </div>
      ) : (
        about !== null && (
          <section aria-label={t('devicesTitle')}>
            <h3 className={classes.title}>{t('devicesTitle')}</h3>
            <Text c="dimmed">{t('untested')}</Text>
          </section>
        )
      )}
    </>
  );
};

/** What a doctor needs to know of whoever writes: who it is, appointments, devices, and the own notes. */
export const PatientAside = ({ patientId, heading }: { patientId: string; heading?: ReactNode }) => {
  const { t } = useTranslation(['patientAside', 'patients', 'common']);
  const { shown, problem, load } = usePatient(patientId);
  const now = useNow(NOW_EVERY_MS);

  if (problem === 'forbidden' || problem === 'not_found') {
    return <Text c="dimmed">{t('notYours')}</Text>;
  }
  if (shown === null) {
    return problem === null ? (
      <Delayed>
        <div role="status" aria-label={t('common:loading')} className={classes.skeletons}>
          <Skeleton height={24} width="70%" />
          <Skeleton height={72} radius="md" />
          <Skeleton height={96} radius="md" />
          <Skeleton height={140} radius="md" />
        </div>
      </Delayed>
    ) : (
      <ErrorNotice code={problem} onRetry={() => void load()} />
    );
  }
  const { patient, visits } = shown;
  const { dateOfBirth, bloodGroup, language } = patient;
  const facts = [
    dateOfBirth === null ? null : t('patients:detail.age', { count: ageOf(dateOfBirth, now) }),
    bloodGroup === null ? null : t('bloodGroup', { group: bloodGroup }),
    language === null ? null : LANGUAGE_NAMES[language],
  ].filter((fact) => fact !== null);
  return (
    <div className={classes.aside}>
      <div>
        {heading}
        <p className={classes.facts}>
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
          {dateOfBirth === null && bloodGroup === null && <span>{t('nothingKnown')}</span>}
        </p>
        <Anchor
          component={Link}
          to={`/patients/${patientId}`}
          c="var(--app-accent)"
          className={classes.way ?? ''}
        >
          <SquareArrowOutUpRight size={16} strokeWidth={1.75} aria-hidden />
          {t('page')}
        </Anchor>
      </div>
      {problem !== null && <ErrorNotice code={problem} onRetry={() => void load()} />}
      <section aria-label={t('contact')}>
        <h3 className={classes.title}>{t('contact')}</h3>
        <Contact patient={patient} />
      </section>
      <AsideVisits patient={patient} visits={visits} now={now} onMade={() => void load()} />
      <Kept key={patientId} patient={patient} />
    </div>
  );
};
