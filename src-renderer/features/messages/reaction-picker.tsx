import { Menu } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { REACTIONS, type Reaction } from '../../../server/protocol/index.ts';
import { useSignedIn } from '../../services.tsx';
import { Sign, signName } from './reaction-signs.tsx';
import type { Answerable } from './reactions-view.ts';
import classes from './reactions.module.css';

/** Beside each other they are gone through by these keys, too. */
const STEPS: Readonly<Partial<Record<string, 'nextElementSibling' | 'previousElementSibling'>>> = {
  ArrowRight: 'nextElementSibling',
  ArrowLeft: 'previousElementSibling',
};

const moveFocus = ({ key, currentTarget }: KeyboardEvent<HTMLButtonElement>): void => {
  const step = STEPS[key];
  const next = step === undefined ? null : currentTarget[step];
  if (next instanceof HTMLElement) next.focus();
};

/** The signs, as a row of a message's menu. The one that was chosen is taken back by choosing it again. */
export const ReactionPicker = ({
  message,
  onReact,
}: {
  message: Answerable;
  onReact: (message: Answerable, emoji: Reaction | null) => void;
}) => {
  const { t } = useTranslation('reactions');
  const { user } = useSignedIn();
  const own = message.reactions?.find(({ userId }) => userId === user.id)?.emoji;
  return (
    <div role="group" aria-label={t('add')} className={classes.picker}>
      {REACTIONS.map((emoji) => {
        const sign = t(`sign.${signName(emoji)}`);
        const isOwn = emoji === own;
        const name = isOwn ? t('chosen', { sign }) : sign;
        return (
          <Menu.Item
            key={emoji}
            className={classes.sign ?? ''}
            data-own={isOwn || undefined}
            aria-label={name}
            title={name}
            onKeyDown={moveFocus}
            onClick={() => onReact(message, isOwn ? null : emoji)}
          >
            <Sign emoji={emoji} size={20} />
          </Menu.Item>
        );
      })}
    </div>
  );
};
