import { Anchor, Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ClinicNumbers as Numbers } from '../../../src-preload/contract.ts';
import { useFormat } from '../../i18n/format.ts';
import { useSession } from '../../services.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import monitoring from '../monitoring/monitoring.module.css';
import { NumberCard } from '../monitoring/number-card.tsx';
import { usePeopleNumbers } from '../monitoring/use-people-numbers.ts';
import { useQuantities } from '../monitoring/use-quantities.ts';
import classes from '../settings/settings-page.module.css';
import panel from './clinic-panel.module.css';

const People = ({ now }: Pick<Numbers, 'now'>) => {
  const { t } = useTranslation('clinicPanel');
  const { count } = useQuantities();
  const { connected, waiting, inCalls } = usePeopleNumbers(now);
  return (
    <>
      <NumberCard {...connected} />
      <NumberCard {...waiting} />
      <NumberCard {...inCalls} />
      <NumberCard title={t('numbers.rooms')} value={count(now.rooms)} about={t('numbers.roomsAbout')} />
    </>
  );
};

const Machine = ({ at, now, checks }: Pick<Numbers, 'at' | 'now' | 'checks'>) => {
  const { t } = useTranslation('monitoring');
  const format = useFormat();
  const { count, duration, memory } = useQuantities();
  const { backupAt } = now;
  const cards = [
    { card: 'refusals', value: count(now.refusals) },
    { card: 'errors', value: count(now.errors) },
    { card: 'lag', value: duration(now.lag) },
    { card: 'memory', value: memory(now.memory) },
    {
      card: 'backup',
      value: backupAt === null ? t('card.backup.none') : format.relative(backupAt, Date.parse(at)),
    },
    { card: 'disk', value: t(now.writable ? 'card.disk.writable' : 'card.disk.full') },
  ] as const;
  return (
    <>
      <NumberCard
        title={t('card.messages.title')}
        value={count(now.messages)}
        about={t('card.messages.about')}
      />
      <NumberCard
        title={t('card.store.title')}
        value={now.storeWrite === null ? '–' : duration(now.storeWrite)}
        about={t(now.storeWrite === null ? 'card.store.idle' : 'card.store.about')}
        check="store"
        attention={checks.store}
        advice={t('card.store.look')}
      />
      {cards.map(({ card, value }) => (
        <NumberCard
          key={card}
          title={t(`card.${card}.title`)}
          value={value}
          about={t(`card.${card}.about`)}
          check={card}
          attention={checks[card]}
          advice={t(`card.${card}.look`)}
        />
      ))}
    </>
  );
};

/** As many as come. */
const CARDS = 12;

/** People, messages and the machine, as they are now. `running`: numbers are to come. */
export const ClinicNumbers = ({ numbers, running }: { numbers: Numbers | null; running: boolean }) => {
  const { t } = useTranslation(['clinicPanel', 'common']);
  const session = useSession();
  const isAdmin = session.status === 'signedIn' && session.user.isAdmin;
  return (
    <section className={panel.numbers} aria-label={t('numbers.title')}>
      <h2 className={classes.title}>{t('numbers.title')}</h2>
      <Text c="dimmed" size="sm">
        {t(running ? 'numbers.text' : 'numbers.stopped')}
        {running && isAdmin && (
          <>
            {' '}
            <Anchor
              component={Link}
              to="/settings/monitoring"
              inherit
              underline="always"
              c="var(--app-accent)"
            >
              {t('numbers.more')}
            </Anchor>
          </>
        )}
      </Text>
      {running && numbers === null && (
        <Delayed>
          <div className={monitoring.cards} data-small role="status" aria-label={t('common:loading')}>
            {Array.from({ length: CARDS }, (_, index) => (
              <Skeleton key={index} height={132} radius="lg" />
            ))}
          </div>
        </Delayed>
      )}
      {running && numbers !== null && (
        <div className={monitoring.cards} data-small>
          <People now={numbers.now} />
          <Machine at={numbers.at} now={numbers.now} checks={numbers.checks} />
        </div>
      )}
    </section>
  );
};
