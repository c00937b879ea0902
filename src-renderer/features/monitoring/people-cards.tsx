import { useTranslation } from 'react-i18next';
import type { Monitoring } from '../../../server/protocol/index.ts';
import classes from './monitoring.module.css';
import { NumberCard } from './number-card.tsx';
import type { Point } from './points.ts';
import { TrendChart } from './trend-chart.tsx';
import { usePeopleNumbers } from './use-people-numbers.ts';
import { useQuantities } from './use-quantities.ts';

/** Who is here: connected, waiting, in calls, and how much is written. */
export const PeopleCards = ({ data, points }: { data: Monitoring; points: readonly Point[] }) => {
  const { t } = useTranslation('monitoring');
  const { count, rate } = useQuantities();
  const { now, checks } = data;
  const people = usePeopleNumbers(now);
  return (
    <section aria-labelledby="monitoring-people">
      <h2 className={classes.title} id="monitoring-people">
        {t('people.title')}
      </h2>
      <div className={classes.cards} data-small>
        <NumberCard {...people.connected}>
          <TrendChart
            title={people.connected.title}
            points={points}
            names={['doctors', 'patients']}
            labels={[t('chart.doctors'), t('chart.patients')]}
            quantity={count}
          />
        </NumberCard>
        <NumberCard
          {...people.waiting}
          check="waiting"
          attention={checks.waiting}
          advice={now.waiting === null ? undefined : t('card.waiting.look')}
        >
          <TrendChart title={people.waiting.title} points={points} names={['waiting']} quantity={count} />
        </NumberCard>
        <NumberCard {...people.inCalls}>
          <TrendChart title={people.inCalls.title} points={points} names={['inCalls']} quantity={count} />
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
