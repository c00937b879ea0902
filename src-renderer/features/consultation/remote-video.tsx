import { Button } from '@mantine/core';
import { MicOff, Volume2 } from 'lucide-react';
import { useEffect, useImperativeHandle, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { errorName } from '../device-test/media.ts';
import { useSpeaker } from '../device-test/use-speaker.ts';
import { initials, stateKey } from './call-words.ts';
import type { PeerSessionView } from './peer-session-state.ts';
import classes from './consultation-page.module.css';

/** The other's picture and sound, or in its place what is known of them. */
export const RemoteVideo = ({
  view,
  name,
  element,
}: {
  view: PeerSessionView;
  name: string;
  /** Filled with the element, for whoever shows it elsewhere. */
  element: RefObject<HTMLVideoElement | null>;
}) => {
  const { t } = useTranslation('consultation');
  const video = useRef<HTMLVideoElement>(null);
  useImperativeHandle<HTMLVideoElement | null, HTMLVideoElement | null>(element, () => video.current, []);
  useSpeaker(video);
  const [silenced, setSilenced] = useState(false);
  const { remoteStream: stream, other, state } = view;
  const connected = state.status === 'connected';

  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = stream;
    if (stream === null) return;
    element.play().catch((error: unknown) => {
      if (errorName(error) !== 'NotAllowedError') return;
      // Without a click on this page the browser plays no sound; the picture at least it does.
      element.muted = true;
      setSilenced(true);
      element.play().catch(() => undefined);
    });
  }, [stream]);

  const enableSound = () => {
    const element = video.current;
    if (element === null) return;
    element.muted = false;
    element.play().then(
      () => setSilenced(false),
      () => {
        element.muted = true;
      },
    );
  };

  const key = stateKey(state);
  const cameraOff = connected && other?.videoEnabled === false;
  const covered = cameraOff || !connected;
  return (
    <div className={classes.remote}>
      <video
        ref={video}
        className={classes.remoteVideo}
        aria-label={t('remoteVideo')}
        autoPlay
        playsInline
        data-covered={covered || undefined}
      />
      <div className={classes.cover}>
        {covered && (
          <span className={classes.avatar} data-live={!connected || undefined} aria-hidden>
            {initials(name)}
          </span>
        )}
        {cameraOff && <p>{t(other.videoPaused ? 'other.paused' : 'other.cameraOff', { name })}</p>}
        <p
          role="status"
          className={connected ? 'visually-hidden' : (classes.state ?? '')}
          data-recovering={state.status === 'recovering' || undefined}
        >
          {key === null ? '' : t(key, { name })}
        </p>
      </div>
      {connected && other?.audioEnabled === false && (
        <p className={classes.otherMuted} role="status">
          <MicOff size={18} strokeWidth={1.75} aria-hidden />
          {t('other.muted', { name })}
        </p>
      )}
      {silenced && (
        <div className={classes.sound} role="alert">
          <span>{t('sound.blocked')}</span>
          <Button
            size="md"
            leftSection={<Volume2 size={20} strokeWidth={1.75} aria-hidden />}
            onClick={enableSound}
          >
            {t('sound.enable')}
          </Button>
        </div>
      )}
    </div>
  );
};
