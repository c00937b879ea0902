import { Button, Group, Text, Title } from '@mantine/core';
import { ArrowLeft, CalendarPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import { useStore } from 'zustand';
import { isFinalStatus, type Appointment } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useStorage } from '../../services.tsx';
import { NewAppointmentDialog } from '../booking/new-appointment-dialog.tsx';
import { CallNotice } from '../consultation/call-notice.tsx';
import { useDoctorRoomsState } from '../waiting-room/doctor-workspace.tsx';
import { NotesEditor } from './notes-editor.tsx';
import { useNotes } from './use-notes.ts';
import classes from './visit-summary.module.css';

const Facts = ({ appointment }: { appointment: Appointment }) => {
  const { t } = useTranslation(['visitSummary', 'rooms']);
  const format = useFormat();
  const { startsAt, startedAt, endedAt, reason, status } = appointment;
  const call =
    startedAt === null
      ? t('noCall')
      : endedAt === null
        ? t('since', { from: format.time(startedAt) })
        : t('from', {
            from: format.time(startedAt),
            to: format.time(endedAt),
            duration: format.spokenDuration(Date.parse(endedAt) - Date.parse(startedAt)),
          });
  return (
    <dl className={classes.facts}>
      <dt>{t('when')}</dt>
      <dd title={format.exact(startsAt)}>{format.dayAndTime(startsAt)}</dd>
      <dt>{t('lasted')}</dt>
      <dd className="tabular">{call}</dd>
      {reason !== null && (
        <>
          <dt>{t('reason')}</dt>
          <dd>{reason}</dd>
        </>
      )}
      <dt>{t('status')}</dt>
      <dd>{t(`rooms:status.${status}`)}</dd>
    </dl>
  );
};

const FollowUps = ({
  visit,
  followUps,
  onMade,
}: {
  visit: Appointment;
  followUps: readonly Appointment[];
  onMade: () => void;
}) => {
  const { t } = useTranslation(['visitSummary', 'rooms']);
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  return (
    <section className={classes.card} aria-labelledby="follow-up">
      <h2 id="follow-up" className={classes.cardTitle}>
        {t('followUp.title')}
      </h2>
      {followUps.length === 0 ? (
        <Text c="dimmed">{t('followUp.none')}</Text>
      ) : (
        <ul className={classes.followUps}>
          {followUps.map(({ id, roomId, startsAt, status }) => (
            <li key={id}>
              <Link className={classes.link ?? ''} to={`/rooms/${roomId}`}>
                {t('followUp.made', {
                  when: format.dayAndTime(startsAt),
                  status: t(`rooms:status.${status}`),
                })}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Group>
        <Button
          variant="default"
          leftSection={<CalendarPlus size={18} strokeWidth={1.75} aria-hidden />}
          onClick={() => setOpened(true)}
        >
          {t('rooms:new.open')}
        </Button>
      </Group>
      <NewAppointmentDialog
        opened={opened}
        preset={{ followUpOf: visit }}
        onClose={(roomId) => {
          setOpened(false);
          if (roomId !== null) onMade();
        }}
      />
    </section>
  );
};

const VisitSummary = ({ appointmentId }: { appointmentId: string }) => {
  const { t } = useTranslation(['visitSummary', 'common']);
  const draft = useNotes(appointmentId);
  const { about: visit } = useStore(draft.state);
  const { appointments } = useDoctorRoomsState();
  // That of the workspace follows the server's events: the end of the call may come after this page.
  const appointment = appointments?.[appointmentId] ?? visit?.appointment ?? null;
  const { writable } = useStorage();

  useEffect(() => {
    document.title = `${t('windowTitle')} – ${t('common:appName')}`;
    return () => {
      document.title = t('common:appName');
    };
  }, [t]);

  return (
    <div className={classes.page}>
      <div className={classes.notice}>
        <CallNotice unstored={!writable && appointment !== null && !isFinalStatus(appointment.status)} />
      </div>
      <Group>
        <Button
          component={Link}
          to={appointment === null ? '/rooms' : `/rooms/${appointment.roomId}`}
          variant="subtle"
          leftSection={<ArrowLeft size={18} aria-hidden />}
        >
          {t('back')}
        </Button>
      </Group>
      <Title order={1} size="h2" className={classes.title ?? ''}>
        {appointment === null ? t('windowTitle') : t('title', { name: appointment.patientName })}
      </Title>
      {appointment !== null && <Facts appointment={appointment} />}
      <div className={classes.card}>
        <NotesEditor draft={draft} rows={10} />
      </div>
      {visit !== null && (
        <FollowUps visit={visit.appointment} followUps={visit.followUps} onMade={() => void draft.load()} />
      )}
    </div>
  );
};

/** `/visits/:appointmentId/summary`: what the doctor keeps of a visit, and what follows. */
export const VisitSummaryPage = () => {
  const { appointmentId } = useParams();
  return appointmentId === undefined ? (
    <Navigate to="/rooms" replace />
  ) : (
    <VisitSummary key={appointmentId} appointmentId={appointmentId} />
  );
};
