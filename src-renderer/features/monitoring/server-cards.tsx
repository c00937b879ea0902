import { useTranslation } from 'react-i18next';
import type { Monitoring } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './monitoring.module.css';
import { NumberCard } from './number-card.tsx';
import type { Point } from './points.ts';
import { TrendChart } from './trend-chart.tsx';
import { useQuantities } from './use-quantities.ts';

/** How the server itself is doing. */
export const ServerCards = ({ data, points }: { data: Monitoring; points: readonly Point[] }) => {
  const { t } = useTranslation('monitoring');
  const format = useFormat();
  const { count, rate, duration, memory } = useQuantities();
  const { now, checks, at } = data;
  const lines = [
    { card: 'refusals', value: count(now.refusals), trend: 'card.refusals.title', quantity: rate },
    { card: 'errors', value: count(now.errors), trend: 'chart.errors', quantity: rate },
    { card: 'lag', value: duration(now.lag), trend: 'card.lag.title', quantity: duration },
    { card: 'memory', value: memory(now.memory), trend: 'card.memory.title', quantity: memory },
  ] as const;
  return (
    <section aria-labelledby="monitoring-server">
      <h2 className={classes.title} id="monitoring-server">
        {t('server.title')}
      </h2>
      <div className={classes.cards}>
        <NumberCard
          title={t('card.store.title')}
          value={now.storeWrite === null ? '–' : duration(now.storeWrite)}
          detail={
            now.storeRead === null ? undefined : t('card.store.reading', { time: duration(now.storeRead) })
          }
          about={t(now.storeWrite === null ? 'card.store.idle' : 'card.store.about')}
          check="store"
          attention={checks.store}
          advice={t('card.store.look')}
        >
          <TrendChart
            title={t('card.store.title')}
            points={points}
            names={['storeWrite']}
            quantity={duration}
          />
        </NumberCard>
        {lines.map(({ card, value, trend, quantity }) => (
          <NumberCard
            key={card}
            title={t(`card.${card}.title`)}
            value={value}
            about={t(`card.${card}.about`)}
            check={card}
            attention={checks[card]}
            advice={t(`card.${card}.look`)}
          >
            <TrendChart title={t(trend)} points={points} names={[card]} quantity={quantity} />
          </NumberCard>
        ))}
        <div className={classes.pair}>
          <NumberCard
            title={t('card.backup.title')}
            value={
              now.ownBackups === false
                ? t('card.backup.elsewhere')
                : now.backupAt === null
                  ? t('card.backup.none')
                  : format.relative(now.backupAt, Date.parse(at))
            }
            about={t(now.ownBackups === false ? 'card.backup.aboutElsewhere' : 'card.backup.about')}
            check="backup"
            attention={checks.backup}
            advice={t('card.backup.look')}
          />
          <NumberCard
            title={t('card.disk.title')}
            value={t(now.writable ? 'card.disk.writable' : 'card.disk.full')}
            about={t('card.disk.about')}
            check="disk"
            attention={checks.disk}
            advice={t('card.disk.look')}
          />
        </div>
      </div>
    </section>
  );
};
