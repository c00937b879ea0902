import { Anchor, Badge, Button, Group, Title } from '@mantine/core';
import { NotebookPen } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../i18n/format.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { useNow } from '../../ui/use-now.ts';
import { DeviceCard } from './device-card.tsx';
import type { RoomRow } from './doctor-queue.ts';
import { isOpen, isStarted } from './doctor-rooms-store.ts';
import { RoomActions } from './room-actions.tsx';
import classes from './room-details.module.css';

/** Everything about one room: the appointment, who is in it, their devices, the invitation. */
export const RoomDetails = ({ row, action }: { row: RoomRow; action?: ReactNode }) => {
  const { t } = useTranslation(['rooms', 'visitSummary']);
  const format = useFormat();
  const clientNow = useNow();
  const narrow = useNarrow();
  const { appointment, view } = row;
  const now = clientNow + (view?.clockOffset ?? 0);
  const open = isOpen(appointment);
  // Who is in the consultation does not wait any more.
  const started = isStarted(appointment);
  // After the visit nobody waits any more, whoever lost the connection before.
  const patients = open ? (view?.room?.patients ?? []) : [];
  const patient = patients[0];
  const { invitation } = appointment;
  return (
    <section className={classes.details} aria-label={t('details.label')}>
      <Group justify="space-between" align="baseline" gap="xs">
        <Title className={classes.name ?? ''} order={narrow ? 1 : 2} size="h3">
          <Anchor
            component={Link}
            to={`/patients/${appointment.patientId}`}
            inherit
            c="inherit"
            underline="always"
          >
            {appointment.patientName}
          </Anchor>
        </Title>
        <Badge variant="outline" color="gray" tt="none" c="var(--mantine-color-text)" fw={500} size="lg">
          {t(`status.${appointment.status}`)}
        </Badge>
      </Group>

      <dl className={classes.facts}>
        <dt>{t('details.appointment')}</dt>
        <dd title={format.exact(appointment.startsAt)}>
          {format.dayAndTime(appointment.startsAt)}
          {open && ` (${format.relative(appointment.startsAt, now)})`}
        </dd>
        {appointment.reason !== null && (
          <>
            <dt>{t('details.reason')}</dt>
            <dd>{appointment.reason}</dd>
          </>
        )}
        {open && (
          <>
            <dt>{t('details.inRoom')}</dt>
            <dd>{t('details.patients', { count: patients.length })}</dd>
          </>
        )}
        {patient !== undefined && (
          <>
            <dt>{t('details.arrived')}</dt>
            <dd className="tabular" title={format.exact(patient.joinedAt)}>
              {started
                ? format.dayAndTime(patient.joinedAt)
                : t('details.arrivedText', {
                    time: format.dayAndTime(patient.joinedAt),
                    clock: format.clock(now - Date.parse(patient.joinedAt)),
                  })}
            </dd>
            <dt>{t('details.readiness')}</dt>
            <dd>
              {patient.connected
                ? t(patient.ready ? 'row.ready' : 'row.notReady')
                : t('details.away', {
                    relative: format.relative(patient.awaySince ?? patient.joinedAt, now),
                  })}
            </dd>
          </>
        )}
        {invitation != null && (
          <>
            <dt>{t('details.invitation')}</dt>
            <dd>
              {invitation.lastOpenedAt === null
                ? t('invitation.unopened')
                : t('invitation.opened', {
                    count: invitation.openings,
                    max: invitation.maxOpenings,
                    when: format.dayAndTime(invitation.lastOpenedAt),
                  })}
            </dd>
          </>
        )}
      </dl>

      {view?.problem != null && open && <ErrorNotice code={view.problem} />}
      {action}
      <RoomActions appointment={appointment} present={patient?.connected === true} />
      {(!open || appointment.startedAt !== null) && (
        <Group>
          <Button
            component={Link}
            to={`/visits/${appointment.id}/summary`}
            variant="default"
            leftSection={<NotebookPen size={18} strokeWidth={1.75} aria-hidden />}
          >
            {t('visitSummary:open')}
          </Button>
        </Group>
      )}
      {patient !== undefined && <DeviceCard patient={patient} />}
    </section>
  );
};
