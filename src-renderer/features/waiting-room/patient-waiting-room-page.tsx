import { Button, MantineThemeProvider } from '@mantine/core';
import { DoorClosed } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useParams } from 'react-router';
import { useStore } from 'zustand';
import { useErrorText } from '../../i18n/error-text.ts';
import { useRoom, useServices, useSignedIn, useStorage } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { useWakeLock } from '../../ui/use-wake-lock.ts';
import { PatientShell } from '../../shell/patient-shell.tsx';
import { appProbe } from '../device-test/app-probe.ts';
import { createConnectionTest } from '../device-test/connection-test.ts';
import { browserProbes } from '../device-test/device-probes.ts';
import { createDeviceTest, TEST_PARTS } from '../device-test/device-test-store.ts';
import { DeviceTest } from '../device-test/device-test.tsx';
import { testPath } from '../device-test/path-test.ts';
import { playTestSound } from '../device-test/sounds.ts';
import { useLocalMedia } from '../device-test/use-local-media.ts';
import { beginCallAhead, loadCallAhead } from './call-ahead.ts';
import { callPatient } from './call-patient.ts';
import { EmergencyButton, EmergencyCard } from '../emergencies/emergency-spot.tsx';
import { EmergencyLine } from './emergency-line.tsx';
import { PatientCallBack } from './patient-call-back.tsx';
import { PatientGreeting } from './patient-greeting.tsx';
import { PatientLeave } from './patient-leave.tsx';
import { PatientNewMessage } from './patient-new-message.tsx';
import { PatientPreview } from './patient-preview.tsx';
import { PatientReady } from './patient-ready.tsx';
import classes from './patient-waiting-room-page.module.css';
import { RoomChat } from './room-chat.tsx';
import { nextPage } from './patient-way.ts';

/** Beside the one that matters, no button is filled: not the chat's either. */
const QUIET_BUTTONS = { components: { Button: Button.extend({ defaultProps: { variant: 'light' } }) } };

/** On a slow line, what the person sees now must not share it with what comes next. */
const PRELOAD_CALL_AFTER_MS = 3_000;

/** `/waiting-room/:roomId`: the patient waits, tests the devices, writes, and is fetched into the call. */
export const PatientWaitingRoomPage = () => {
  const { roomId } = useParams();
  const { user } = useSignedIn();
  if (roomId === undefined || user.role === 'doctor') return <Navigate to="/" replace />;
  return <WaitingRoom key={roomId} roomId={roomId} />;
};

const WaitingRoom = ({ roomId }: { roomId: string }) => {
  const { t } = useTranslation(['patient', 'common']);
  const services = useServices();
  const { socket, rooms, rest, line, platform, session } = services;
  const { user } = useSignedIn();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const errorText = useErrorText();
  const view = useRoom(roomId);
  const { media, state: mediaState } = useLocalMedia();
  const [test] = useState(() =>
    createDeviceTest({
      media,
      clientKind: platform.kind === 'desktop' ? 'app' : 'browser',
      probes: browserProbes({
        testSound: () => playTestSound(media.state.getState().chosen.speaker),
        connection: createConnectionTest({
          line,
          socketRoundTrip: async () => {
            const sentAt = performance.now();
            // Joining again changes nothing and is answered by the store: the whole way there and back.
            await socket.request('join-waiting-room', { roomId });
            return performance.now() - sentAt;
          },
          iceServers: async () => {
            const { iceServers, iceTransportPolicy } = await rest.call('iceServers');
            return { servers: iceServers, relayOnly: iceTransportPolicy === 'relay' };
          },
          testPath: 'RTCPeerConnection' in window ? testPath : null,
        }),
        app: appProbe(platform.desktop, session),
      }),
      send: async (results) => {
        await socket.request('device-test-results', { roomId, results, keepReady: true });
      },
    }),
  );
  const { parts, phase } = useStore(test.state);

  // A phone that goes dark closes the line, and with it the way to be called.
  useWakeLock();
  useEffect(() => rooms.enter(roomId), [rooms, roomId]);
  useEffect(() => () => test.stop(), [test]);
  useEffect(() => {
    document.title = `${t('title')} – ${t('common:appName')}`;
    return () => {
      document.title = t('common:appName');
    };
  }, [t]);

  const room = view?.room ?? null;
  const own = room?.patients.find(({ userId }) => userId === user.id) ?? null;
  const doctorName = room?.appointment.doctorName ?? '';
  const doctor = room === null ? null : { id: room.appointment.doctorId, fullname: doctorName };

  const fresh = view?.fresh === true;
  const { writable } = useStorage();
  const knownResults = own?.deviceTestResults ?? null;
  useEffect(() => {
    if (knownResults !== null) test.restore(knownResults);
  }, [test, knownResults]);
  useEffect(() => {
    if (fresh && writable) void test.flush();
  }, [test, fresh, writable]);

  const status = room?.appointment.status ?? null;
  const way = view?.problem === 'visit_over' ? 'over' : status === null ? null : nextPage(status);
  const isCalled = useRef(false);
  useEffect(
    () => () => {
      isCalled.current = false;
    },
    [],
  );
  useEffect(() => {
    if (way === 'wait') isCalled.current = false;
    const goIn = async () => {
      // The event and the visit's new status say the same, and a second call would draw the next page anew.
      if (isCalled.current) return;
      isCalled.current = true;
      const begun = beginCallAhead(services, 'patient', roomId, Promise.resolve());
      announce(t('starting', { doctor: doctorName }), 'assertive');
      callPatient({ title: t('callBack.title'), text: t('starting', { doctor: doctorName }) });
      await begun;
      // Who was sent back meanwhile, or has gone elsewhere, is not called any more.
      if (isCalled.current) await navigate(`/consultation/${roomId}`, { replace: true });
    };
    if (way === 'call') void goIn();
    else if (way === 'over') void navigate(`/visit-over/${roomId}`, { replace: true });
    return socket.on('consultation-starting', (starting) => {
      if (starting.roomId === roomId) void goIn();
    });
  }, [way, roomId, doctorName, services, socket, navigate, announce, t]);

  // Who is called next should be at the device when the doctor starts.
  const isNext = own?.callBack === true && room?.position === 1;
  const wasBehind = useRef(false);
  useEffect(() => {
    if (isNext && wasBehind.current) callPatient({ title: t('callBack.nextTitle'), text: t('next') });
    wasBehind.current = room !== null && room.position !== null && room.position > 1;
    // Once for each time that the place becomes the first one.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isNext, room?.position]);

  // The next page should be there when the doctor starts, not begin to load then; but this one comes first.
  const isUsable = view?.room !== undefined && view.room !== null;
  useEffect(() => {
    if (!isUsable) return;
    const timer = setTimeout(() => void loadCallAhead(), PRELOAD_CALL_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isUsable]);

  if (view?.problem === 'not_found' || view?.problem === 'forbidden') {
    return (
      <PatientShell>
        <MessagePage
          icon={<DoorClosed size={32} strokeWidth={1.75} />}
          title={t('problem.title')}
          action={
            <Button component={Link} to="/">
              {t('problem.home')}
            </Button>
          }
        >
          {errorText(view.problem)}
        </MessagePage>
      </PatientShell>
    );
  }

  const ready = own?.ready === true;
  const asking = parts.speakers.status === 'asking';
  const working = TEST_PARTS.every((part) => parts[part].status === 'passed');
  const failing = TEST_PARTS.some((part) => parts[part].status === 'failed');
  return (
    <PatientShell>
      <PatientGreeting room={room} />
      {/* Before all that has to be scrolled past on a phone. */}
      <div className={classes.emergency}>
        <EmergencyLine />
        <EmergencyButton doctor={doctor} afterMs={PRELOAD_CALL_AFTER_MS} />
      </div>
      <EmergencyCard />
      <div className={classes.columns}>
        <div className={classes.main}>
          <PatientPreview
            media={media}
            state={mediaState}
            doctorName={doctorName}
            helpIsBeside={phase !== 'untested'}
          />
        </div>
        <section className={classes.prepare} aria-label={t('prepare')}>
          <h2 className={classes.subtitle}>{t('prepare')}</h2>
          <DeviceTest test={test} prominent={!ready} />
          <PatientReady
            roomId={roomId}
            ready={ready}
            doctorName={doctorName}
            devices={
              phase === 'running'
                ? 'testing'
                : phase === 'untested'
                  ? 'untested'
                  : working
                    ? 'working'
                    : failing
                      ? 'problems'
                      : 'skipped'
            }
            prominent={!asking && phase === 'done'}
          />
        </section>
        <section className={classes.chat} aria-label={t('chat.title')}>
          <PatientNewMessage roomId={roomId}>
            <h2 className={classes.subtitle}>{t('chat.title')}</h2>
            <div className={classes.chatBody}>
              <MantineThemeProvider theme={QUIET_BUTTONS}>
                <RoomChat roomId={roomId} emptyText={t('chat.empty')} />
              </MantineThemeProvider>
            </div>
          </PatientNewMessage>
        </section>
        <div className={classes.leave}>
          <PatientCallBack roomId={roomId} wanted={own?.callBack === true} />
          <PatientLeave roomId={roomId} />
        </div>
      </div>
    </PatientShell>
  );
};
