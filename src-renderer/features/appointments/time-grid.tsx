import type { Dayjs } from 'dayjs';
import { useEffect, useRef, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { wallMinutes } from './agenda-dates.ts';
import { useAgendaFormat } from './agenda-format.ts';
import { hoursThatMatter, layOut } from './agenda-layout.ts';
import { slotOn } from './agenda-visits.ts';
import { VisitBlock } from './visit-block.tsx';
import classes from './time-grid.module.css';

/** Shorter visits are drawn so long: a line of text needs it. */
const LEAST_MINUTES = 20;
const STEP_MINUTES = 15;

/** Numbers for the style sheet. They go by the CSSOM, which the content security policy leaves alone. */
const variables = (values: Record<`--${string}`, number>): CSSProperties => values;

export type AgendaDay = { day: Dayjs; visits: Appointment[] };

/** Days beside each other on a grid of hours, with a line where the time is now. */
export const TimeGrid = ({
  days,
  now,
  overlaps,
  onOpen,
  onOpenDay,
  onCreate,
}: {
  days: readonly AgendaDay[];
  now: number;
  /** The ids of visits that happen at the same time as another. */
  overlaps: ReadonlySet<string>;
  onOpen: (id: string) => void;
  onOpenDay: (day: Dayjs) => void;
  /** A free time was clicked. */
  onCreate: (startsAt: number) => void;
}) => {
  const { t } = useTranslation('agenda');
  const format = useAgendaFormat();
  const times = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const placed = days.map(({ day, visits }) => ({
    day,
    visits: layOut(
      visits.map((visit) => slotOn(day, visit)),
      LEAST_MINUTES,
    ).map((slot) => ({ slot, visit: visits.find(({ id }) => id === slot.id) })),
  }));
  const { first, last } = hoursThatMatter(placed.flatMap(({ visits }) => visits.map(({ slot }) => slot)));
  const hours = Array.from({ length: last - first }, (_, index) => first + index);
  const today = days.find(({ day }) => day.isSame(now, 'day'))?.day ?? null;
  const nowMinutes = today === null ? null : wallMinutes(today, now);
  const showsNow = nowMinutes !== null && nowMinutes >= first * 60 && nowMinutes <= last * 60;

  // The hours around now, or around the first visit, are what the doctor looks for.
  const firstVisit = placed[0]?.visits[0]?.slot.from;
  const target = (showsNow ? nowMinutes : (firstVisit ?? first * 60)) - first * 60;
  const period = `${days[0]?.day.valueOf() ?? 0}/${days.length}`;
  const scrolled = useRef('');
  useEffect(() => {
    const element = scroller.current;
    if (element === null || scrolled.current === period) return;
    scrolled.current = period;
    element.scrollTop = Math.max(0, (target / ((last - first) * 60)) * element.scrollHeight - 120);
  }, [period, target, first, last]);

  const create = (day: Dayjs, column: HTMLElement, y: number) => {
    const { top, height } = column.getBoundingClientRect();
    const minutes = first * 60 + ((y - top) / height) * (last - first) * 60;
    const step = Math.floor(minutes / STEP_MINUTES) * STEP_MINUTES;
    onCreate(
      day
        .hour(Math.floor(step / 60))
        .minute(step % 60)
        .valueOf(),
    );
  };

  return (
    <div ref={scroller} className={classes.scroller} role="region" aria-label={t('calendar')} tabIndex={0}>
      <div
        className={classes.grid}
        style={variables({ '--days': days.length, '--hours': hours.length, '--first': first * 60 })}
      >
        <div className={classes.corner} />
        {placed.map(({ day }) => (
          <h2 key={day.valueOf()} className={classes.head} data-today={day.isSame(now, 'day') || undefined}>
            {days.length === 1 ? (
              <span className={classes.headDay}>{format.longDay(day)}</span>
            ) : (
              <button
                type="button"
                className={classes.headButton}
                title={format.longDay(day)}
                aria-current={day.isSame(now, 'day') ? 'date' : undefined}
                onClick={() => onOpenDay(day)}
              >
                <span>{format.weekday(day)}</span>{' '}
                <span className={classes.number}>{format.dayOfMonth(day)}</span>
              </button>
            )}
          </h2>
        ))}
        <div className={`${classes.hours ?? ''} tabular`} aria-hidden>
          {hours.map((hour) => (
            <span key={hour}>{format.hour(hour)}</span>
          ))}
        </div>
        {placed.map(({ day, visits }) => (
          <div
            key={day.valueOf()}
            className={classes.day}
            data-today={day.isSame(now, 'day') || undefined}
            // A short cut for the mouse; by keyboard there is "New appointment".
            onClick={(event) => {
              if (event.target === event.currentTarget) create(day, event.currentTarget, event.clientY);
            }}
          >
            <ul className={classes.visits} aria-label={format.longDay(day)}>
              {visits.map(
                ({ slot, visit }) =>
                  visit !== undefined && (
                    <li
                      key={slot.id}
                      className={classes.visit}
                      style={variables({
                        '--from': slot.from,
                        '--minutes': Math.max(LEAST_MINUTES, slot.to - slot.from),
                        '--column': slot.column,
                        '--columns': slot.columns,
                      })}
                    >
                      <VisitBlock visit={visit} overlaps={overlaps.has(visit.id)} onOpen={onOpen} />
                    </li>
                  ),
              )}
            </ul>
            {showsNow && day === today && (
              <div
                className={classes.now}
                role="img"
                aria-label={t('now', { time: times.time(now) })}
                style={variables({ '--from': nowMinutes })}
              />
            )}
          </div>
        ))}
      </div>
    </div>
  );
};
