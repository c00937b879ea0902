import { useTranslation } from 'react-i18next';
import { useAgendaFormat } from './agenda-format.ts';
import type { AgendaDay } from './time-grid.tsx';
import { VisitBlock } from './visit-block.tsx';
import classes from './agenda-list.module.css';

/** The same without a grid, for narrow windows: day after day, visit after visit. */
export const AgendaList = ({
  days,
  now,
  overlaps,
  onOpen,
}: {
  days: readonly AgendaDay[];
  now: number;
  overlaps: ReadonlySet<string>;
  onOpen: (id: string) => void;
}) => {
  const { t } = useTranslation('agenda');
  const format = useAgendaFormat();
  return (
    <div className={classes.list}>
      {days.map(({ day, visits }) => (
        <section key={day.valueOf()} aria-label={format.longDay(day)}>
          <h2 className={classes.day} data-today={day.isSame(now, 'day') || undefined}>
            {format.longDay(day)}
          </h2>
          {visits.length === 0 ? (
            <p className={classes.nothing}>{t('dayEmpty')}</p>
          ) : (
            <ul className={classes.visits}>
              {visits.map((visit) => (
                <li key={visit.id}>
                  <VisitBlock visit={visit} overlaps={overlaps.has(visit.id)} wide onOpen={onOpen} />
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </div>
  );
};
