import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Fingerprint } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Appointment } from '../../../server/protocol/index.ts';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import classes from './clinic-identity.module.css';

const DAY_MS = 86_400_000;
const AHEAD_DAYS = 366;

/** The visits that are still to come and were made before the key; null until they are known. */
const useVisitsToCome = (replacedAt: string) => {
  const { rest } = useServices();
  const [visits, setVisits] = useState<Appointment[] | null>(null);
  const [failed, setFailed] = useState(false);
  const load = useCallback((): Promise<void> => {
    const now = Date.now();
    const query = {
      // Who waits has a visit that is of a while ago.
      from: new Date(now - DAY_MS).toISOString(),
      to: new Date(now + AHEAD_DAYS * DAY_MS).toISOString(),
    };
    return rest.call('listAppointments', { query }).then(
      ({ data }) => {
        setVisits(
          data.appointments.filter(
            ({ status, createdAt }) =>
              (status === 'scheduled' || status === 'waiting') &&
              Date.parse(createdAt) <= Date.parse(replacedAt),
          ),
        );
        setFailed(false);
      },
      () => setFailed(true),
    );
  }, [rest, replacedAt]);
  useEffect(() => void load(), [load]);
  return { visits, failed, load };
};

const Visits = ({ replacedAt }: { replacedAt: string }) => {
  const { t } = useTranslation(['clinicIdentity', 'common']);
  const format = useFormat();
  const { visits, failed, load } = useVisitsToCome(replacedAt);
  if (failed) return <ErrorNotice onRetry={() => void load()}>{t('replaced.failed')}</ErrorNotice>;
  if (visits === null) return <Skeleton height={60} role="status" aria-label={t('common:loading')} />;
  if (visits.length === 0) return <Text c="dimmed">{t('replaced.nobody')}</Text>;
  return (
    <>
      <ul className={classes.visits}>
        {visits.map(({ id, patientName, startsAt }) => (
          <li key={id} className={classes.visit}>
            <Text fw={600}>{patientName}</Text>
            <Text c="dimmed" className="tabular">
              {format.dayAndTime(startsAt)}
            </Text>
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        {t('replaced.others')}
      </Text>
    </>
  );
};

/** After the clinic's own key was replaced: whose invitations name the old one, until they were sent anew. */
export const KeyReplacedCard = ({
  bridge,
  replacedAt,
}: {
  bridge: AnteroomBridge['certificates'];
  replacedAt: string;
}) => {
  const { t } = useTranslation('clinicIdentity');
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const done = async () => {
    setBusy(true);
    setFailed(false);
    try {
      // What is pushed then takes this card away.
      await bridge.keyAnnounced();
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Alert
      variant="light"
      color="orange"
      role="region"
      aria-label={t('replaced.title')}
      icon={<Fingerprint size={20} strokeWidth={1.75} aria-hidden />}
    >
      <Stack gap="sm">
        <Text component="h2" fw={600} c="var(--mantine-color-text)">
          {t('replaced.title')}
        </Text>
        <Text c="var(--mantine-color-text)">
          {t('replaced.text', { when: format.dayAndTime(replacedAt) })}
        </Text>
        <Visits replacedAt={replacedAt} />
        {failed && <ErrorNotice>{t('replaced.undone')}</ErrorNotice>}
        <Group gap="sm">
          <Button component={Link} to="/appointments">
            {t('replaced.open')}
          </Button>
          <Button variant="default" loading={busy} onClick={() => void done()}>
            {t('replaced.done')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
};
