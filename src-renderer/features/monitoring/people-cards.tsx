import { useTranslation } from 'react-i18next';
import type { Monitoring } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './monitoring.module.css';
import { NumberCard } from './number-card.tsx';
import type { Point } from './points.ts';
import { TrendChart } from './trend-chart.tsx';
import { useQuantities } from './use-quantities.ts';

/** Who is here: connected, waiting, in calls, and how much is written. */
export const PeopleCards = ({ data, points }: { data: Monitoring; points: readonly Point[] }) => {
  const { t } = useTranslation('monitoring');
  const format = useFormat();
  const { count, rate } = useQuantities();
  const { now, checks } = data;
  const { waiting } = now;
  return (
    <section aria-labelledby="monitoring-people">
      <h2 className={classes.title} id="monitoring-people">
        {t('people.title')}
      </h2>
      <div className={classes.cards} data-small>
        <NumberCard
          title={t('card.connected.title')}
          value={count(now.doctors + now.patients)}
          detail={format.list([
            t('people.doctors', { count: now.doctors }),
            t('people.patients', { count: now.patients }),
          ])}
          about={t('card.connected.about')}
        >
          <TrendChart
            title={t('card.connected.title')}
            points={points}
            names={['doctors', 'patients']}
            labels={[t('chart.doctors'), t('chart.patients')]}
            quantity={count}
          />
        </NumberCard>
        <NumberCard
          title={t('card.waiting.title')}
          value={count(waiting === null ? null : waiting.ready + waiting.preparing + waiting.away)}
          detail={
            waiting === null
              ? undefined
              : format.list([
                  t('people.ready', { count: waiting.ready }),
                  t('people.preparing', { count: waiting.preparing }),
                  t('people.away', { count: waiting.away }),
                ])
          }
          about={t('card.waiting.about')}
          check="waiting"
          attention={checks.waiting}
          advice={waiting === null ? undefined : t('card.waiting.look')}
        >
          <TrendChart title={t('card.waiting.title')} points={points} names={['waiting']} quantity={count} />
        </NumberCard>
        <NumberCard
          title={t('card.inCalls.title')}
          value={count(now.calls.people)}
          detail={t('people.calls', { count: now.calls.rooms })}
          about={t('card.inCalls.about')}
        >
          <TrendChart title={t('card.inCalls.title')} points={points} names={['inCalls']} quantity={count} />
        </NumberCard>
        <NumberCard
          title={t('card.messages.title')}
          value={count(now.messages)}
          about={t('card.messages.about')}
        >
          <TrendChart title={t('card.messages.title')} points={points} names={['messages']} quantity={rate} />
        </NumberCard>
      </div>
    </section>
  );
};
