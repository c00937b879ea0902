import { Button, Group } from '@mantine/core';
import { MonitorSmartphone, Pause, VideoOff } from 'lucide-react';
import { useContext, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import { useStore } from 'zustand';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useRoom, useServices, useSignedIn } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { useWakeLock } from '../../ui/use-wake-lock.ts';
import { MessagePage } from '../../ui/message-page.tsx';
import { useInCall } from '../computer/use-in-call.ts';
import { EmergencyBannerContext } from '../emergencies/emergency-context.ts';
import { EmergencyCard } from '../emergencies/emergency-spot.tsx';
import { HelpButton } from '../help-code/help-button.tsx';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { trackOf } from '../device-test/local-media.ts';
import { nextPage } from '../waiting-room/patient-way.ts';
import { RoomChat } from '../waiting-room/room-chat.tsx';
import type { VisitOverState } from '../waiting-room/visit-over-page.tsx';
import { NotesPanel } from '../visit-summary/notes-panel.tsx';
import { ArrivalNotice } from './arrival-notice.tsx';
import { CallControls } from './call-controls.tsx';
import { CallHeader } from './call-header.tsx';
import type { CallNoticeState } from './call-notice.tsx';
import { CallNotices, DeviceNotice, Notice } from './call-notices.tsx';
import { callFailureOf } from './call-words.ts';
import classes from './consultation-page.module.css';
import { MiniControls } from './mini-controls.tsx';
import { RemoteVideo } from './remote-video.tsx';
import { SelfView } from './self-view.tsx';
import { useCall } from './use-call.ts';
import { useFirstPicture } from './use-first-picture.ts';
import { useMiniWindow } from './use-mini-window.ts';
import { useMicrophoneTrouble } from './use-microphone-trouble.ts';
import { useViewModes } from './use-view-modes.ts';
import { ViewControls } from './view-controls.tsx';
import { useUnread } from './use-unread.ts';

/** Windows from here on have room for the chat or the notes beside the picture. */
const WIDE = '(width >= 1100px)';

/** `/consultation/:roomId`: the call, for both sides. */
export const ConsultationPage = () => {
  const { roomId } = useParams();
  return roomId === undefined ? <Navigate to="/" replace /> : <Consultation key={roomId} roomId={roomId} />;
};

const Consultation = ({ roomId }: { roomId: string }) => {
  const { rooms } = useServices();
  const [joins, setJoins] = useState(0);
  // The waiting room stays joined: the chat and the visit's state come from there.
  useEffect(() => rooms.enter(roomId), [rooms, roomId]);
  return (
    <main>
      <RunningCall key={joins} roomId={roomId} rejoin={() => setJoins((count) => count + 1)} />
    </main>
  );
};

const RunningCall = ({ roomId, rejoin }: { roomId: string; rejoin: () => void }) => {
  const { t } = useTranslation(['consultation', 'common']);
  const { user } = useSignedIn();
  const { socket, platform } = useServices();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const errorText = useErrorText();
  const view = useRoom(roomId);
  const { call, media, devices } = useCall(roomId);
  const state = useStore(call.state);
  const [side, setSide] = useState<'chat' | 'notes' | null>(() =>
    window.matchMedia(WIDE).matches ? 'chat' : null,
  );
  const microphone = useMicrophoneTrouble(trackOf(devices, 'audio'), !state.on.audio);
  const page = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const mini = useMiniWindow(platform.desktop?.windows ?? null);
  const small = mini?.active === true ? mini : null;
  const modes = { ...useViewModes(page, video), mini };
  const isPictureSeen = useFirstPicture(video);
  useWakeLock();
  const [holdProblem, setHoldProblem] = useState<ApiErrorCode | null>(null);
  const unread = useUnread(roomId, side === 'chat');
  const drawEmergencies = useContext(EmergencyBannerContext);

  const room = view?.room ?? null;
  const isDoctor = user.role === 'doctor';
  const name =
    state.view.other?.userName ??
    (isDoctor ? room?.appointment.patientName : room?.appointment.doctorName) ??
    '';
  const session = state.view.state;
  const place = room === null ? null : nextPage(room.appointment.status);
  useInCall(user.role, session.status !== 'ended' && session.status !== 'failed');

  useEffect(() => {
    document.title = `${t('title')} – ${t('common:appName')}`;
    return () => {
      document.title = t('common:appName');
    };
  }, [t]);

  const backToRooms = (kind: CallNoticeState['callNotice']['kind']) => {
    const notice: CallNoticeState = { callNotice: { kind, name } };
    announce(t(`notice.${kind}`, { name }));
    void navigate(`/rooms/${roomId}`, { replace: true, state: notice });
  };
  /** What the doctor keeps of the visit comes next, while it is fresh. */
  const toSummary = () => {
    if (room === null) {
      backToRooms('ended');
      return;
    }
    const notice: CallNoticeState = { callNotice: { kind: 'ended', name } };
    announce(t('notice.ended', { name }));
    void navigate(`/visits/${room.appointment.id}/summary`, { replace: true, state: notice });
  };
  const goodbye = (state?: VisitOverState) =>
    void navigate(`/visit-over/${roomId}`, { replace: true, state });

  const endedByOther = session.status === 'ended' && session.by === 'other';
  const refusal = session.status === 'failed' ? session.code : null;
  const over = place === 'over' || refusal === 'visit_over';
  const notYet = !isDoctor && (place === 'wait' || refusal === 'not_admitted');
  const isRefused = refusal !== null && !over && !notYet;
  useReportFailure(over || notYet ? null : callFailureOf(session));
  useEffect(() => {
    if (over) {
      if (isDoctor) toSummary();
      else goodbye();
    } else if (endedByOther) {
      if (isDoctor) backToRooms('otherEnded');
      else goodbye({ endedBy: 'doctor' });
    } else if (notYet) {
      void navigate(`/waiting-room/${roomId}`, { replace: true });
    }
    // The way to go depends on these alone; the functions above are new with every drawing.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [over, endedByOther, notYet]);

  const onEnd = () => {
    call.end();
    if (isDoctor) toSummary();
    else goodbye();
  };

  const toggle = (which: 'chat' | 'notes') => setSide((shown) => (shown === which ? null : which));

  const onLeave = () => {
    call.leave();
    backToRooms('left');
  };

  const onHold = async () => {
    setHoldProblem(null);
    try {
      await socket.request('hold-patient', { roomId });
    } catch (error) {
      setHoldProblem(codeOf(error));
      return;
    }
    call.leave();
    backToRooms('held');
  };

  if (session.status === 'ended' && session.by === 'elsewhere') {
    return (
      <div className={classes.alone}>
        <MessagePage
          icon={<MonitorSmartphone size={32} strokeWidth={1.75} />}
          title={t('elsewhere.title')}
          action={<Button onClick={rejoin}>{t('elsewhere.here')}</Button>}
        >
          {t('elsewhere.text')}
        </MessagePage>
      </div>
    );
  }
  if (isRefused) {
    return (
      <div className={classes.alone}>
        <MessagePage
          icon={<VideoOff size={32} strokeWidth={1.75} />}
          title={t('failed.title')}
          action={
            <Group>
              <Button onClick={() => void navigate(isDoctor ? '/rooms' : '/', { replace: true })}>
                {t('failed.back')}
              </Button>
              <HelpButton />
            </Group>
          }
        >
          {refusal === 'forbidden' ? t('failed.notYours') : errorText(refusal)}
        </MessagePage>
      </div>
    );
  }

  return (
    <section
      ref={page}
      className={classes.page}
      aria-label={t('title')}
      data-side={small === null ? (side ?? undefined) : undefined}
      data-mini={small === null ? undefined : true}
    >
      <CallHeader
        name={name}
        room={view}
        quality={session.status === 'connected' && small === null ? state.quality : null}
      >
        {small === null && (
          <>
            <ViewControls modes={modes} />
            <HelpButton className={classes.viewButton} />
          </>
        )}
      </CallHeader>
      <div className={classes.notices} data-mini={small === null ? undefined : true}>
        {isDoctor ? drawEmergencies('call') : <EmergencyCard />}
        <ArrivalNotice roomId={roomId} />
        {holdProblem !== null && (
          <Notice
            Icon={Pause}
            role="alert"
            text={errorText(holdProblem)}
            dismiss={{ name: t('devices.dismiss'), run: () => setHoldProblem(null) }}
          />
        )}
        <DeviceNotice media={media} devices={devices} />
        <CallNotices
          devices={devices}
          videoPaused={state.view.videoPaused}
          microphone={microphone}
          otherName={name}
          onUnmute={call.toggleAudio}
          onRetryDevices={call.retryDevices}
          shareFailed={state.shareFailed}
          onDismissShare={call.dismissShareProblem}
        />
      </div>
      <div className={classes.stage} onDoubleClick={modes.fullScreen?.toggle}>
        <RemoteVideo view={state.view} name={name} element={video} />
        {small === null && (
          <SelfView
            picture={state.picture}
            videoEnabled={state.on.video}
            videoPaused={state.view.videoPaused}
            audioEnabled={state.on.audio}
            sharing={state.sharing}
          />
        )}
      </div>
      <div className={classes.controls}>
        {small !== null ? (
          <MiniControls call={call} state={state} mini={small} onEnd={onEnd} />
        ) : (
          <CallControls
            call={call}
            media={media}
            devices={devices}
            state={state}
            chat={{ opened: side === 'chat', unread, toggle: () => toggle('chat') }}
            notes={isDoctor ? { opened: side === 'notes', toggle: () => toggle('notes') } : null}
            onEnd={onEnd}
            away={isDoctor ? { onLeave, onHold: () => void onHold() } : null}
          />
        )}
      </div>
      {side === 'chat' && small === null && (
        <aside className={classes.side} aria-label={t('controls.chat')}>
          {isPictureSeen && <RoomChat roomId={roomId} emptyText={t('chatEmpty', { name })} />}
        </aside>
      )}
      {side === 'notes' && small === null && room !== null && (
        <aside className={classes.side} aria-label={t('controls.notes')}>
          <NotesPanel appointmentId={room.appointment.id} />
        </aside>
      )}
    </section>
  );
};
