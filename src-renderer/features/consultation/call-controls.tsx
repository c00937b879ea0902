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
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { canShareScreen } from './use-call.ts';
import type { Call, CallState } from './call.ts';
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

/** The bar of round buttons. Names stay the same whatever is pressed, so that a screen reader says the state. */
export const CallControls = ({
  call,
  state,
  chat,
  onEnd,
}: {
  call: Call;
  state: CallState;
  chat: { opened: boolean; unread: number; toggle: () => void };
  onEnd: () => void;
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

  const current = useRef(controls);
  useEffect(() => {
    current.current = controls;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      // By the key's place: Alt turns the letter into another one on some systems.
      const control = current.current.find(
        ({ letter }) => letter !== undefined && event.code === `Key${letter}`,
      );
      if (control === undefined) return;
      event.preventDefault();
      control.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <div className={classes.bar} role="group" aria-label={t('controls.label')}>
      {controls.map(({ id, name, Icon, pressed, letter, badge = 0, danger = false, run }) => (
        <Tooltip
          key={id}
          withinPortal={false}
          label={
            letter === undefined ? name : t('controls.withShortcut', { name, shortcut: `Alt+${letter}` })
          }
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
      ))}
      <span id="chat-unread" className="visually-hidden">
        {chat.unread > 0 ? t('controls.unread', { count: chat.unread }) : ''}
      </span>
    </div>
  );
};
