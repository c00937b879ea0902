import { Button, Skeleton } from '@mantine/core';
import dayjs, { type Dayjs } from 'dayjs';
import { CalendarDays } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useStore } from 'zustand';
import { firstDayOfWeek, useFormat, useLocale } from '../../i18n/format.ts';
import { useConnection, useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { useNow } from '../../ui/use-now.ts';
import { NewAppointmentDialog } from '../booking/new-appointment-dialog.tsx';
import type { BookingPreset } from '../booking/new-appointment-form.tsx';
import { useDoctorRooms } from '../waiting-room/doctor-workspace.tsx';
import { daysOf, dayText, parseDay, rangeOf, type AgendaView } from './agenda-dates.ts';
import { useAgendaFormat } from './agenda-format.ts';
import { AgendaList } from './agenda-list.tsx';
import { createAgenda, rangeKey } from './agenda-store.ts';
import { AgendaToolbar } from './agenda-toolbar.tsx';
import { overlapsAmong, visitsIn } from './agenda-visits.ts';
import classes from './appointments-page.module.css';
import { TimeGrid } from './time-grid.tsx';
import { VisitPanel } from './visit-panel.tsx';

const LOOK_MS = 30_000;
/** When a new appointment on another day is proposed. */
const MORNING_HOUR = 9;

/** The view and the day stand in the address, so that reloading and going back keep them. */
const useAgendaAddress = (today: Dayjs) => {
  const [query, setQuery] = useSearchParams();
  const view: AgendaView = query.get('view') === 'day' ? 'day' : 'week';
  const date = query.get('date');
  const todayText = dayText(today);
  const day = useMemo(() => parseDay(date, dayjs(todayText)), [date, todayText]);
  const go = useCallback(
    (next: { view?: AgendaView; day?: Dayjs }) =>
      setQuery({ view: next.view ?? view, date: dayText(next.day ?? day) }),
    [setQuery, view, day],
  );
  return { view, day, go };
};

/** `/appointments`: the doctor's day or week. */
export const AppointmentsPage = () => {
  const { t } = useTranslation(['agenda', 'common']);
  const services = useServices();
  const doctorRooms = useDoctorRooms();
  const online = useConnection().status === 'online';
  const narrow = useNarrow();
  const locale = useLocale();
  const format = useAgendaFormat();
  const times = useFormat();
  const now = useNow(LOOK_MS);
  const [agenda] = useState(() => createAgenda(services));
  const { appointments, loadedAt, problem } = useStore(agenda.state);
  const { view, day, go } = useAgendaAddress(dayjs(now));
  const [openId, setOpenId] = useState<string | null>(null);
  const [booking, setBooking] = useState<{ opened: boolean; preset: BookingPreset }>({
    opened: false,
    preset: {},
  });

  const firstDay = useMemo(() => firstDayOfWeek(locale, [locale]), [locale]);
  const days = useMemo(() => daysOf(view, day, firstDay), [view, day, firstDay]);
  const range = useMemo(() => rangeOf(days), [days]);
  useEffect(() => agenda.start(), [agenda]);
  useEffect(() => agenda.show(range), [agenda, range]);
  useEffect(() => {
    document.title = `${t('title')} – ${t('common:appName')}`;
    return () => {
      document.title = t('common:appName');
    };
  }, [t]);

  const all = useMemo(() => Object.values(appointments), [appointments]);
  const visits = useMemo(() => visitsIn(all, range), [all, range]);
  const overlaps = useMemo(() => overlapsAmong(visits), [visits]);
  const columns = useMemo(
    () => days.map((of) => ({ day: of, visits: visitsIn(visits, rangeOf([of])) })),
    [days, visits],
  );

  const first = days[0] ?? day;
  const last = days.at(-1) ?? first;
  const period = view === 'day' ? format.longDay(first) : format.days(first, last);
  const known = loadedAt[rangeKey(range)];
  const counts = [
    t('count', { count: visits.length }),
    ...(overlaps.size > 0 ? [t('overlaps', { count: overlaps.size })] : []),
    ...(!online && known !== undefined ? [t('stale', { time: times.time(known) })] : []),
  ].join(' · ');

  const book = (startsAt: number) =>
    setBooking({ opened: true, preset: { startsAt: new Date(startsAt).toISOString() } });
  const openNew = () => {
    const isNow = now >= range.from && now < range.to;
    book(isNow ? Date.now() : first.hour(MORNING_HOUR).valueOf());
  };
  const showNew = (roomId: string | null) => {
    setBooking(({ preset }) => ({ opened: false, preset }));
    const made = Object.values(doctorRooms.state.getState().appointments ?? {}).find(
      (appointment) => appointment.roomId === roomId,
    );
    if (made === undefined) return;
    agenda.accept(made);
    go({ day: dayjs(made.startsAt) });
  };

  const visit = openId === null ? null : (appointments[openId] ?? null);
  const calendar = { days: columns, now, overlaps, onOpen: setOpenId };
  const empty = visits.length === 0;
  return (
    <div className={classes.page}>
      <AgendaToolbar
        view={view}
        day={day}
        period={period}
        counts={known === undefined && empty ? '' : counts}
        onView={(next) => go({ view: next })}
        onDay={(next) => go({ day: next })}
        onToday={() => go({ day: dayjs() })}
        onNew={openNew}
      />
      {problem !== null && (
        <div className={classes.notice}>
          <ErrorNotice code={problem} onRetry={() => void agenda.load()} />
        </div>
      )}
      {known === undefined && empty ? (
        problem === null && (
          <Delayed>
            <div className={classes.skeletons} role="status" aria-label={t('common:loading')}>
              {days.map((of) => (
                <Skeleton key={of.valueOf()} height={220} radius="md" />
              ))}
            </div>
          </Delayed>
        )
      ) : empty && (narrow || view === 'day') ? (
        <EmptyState
          icon={<CalendarDays size={36} strokeWidth={1.5} />}
          title={t(view === 'day' ? 'empty.day' : 'empty.week')}
          action={
            <Button variant="default" onClick={openNew}>
              {t('newAppointment')}
            </Button>
          }
        >
          {t('empty.text')}
        </EmptyState>
      ) : narrow ? (
        <AgendaList {...calendar} />
      ) : (
        <TimeGrid {...calendar} onOpenDay={(of) => go({ view: 'day', day: of })} onCreate={book} />
      )}

      <VisitPanel
        visit={visit}
        known={all}
        now={now}
        onLookAt={agenda.peek}
        onChanged={agenda.accept}
        onClose={() => setOpenId(null)}
      />
      <NewAppointmentDialog opened={booking.opened} preset={booking.preset} onClose={showNew} />
    </div>
  );
};
