import { useTranslation } from 'react-i18next';
import type { Monitoring } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useQuantities } from './use-quantities.ts';

/** Who is here, as cards say it: connected, waiting, in calls. */
export const usePeopleNumbers = ({ doctors, patients, waiting, calls }: Monitoring['now']) => {
  const { t } = useTranslation('monitoring');
  const format = useFormat();
  const { count } = useQuantities();
  return {
    connected: {
      title: t('card.connected.title'),
      value: count(doctors + patients),
      detail: format.list([
        t('people.doctors', { count: doctors }),
        t('people.patients', { count: patients }),
      ]),
      about: t('card.connected.about'),
    },
    waiting: {
      title: t('card.waiting.title'),
      value: count(waiting === null ? null : waiting.ready + waiting.preparing + waiting.away),
      detail:
        waiting === null
          ? undefined
          : format.list([
              t('people.ready', { count: waiting.ready }),
              t('people.preparing', { count: waiting.preparing }),
              t('people.away', { count: waiting.away }),
            ]),
      about: t('card.waiting.about'),
    },
    inCalls: {
      title: t('card.inCalls.title'),
      value: count(calls.people),
      detail: t('people.calls', { count: calls.rooms }),
      about: t('card.inCalls.about'),
    },
  };
};
