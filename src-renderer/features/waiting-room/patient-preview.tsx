import { Button, Loader, Tooltip } from '@mantine/core';
import { Camera, CameraOff, Mic, MicOff, Video } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { helpKey } from '../device-test/device-help.ts';
import { DevicePicker } from '../device-test/device-picker.tsx';
import { LevelBars } from '../device-test/level-bars.tsx';
import { trackOf, type LocalMedia, type LocalMediaState } from '../device-test/local-media.ts';
import { ReplacedNote } from '../device-test/replaced-note.tsx';
import { DEVICE_KINDS, type DeviceKind } from '../device-test/media.ts';
import classes from './patient-preview.module.css';

const ICON = { size: 22, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** The own picture and its switches. The browser asks for nothing before the person has pressed something. */
export const PatientPreview = ({
  media,
  state,
  doctorName,
  helpIsBeside,
}: {
  media: LocalMedia;
  state: LocalMediaState;
  doctorName: string;
  /** The device test shows its own help for what does not work. */
  helpIsBeside: boolean;
}) => {
  const { t } = useTranslation(['patient', 'deviceTest']);
  const video = useRef<HTMLVideoElement>(null);
  const picture = trackOf(state, 'video');
  const sound = trackOf(state, 'audio');

  useEffect(() => {
    const element = video.current;
    if (element === null || picture === null) return;
    element.srcObject = new MediaStream([picture]);
    return () => {
      element.srcObject = null;
    };
  }, [picture]);

  useEffect(() => {
    // After a reload the permission is there already: the preview comes back without a question.
    void media.mayOpenSilently(DEVICE_KINDS).then((silent) => {
      const { wanted } = media.state.getState();
      if (silent) void media.open(DEVICE_KINDS.filter((kind) => wanted[kind]));
    });
  }, [media]);

  const toggle = (kind: DeviceKind) => {
    if (trackOf(media.state.getState(), kind) === null) {
      media.setWanted(kind, true);
      void media.open([kind]);
    } else {
      media.setWanted(kind, false);
      media.close(kind);
    }
  };

  const device = state.video;
  const failed = device.status === 'failed';
  const problem = device.status === 'failed' && !helpIsBeside ? device.problem : null;
  return (
    <section className={classes.preview} aria-label={t('preview.label')}>
      <div className={classes.frame} data-off={picture === null || undefined}>
        <video
          ref={video}
          className={classes.video}
          aria-label={t('preview.video')}
          autoPlay
          muted
          playsInline
          hidden={picture === null}
        />
        {picture === null && (
          <div className={classes.cover}>
            {device.status === 'opening' ? (
              <>
                <Loader color="gray" size="md" aria-hidden />
                <p role="status">{t('preview.opening')}</p>
              </>
            ) : (
              <>
                <CameraOff size={36} strokeWidth={1.5} aria-hidden />
                <p {...(problem === null ? {} : { role: 'alert' })}>
                  {problem !== null
                    ? t(`deviceTest:${helpKey('camera', problem)}`)
                    : state.wanted.video && !failed
                      ? t('preview.ask', { doctor: doctorName })
                      : t('preview.off')}
                </p>
                <Button
                  variant="white"
                  color="dark"
                  size="md"
                  leftSection={<Video {...ICON} />}
                  onClick={() => toggle('video')}
                >
                  {t('preview.turnOn')}
                </Button>
              </>
            )}
          </div>
        )}
        <div className={classes.bar}>
          <Tooltip label={t('preview.microphone')}>
            <button
              type="button"
              className={classes.switch}
              aria-label={t('preview.microphone')}
              aria-pressed={sound !== null}
              onClick={() => toggle('audio')}
            >
              {sound === null ? <MicOff {...ICON} /> : <Mic {...ICON} />}
            </button>
          </Tooltip>
          <Tooltip label={t('preview.camera')}>
            <button
              type="button"
              className={classes.switch}
              aria-label={t('preview.camera')}
              aria-pressed={picture !== null}
              onClick={() => toggle('video')}
            >
              {picture === null ? <CameraOff {...ICON} /> : <Camera {...ICON} />}
            </button>
          </Tooltip>
          {sound !== null && (
            <span className={classes.level}>
              <LevelBars track={sound} label={t('preview.level')} />
            </span>
          )}
        </div>
      </div>
      <ReplacedNote state={state} />
      <DevicePicker media={media} state={state} />
      {picture !== null && <p className={classes.note}>{t('preview.explain')}</p>}
    </section>
  );
};
