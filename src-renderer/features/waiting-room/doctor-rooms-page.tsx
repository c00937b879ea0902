import { Button, Skeleton, Text } from '@mantine/core';
import { ArrowLeft, CalendarPlus, DoorOpen, UserRound } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useStore } from 'zustand';
import type { ReorderReason } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useFormat } from '../../i18n/format.ts';
import { useConnection, useServices } from '../../services.tsx';
import { NewAppointmentDialog } from '../booking/new-appointment-dialog.tsx';
import { useBooking } from '../booking/use-booking.ts';
import { CallNotice } from '../consultation/call-notice.tsx';
import { DEVICE_KINDS } from '../device-test/media.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { useNow } from '../../ui/use-now.ts';
import { AppointmentList } from './appointment-list.tsx';
import { buildQueue, type WaitingRow } from './doctor-queue.ts';
import { beginCallAhead, loadCallAhead } from './call-ahead.ts';
import classes from './doctor-rooms-page.module.css';
import { isOpen } from './doctor-rooms-store.ts';
import { useDoctorAlerts, useDoctorRooms, useDoctorRoomsState } from './doctor-workspace.tsx';
import { MessageWaiting } from './message-waiting.tsx';
import { RoomChat } from './room-chat.tsx';
import { RoomDetails } from './room-details.tsx';
import { WaitingTable } from './waiting-table.tsx';

/** A start that takes longer says that it is under way; drawing that would only slow a quick one down. */
const START_SHOWN_AFTER_MS = 250;

/** The list is sorted into "today" and "coming" again this often. */
const RESORT_MS = 30_000;

/** `/rooms`: who waits, who comes, and everything about the chosen one. */
export const DoctorRoomsPage = () => {
  const { t } = useTranslation(['rooms', 'common']);
  const services = useServices();
  const { rooms, socket, media } = services;
  const doctorRooms = useDoctorRooms();
  const state = useDoctorRoomsState();
  const roomsState = useStore(rooms.state);
  const announce = useAnnounce();
  const online = useConnection().status === 'online';
  const format = useFormat();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const params = useParams();
  const now = useNow(RESORT_MS);
  const booking = useBooking();
  const [startingRoomId, setStartingRoomId] = useState<string | null>(null);
  const [startProblem, setStartProblem] = useState<ApiErrorCode | null>(null);

  const queue = useMemo(() => buildQueue(state, roomsState, now), [state, roomsState, now]);
  const all = [...queue.waiting, ...queue.inConsultation, ...queue.today, ...queue.coming, ...queue.over];

  // Without a choice, the first to arrive is shown, and stays shown while others come and go.
  const [implicit, setImplicit] = useState<string | null>(null);
  const implicitStands = queue.waiting.some(({ appointment }) => appointment.roomId === implicit);
  const first = queue.waiting[0]?.appointment.roomId ?? null;
  if (!implicitStands && implicit !== first) setImplicit(first);
  const chosen = params['roomId'] ?? null;
  const selectedRoomId = chosen ?? (narrow ? null : implicit);
  const selected = all.find(({ appointment }) => appointment.roomId === selectedRoomId) ?? null;

  const selectedWaiting =
    queue.waiting.find(({ appointment }) => appointment.roomId === selectedRoomId) ?? null;

  const lastSeq = selected?.view?.room?.messages.at(-1)?.seq;
  useEffect(() => {
    // An implicit choice is shown, but nobody has looked at it yet.
    if (chosen !== null && lastSeq !== undefined) doctorRooms.markSeen(chosen, lastSeq);
  }, [doctorRooms, chosen, lastSeq]);

  const alerts = useDoctorAlerts();
  const waitingCount = queue.waiting.length;
  const isAwaited = waitingCount > 0;
  useEffect(() => {
    if (isAwaited) void loadCallAhead();
  }, [isAwaited]);
  useEffect(() => {
    const title = waitingCount === 0 ? t('title') : t('windowTitle', { count: waitingCount });
    document.title = `${title} – ${t('common:appName')}`;
    return () => {
      document.title = t('common:appName');
    };
  }, [waitingCount, t]);

  const select = (roomId: string) => {
    // Who opens a room has looked; a room that merely stands open must go on ringing.
    alerts.acknowledge(roomId);
    void navigate(`/rooms/${roomId}`);
  };

  const isStarting = useRef(false);
  const start = async ({ appointment, patient }: WaitingRow) => {
    if (isStarting.current) return;
    isStarting.current = true;
    const saying = setTimeout(() => setStartingRoomId(appointment.roomId), START_SHOWN_AFTER_MS);
    setStartProblem(null);
    // Devices take longest: they open while the server lets the patient in, and the call takes them over.
    const letGo = media.hold();
    const { wanted } = media.state.getState();
    const devices = media.open(DEVICE_KINDS.filter((kind) => wanted[kind]));
    try {
      await socket.request('start-consultation', {
        roomId: appointment.roomId,
        patientId: patient.userId,
      });
      await beginCallAhead(services, 'doctor', appointment.roomId, devices);
      await navigate(`/consultation/${appointment.roomId}`);
    } catch (error) {
      setStartProblem(codeOf(error));
    } finally {
      letGo();
      clearTimeout(saying);
      isStarting.current = false;
      setStartingRoomId(null);
    }
  };

  const reorder = async (roomId: string, before: string | null, reason: ReorderReason) => {
    setStartProblem(null);
    try {
      await socket.request('reorder-queue', { roomId, before, reason });
      announce(t('reorder.done'));
    } catch (error) {
      setStartProblem(codeOf(error));
    }
  };

  const listProps = { selectedRoomId, onSelect: select };
  const empty = state.appointments !== null && all.length === 0;
  return (
    <div
      className={classes.page}
      data-chosen={(narrow && selected !== null) || undefined}
      data-empty={empty || undefined}
    >
      <div className={classes.list}>
        <div className={classes.head}>
          <h1 className={classes.title}>{t('title')}</h1>
          <span className={`${classes.counts ?? ''} tabular`}>
            {t('counts', {
              waiting: waitingCount,
              today: waitingCount + queue.inConsultation.length + queue.today.length,
            })}
            {!online && state.loadedAt !== null && ` · ${t('stale', { time: format.time(state.loadedAt) })}`}
          </span>
          <Button
            variant={empty ? 'filled' : 'default'}
            leftSection={<CalendarPlus size={18} strokeWidth={1.75} aria-hidden />}
            onClick={() => booking.open()}
          >
            {t('new.open')}
          </Button>
          {waitingCount > 0 && <MessageWaiting count={waitingCount} />}
        </div>
        {state.problem !== null && (
          <div className={classes.notice}>
            <ErrorNotice code={state.problem} onRetry={() => void doctorRooms.load()} />
          </div>
        )}
        {startProblem !== null && (
          <div className={classes.notice}>
            <ErrorNotice code={startProblem} />
          </div>
        )}
        {state.appointments === null && state.problem === null && (
          <Delayed>
            <div className={classes.skeletons} role="status" aria-label={t('common:loading')}>
              <Skeleton height={64} />
              <Skeleton height={64} />
              <Skeleton height={64} />
            </div>
          </Delayed>
        )}
        {waitingCount > 0 && (
          <WaitingTable
            rows={queue.waiting}
            startingRoomId={startingRoomId}
            onStart={(row) => void start(row)}
            onAcknowledge={alerts.acknowledge}
            onMove={(...move) => void reorder(...move)}
            {...listProps}
          />
        )}
        {waitingCount === 0 && !empty && state.appointments !== null && (
          <Text c="dimmed" px="md" py="sm">
            {t(online ? 'list.nobody' : 'list.unknown')}
          </Text>
        )}
        {empty && <EmptyState icon={<DoorOpen size={36} strokeWidth={1.5} />} title={t('list.empty')} />}
        <AppointmentList title={t('list.inConsultation')} rows={queue.inConsultation} {...listProps} />
        <AppointmentList title={t('list.today')} rows={queue.today} {...listProps} />
        <AppointmentList title={t('list.coming')} rows={queue.coming} {...listProps} />
        <AppointmentList title={t('list.over')} rows={queue.over} {...listProps} />
      </div>

      <div className={classes.middle}>
        <CallNotice />
        {selected === null ? (
          !empty && <EmptyState icon={<UserRound size={36} strokeWidth={1.5} />} title={t('details.none')} />
        ) : (
          <>
            <div className={classes.back}>
              <Button
                variant="subtle"
                leftSection={<ArrowLeft size={18} aria-hidden />}
                onClick={() => void navigate('/rooms')}
              >
                {t('title')}
              </Button>
            </div>
            <RoomDetails
              key={selected.appointment.id}
              row={selected}
              // Where the list stands beside the details, its row has this button.
              action={
                narrow &&
                selectedWaiting !== null && (
                  <Button
                    size="md"
                    loading={startingRoomId !== null}
                    disabled={!online}
                    onClick={() => void start(selectedWaiting)}
                  >
                    {t('row.start')}
                  </Button>
                )
              }
            />
          </>
        )}
      </div>
      <div className={classes.side}>
        {selected !== null && (
          <>
            <div className={classes.chatHead}>
              {t('details.chatWith', { name: selected.appointment.patientName })}
            </div>
            <RoomChat
              key={selected.appointment.roomId}
              roomId={selected.appointment.roomId}
              {...(isOpen(selected.appointment)
                ? { emptyText: t('details.chatEmpty') }
                : { closedText: t('details.chatClosed', { name: selected.appointment.patientName }) })}
            />
          </>
        )}
      </div>

      <NewAppointmentDialog
        opened={booking.opened}
        preset={booking.preset}
        onClose={(roomId) => {
          booking.close();
          if (roomId !== null) select(roomId);
        }}
      />
    </div>
  );
};
