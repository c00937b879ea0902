import { CameraOff, MicOff, ScreenShare, VideoOff } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './consultation-page.module.css';

type Corner = { right: boolean; bottom: boolean };
type Drag = { pointerId: number; fromX: number; fromY: number };

/** The own picture, mirrored, in the corner where the person puts it. */
export const SelfView = ({
  picture,
  videoEnabled,
  videoPaused,
  audioEnabled,
  sharing,
}: {
  picture: MediaStreamTrack | null;
  videoEnabled: boolean;
  /** Still filmed, but not sent. */
  videoPaused: boolean;
  audioEnabled: boolean;
  sharing: boolean;
}) => {
  const { t } = useTranslation('consultation');
  const video = useRef<HTMLVideoElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const [corner, setCorner] = useState<Corner>({ right: true, bottom: true });

  useEffect(() => {
    const element = video.current;
    if (element === null || picture === null) return;
    element.srcObject = new MediaStream([picture]);
    return () => {
      element.srcObject = null;
    };
  }, [picture]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { pointerId: event.pointerId, fromX: event.clientX, fromY: event.clientY };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const from = drag.current;
    if (from === null || box.current === null) return;
    box.current.style.translate = `${event.clientX - from.fromX}px ${event.clientY - from.fromY}px`;
  };
  const onPointerEnd = (event: PointerEvent<HTMLDivElement>) => {
    const stage = box.current?.parentElement?.getBoundingClientRect();
    if (drag.current === null || box.current === null || stage === undefined) return;
    drag.current = null;
    const own = box.current.getBoundingClientRect();
    box.current.style.translate = '';
    if (event.type === 'pointercancel') return;
    setCorner({
      right: own.left + own.width / 2 > stage.left + stage.width / 2,
      bottom: own.top + own.height / 2 > stage.top + stage.height / 2,
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moved: Partial<Record<string, Partial<Corner>>> = {
      ArrowLeft: { right: false },
      ArrowRight: { right: true },
      ArrowUp: { bottom: false },
      ArrowDown: { bottom: true },
    };
    const change = moved[event.key];
    if (change === undefined) return;
    event.preventDefault();
    setCorner((before) => ({ ...before, ...change }));
  };

  const dark = picture === null || !videoEnabled;
  return (
    <div
      ref={box}
      className={classes.self}
      data-right={corner.right || undefined}
      data-bottom={corner.bottom || undefined}
      role="group"
      tabIndex={0}
      aria-label={t('own.move')}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
      onKeyDown={onKeyDown}
    >
      <video
        ref={video}
        className={classes.selfVideo}
        data-mirrored={!sharing || undefined}
        data-dark={dark || undefined}
        aria-label={t('ownVideo')}
        autoPlay
        muted
        playsInline
      />
      {dark && (
        <span className={classes.selfOff}>
          <CameraOff size={22} strokeWidth={1.75} aria-hidden />
          {t('own.cameraOff')}
        </span>
      )}
      {!audioEnabled && (
        <span className={classes.selfChip}>
          <MicOff size={14} strokeWidth={1.75} aria-hidden />
          {t('own.muted')}
        </span>
      )}
      {videoPaused && (
        <span className={classes.selfChip} data-top>
          <VideoOff size={14} strokeWidth={1.75} aria-hidden />
          {t('own.paused')}
        </span>
      )}
      {sharing && !dark && !videoPaused && (
        <span className={classes.selfChip} data-top>
          <ScreenShare size={14} strokeWidth={1.75} aria-hidden />
          {t('own.sharing')}
        </span>
      )}
    </div>
  );
};
