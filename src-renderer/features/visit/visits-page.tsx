import { Anchor, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Appointment } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices } from '../../services.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { PatientShell } from '../../shell/patient-shell.tsx';

const OPEN: readonly Appointment['status'][] = ['scheduled', 'waiting', 'admitted', 'inCall'];

/** The open visits of a patient who signed in with a password and not by an invitation. */
export const VisitsPage = () => {
  const { t } = useTranslation('visit');
  const { rest, socket } = useServices();
  const format = useFormat();
  const [visits, setVisits] = useState<Appointment[] | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  const load = useCallback(async () => {
    try {
      const { data } = await rest.call('listAppointments');
      setVisits(data.appointments.filter(({ status }) => OPEN.includes(status)));
      setProblem(null);
    } catch (error) {
      setProblem(codeOf(error));
    }
  }, [rest]);

  useEffect(() => socket.onOnline(() => void load()), [socket, load]);
  useEffect(() => socket.on('appointment-updated', () => void load()), [socket, load]);

  return (
    <PatientShell>
      <Stack>
        <Group justify="space-between">
          <Title order={1} size="h2">
            {t('visits.title')}
          </Title>
          <Anchor component={Link} to="/profile" c="var(--app-accent)" py="xs">
            {t('visits.account')}
          </Anchor>
        </Group>
        {problem !== null && <ErrorNotice code={problem} onRetry={() => void load()} />}
        {visits?.length === 0 && <EmptyState title={t('visits.empty')} />}
        {visits?.map((visit) => (
          <Card key={visit.id} withBorder radius="lg">
            <Group justify="space-between">
              <div>
                <Text fw={600}>{t('visits.with', { doctor: visit.doctorName })}</Text>
                <Text c="dimmed">{format.dayAndTime(visit.startsAt)}</Text>
              </div>
              <Button component={Link} to={`/waiting-room/${visit.roomId}`}>
                {t('visits.enter')}
              </Button>
            </Group>
          </Card>
        ))}
      </Stack>
    </PatientShell>
  );
};
