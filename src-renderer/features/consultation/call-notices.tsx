import { ActionIcon, Button } from '@mantine/core';
import {
  CameraOff,
  HardDrive,
  Mic,
  MicOff,
  ScreenShareOff,
  Video,
  VideoOff,
  Volume2,
  WifiOff,
  X,
  type LucideIcon,
} from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection, useSignedIn } from '../../services.tsx';
import { useStorageAnnounced } from '../../shell/storage-bar.tsx';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { helpKey } from '../device-test/device-help.ts';
import type { LocalMedia, LocalMediaState } from '../device-test/local-media.ts';
import type { MicrophoneTrouble } from './microphone-judge.ts';
import classes from './consultation-page.module.css';

/** A lost connection that is back sooner than this is not worth a line. */
const LOST_AFTER_MS = 2_000;

const useServerLost = (): boolean => {
  const online = useConnection().status === 'online';
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (online) return;
    const timer = setTimeout(() => setLost(true), LOST_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setLost(false);
    };
  }, [online]);
  return lost;
};

/** One line above the picture. */
export const Notice = ({
  Icon,
  text,
  role,
  action,
  dismiss,
}: {
  Icon: LucideIcon;
  text: string;
  /** Left out where it is announced elsewhere. */
  role?: 'alert' | 'status';
  action?: { name: string; run: () => void };
  dismiss?: { name: string; run: () => void };
}) => (
  <div className={classes.notice} role={role}>
    <Icon size={20} strokeWidth={1.75} aria-hidden />
    <span className={classes.noticeText}>{text}</span>
    {action !== undefined && (
      <Button size="compact-md" variant="white" color="dark" onClick={action.run}>
        {action.name}
      </Button>
    )}
    {dismiss !== undefined && (
      <ActionIcon variant="transparent" c="inherit" size="lg" aria-label={dismiss.name} onClick={dismiss.run}>
        <X size={20} strokeWidth={1.75} aria-hidden />
      </ActionIcon>
    )}
  </div>
);

const NOTICE_ICONS = { audio: Mic, video: Video, speaker: Volume2 } as const;

/** A device that was replaced or could not be taken. */
export const DeviceNotice = ({ media, devices }: { media: LocalMedia; devices: LocalMediaState }) => {
  const { t } = useTranslation('consultation');
  const { refused, replaced } = devices;
  const notice = refused ?? replaced;
  if (notice === null) return null;
  const { label } = notice;
  const text =
    refused !== null
      ? t(`deviceMenu.failed.${refused.kind}`, { label })
      : notice.kind === 'speaker' && label === ''
        ? t('deviceMenu.noSpeaker')
        : t(`deviceMenu.replaced.${notice.kind}`, { label });
  return (
    <Notice
      Icon={NOTICE_ICONS[notice.kind]}
      role="status"
      text={text}
      dismiss={{ name: t('devices.dismiss'), run: media.dismissReplaced }}
    />
  );
};

/** What the person should know or do, above the picture and never over it. */
export const CallNotices = ({
  devices,
  videoPaused,
  microphone,
  otherName,
  onUnmute,
  onRetryDevices,
  shareFailed,
  onDismissShare,
}: {
  devices: LocalMediaState;
  videoPaused: boolean;
  microphone: MicrophoneTrouble | null;
  otherName: string;
  onUnmute: () => void;
  onRetryDevices: () => void;
  shareFailed: boolean;
  onDismissShare: () => void;
}) => {
  const { t } = useTranslation(['consultation', 'common', 'deviceTest']);
  const serverLost = useServerLost();
  const { user } = useSignedIn();
  const writable = useStorageAnnounced(user.role);
  const camera = devices.video.status === 'failed' ? devices.video.problem : null;
  const microphoneProblem = devices.audio.status === 'failed' ? devices.audio.problem : null;
  const trouble = `${camera ?? ''}/${microphoneProblem ?? ''}`;
  const [dismissed, setDismissed] = useState<string | null>(null);
  useReportFailure(shareFailed ? 'share-failed' : null);

  const deviceText =
    camera !== null && microphoneProblem !== null
      ? `${t('devices.none')} ${t(`deviceTest:${helpKey('microphone', microphoneProblem)}`)}`
      : microphoneProblem !== null
        ? t(`deviceTest:${helpKey('microphone', microphoneProblem)}`)
        : camera !== null
          ? t(`deviceTest:${helpKey('camera', camera)}`)
          : null;
  return (
    <>
      {serverLost && <Notice Icon={WifiOff} role="status" text={t('serverLost')} />}
      {!writable && <Notice Icon={HardDrive} text={t(`common:storage.full.${user.role}`)} />}
      {videoPaused && <Notice Icon={VideoOff} role="status" text={t('quality.paused')} />}
      {microphone === 'silent' && (
        <Notice Icon={MicOff} role="status" text={t('microphone.silent', { name: otherName })} />
      )}
      {microphone === 'speakingWhileMuted' && (
        <Notice
          Icon={MicOff}
          role="status"
          text={t('microphone.speakingWhileMuted', { name: otherName })}
          action={{ name: t('microphone.turnOn'), run: onUnmute }}
        />
      )}
      {deviceText !== null && dismissed !== trouble && (
        <Notice
          Icon={microphoneProblem === null ? CameraOff : MicOff}
          role="alert"
          text={deviceText}
          action={{ name: t('devices.tryAgain'), run: onRetryDevices }}
          dismiss={{ name: t('devices.dismiss'), run: () => setDismissed(trouble) }}
        />
      )}
      {shareFailed && (
        <Notice
          Icon={ScreenShareOff}
          role="alert"
          text={t('share.failed')}
          dismiss={{ name: t('share.dismiss'), run: onDismissShare }}
        />
      )}
    </>
  );
};
