import { Anchor, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { CalendarHeart, LogOut } from 'lucide-react';
import { useCallback, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isFinalStatus, type Appointment } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices, useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { PatientShell } from '../../shell/patient-shell.tsx';
import { useLoaded } from '../../shell/use-loaded.ts';
import { Delayed } from '../../ui/delayed.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useNow } from '../../ui/use-now.ts';
import { EmergencyButton, EmergencyCard } from '../emergencies/emergency-spot.tsx';
import { UnreadBadge } from '../messages/unread-badge.tsx';
import { SignOutDialog } from '../sign-out/sign-out-dialog.tsx';
import classes from './visits-page.module.css';

const DAY_MS = 24 * 3_600_000;
const PAST_SHOWN = 10;
const NOW_EVERY_MS = 30_000;

/** A planned visit that nobody came to is over after a day, whether or not the clinic closed it. */
const isPast = ({ status, startsAt }: Appointment, now: number): boolean =>
  isFinalStatus(status) || (status === 'scheduled' && Date.parse(startsAt) < now - DAY_MS);

/** Who is called comes first, then who has a place, then by time. */
const urgency = ({ status }: Appointment): number =>
  status === 'inCall' || status === 'admitted' ? 0 : status === 'waiting' ? 1 : 2;

const isCalled = (visit: Appointment): boolean => urgency(visit) === 0;

const NextVisit = ({ visit, now }: { visit: Appointment; now: number }) => {
  const { t } = useTranslation('visit');
  const format = useFormat();
  const titleId = useId();
  const state = isCalled(visit) ? 'called' : visit.status === 'waiting' ? 'waiting' : null;
  return (
    <section className={classes.next} aria-labelledby={titleId}>
      <h2 className={classes.label} id={titleId}>
        {t('visits.next')}
      </h2>
      <p className={classes.when}>{format.dayAndTime(visit.startsAt, now)}</p>
      <Text>{t('visits.with', { doctor: visit.doctorName })}</Text>
      <Text c="dimmed">{state === null ? format.relative(visit.startsAt, now) : t(`visits.${state}`)}</Text>
      <Button component={Link} to={`/waiting-room/${visit.roomId}`} className={classes.enter ?? ''}>
        {t(isCalled(visit) ? 'visits.join' : 'visits.enter')}
      </Button>
    </section>
  );
};

const VisitList = ({ title, visits }: { title: string; visits: readonly Appointment[] }) => {
  const { t } = useTranslation('visit');
  const format = useFormat();
  const titleId = useId();
  return (
    <section aria-labelledby={titleId}>
      <h2 className={classes.label} id={titleId}>
        {title}
      </h2>
      <ul className={classes.list}>
        {visits.map((visit) => {
          const { status } = visit;
          const isOver = status === 'ended' || status === 'cancelled' || status === 'missed';
          return (
            <li key={visit.id} className={classes.item}>
              <div>
                <Text fw={600}>{format.dayAndTime(visit.startsAt)}</Text>
                <Text c="dimmed">{t('visits.with', { doctor: visit.doctorName })}</Text>
              </div>
              {isOver ? (
                <Text c="dimmed">{t(`visits.status.${status}`)}</Text>
              ) : (
                status !== 'scheduled' && (
                  <Button component={Link} to={`/waiting-room/${visit.roomId}`} variant="default">
                    {t('visits.enter')}
                  </Button>
                )
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
};

const useVisits = () => {
  const { rest, socket } = useServices();
  const [visits, setVisits] = useState<Appointment[] | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  const load = useCallback(async () => {
    try {
      const { data } = await rest.call('listAppointments');
      setVisits(data.appointments);
      setProblem(null);
    } catch (error) {
      setProblem(codeOf(error));
    }
  }, [rest]);

  useLoaded(load);
  useEffect(() => socket.on('appointment-updated', () => void load()), [socket, load]);
  return { visits, problem, load };
};

/** The home of a patient who signed in with a password and not by an invitation. */
export const VisitsPage = () => {
  const { t } = useTranslation(['visit', 'common', 'computer', 'messages']);
  const { signOut, computer } = useServices();
  const { user } = useSignedIn();
  const { visits, problem, load } = useVisits();
  const now = useNow(NOW_EVERY_MS);
  const coming = (visits ?? [])
    .filter((visit) => !isPast(visit, now))
    .toSorted((a, b) => urgency(a) - urgency(b) || Date.parse(a.startsAt) - Date.parse(b.startsAt));
  const past = (visits ?? [])
    .filter((visit) => isPast(visit, now))
    .toReversed()
    .slice(0, PAST_SHOWN);
  const [next, ...later] = coming;

  return (
    <PatientShell>
      <Stack gap="lg" className={classes.page ?? ''}>
        <Group justify="space-between">
          <div>
            <Title order={1} size="h2">
              {t('visits.title')}
            </Title>
            <Text c="dimmed">{t('visits.hello', { name: user.fullname })}</Text>
          </div>
          <Group gap="md">
            {computer !== null && (
              <Anchor component={Link} to="/computer" c="var(--app-accent)" py="xs">
                {t('computer:title')}
              </Anchor>
            )}
            <Anchor
              component={Link}
              to="/conversations"
              c="var(--app-accent)"
              py="xs"
              className={classes.messages ?? ''}
            >
              {t('messages:title')}
              <UnreadBadge />
            </Anchor>
            <Anchor component={Link} to="/profile" c="var(--app-accent)" py="xs">
              {t('visits.account')}
            </Anchor>
            <EmergencyButton />
          </Group>
        </Group>
        <EmergencyCard />
        {problem !== null && <ErrorNotice code={problem} onRetry={() => void load()} />}
        {visits === null && problem === null && (
          <Delayed>
            <Skeleton height={220} radius="lg" role="status" aria-label={t('common:loading')} />
          </Delayed>
        )}
        {visits !== null && next === undefined && (
          <EmptyState icon={<CalendarHeart size={36} strokeWidth={1.5} />} title={t('visits.empty')}>
            {t('visits.emptyText')}
          </EmptyState>
        )}
        {next !== undefined && <NextVisit visit={next} now={now} />}
        {later.length > 0 && <VisitList title={t('visits.later')} visits={later} />}
        {past.length > 0 && <VisitList title={t('visits.past')} visits={past} />}
        <Button
          variant="subtle"
          className={classes.out ?? ''}
          leftSection={<LogOut size={18} strokeWidth={1.75} aria-hidden />}
          onClick={signOut.begin}
        >
          {t('visits.signOut')}
        </Button>
        <SignOutDialog />
      </Stack>
    </PatientShell>
  );
};
