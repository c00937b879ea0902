import { Tooltip } from '@mantine/core';
import {
  MessageSquare,
  Mic,
  MicOff,
  PhoneOff,
  ScreenShare,
  ScreenShareOff,
  Video,
  VideoOff,
  type LucideIcon,
} from 'lucide-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from './use-shortcuts.ts';
import { canShareScreen } from './use-call.ts';
import type { Call, CallState } from './call.ts';
import type { LocalMedia, LocalMediaState } from '../device-test/local-media.ts';
import { DeviceMenu } from './device-menu.tsx';
import { EndMenu } from './end-menu.tsx';
import classes from './call-controls.module.css';

type Control = {
  id: string;
  name: string;
  Icon: LucideIcon;
  /** Undefined for what is not a switch. */
  pressed?: boolean;
  /** The key that together with Alt does the same. */
  letter?: string;
  badge?: number;
  danger?: boolean;
  run: () => void;
};

const ControlButton = ({ name, Icon, pressed, letter, badge = 0, danger = false, run }: Control) => {
  const { t } = useTranslation('consultation');
  return (
    <Tooltip
      withinPortal={false}
      label={letter === undefined ? name : t('controls.withShortcut', { name, shortcut: `Alt+${letter}` })}
    >
      <button
        type="button"
        className={classes.control}
        data-danger={danger || undefined}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        {...(letter === undefined ? {} : { 'aria-keyshortcuts': `Alt+${letter}` })}
        {...(badge > 0 ? { 'aria-describedby': 'chat-unread' } : {})}
        onClick={run}
      >
        <span className={classes.circle} aria-hidden>
          <Icon size={24} strokeWidth={1.75} />
          {badge > 0 && <span className={`${classes.badge ?? ''} tabular`}>{badge}</span>}
        </span>
        <span className={classes.name}>{name}</span>
      </button>
    </Tooltip>
  );
};

/** The bar of round buttons. Names stay the same whatever is pressed, so that a screen reader says the state. */
export const CallControls = ({
  call,
  media,
  devices,
  state,
  chat,
  onEnd,
  away,
}: {
  call: Call;
  media: LocalMedia;
  devices: LocalMediaState;
  state: CallState;
  chat: { opened: boolean; unread: number; toggle: () => void };
  onEnd: () => void;
  /** Ways to go without ending the visit; null for who cannot choose. */
  away: { onLeave: () => void; onHold: () => void } | null;
}) => {
  const { t } = useTranslation('consultation');
  const { on, sharing } = state;
  const controls: Control[] = [
    {
      id: 'mute',
      name: t('controls.mute'),
      Icon: on.audio ? Mic : MicOff,
      pressed: !on.audio,
      letter: 'M',
      run: call.toggleAudio,
    },
    {
      id: 'video',
      name: t('controls.stopVideo'),
      Icon: on.video ? Video : VideoOff,
      pressed: !on.video,
      letter: 'V',
      run: call.toggleVideo,
    },
    ...(canShareScreen()
      ? [
          {
            id: 'share',
            name: t('controls.share'),
            Icon: sharing ? ScreenShareOff : ScreenShare,
            pressed: sharing,
            letter: 'S',
            run: call.toggleShare,
          },
        ]
      : []),
    {
      id: 'chat',
      name: t('controls.chat'),
      Icon: MessageSquare,
      pressed: chat.opened,
      letter: 'C',
      badge: chat.unread,
      run: chat.toggle,
    },
    { id: 'end', name: t('controls.end'), Icon: PhoneOff, danger: true, run: onEnd },
  ];

  useShortcuts(
    Object.fromEntries(controls.flatMap(({ letter, run }) => (letter === undefined ? [] : [[letter, run]]))),
  );

  return (
    <div className={classes.bar} role="group" aria-label={t('controls.label')}>
      {controls.map((control) => (
        <Fragment key={control.id}>
          {/* Before the last one, which stays at the edge. */}
          {control.danger === true && <DeviceMenu media={media} devices={devices} />}
          {control.danger === true && away !== null ? (
            <div className={classes.split}>
              <ControlButton {...control} />
              <EndMenu onEnd={onEnd} {...away} />
            </div>
          ) : (
            <ControlButton {...control} />
          )}
        </Fragment>
      ))}
      <span id="chat-unread" className="visually-hidden">
        {chat.unread > 0 ? t('controls.unread', { count: chat.unread }) : ''}
      </span>
    </div>
  );
};
