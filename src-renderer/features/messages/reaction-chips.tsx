import { useTranslation } from 'react-i18next';
import type { Reaction } from '../../../server/protocol/index.ts';
import { useSignedIn } from '../../services.tsx';
import { useMessageTabIndex } from './message-focus.ts';
import { isReaction, Sign, signName } from './reaction-signs.tsx';
import type { Answerable } from './reactions-view.ts';
import classes from './reactions.module.css';

/** A sign that goes would take the keyboard along: it comes back to the menu of the message. */
const focusMenu = (sign: HTMLElement): void =>
  sign.closest('[data-answerable]')?.querySelector<HTMLElement>('[aria-haspopup="menu"]')?.focus();

/** What a message was answered with, below it: pressing a sign gives the same, or takes the own one back. */
export const ReactionChips = ({
  message,
  otherName,
  onReact,
}: {
  message: Answerable;
  otherName: string;
  onReact: (message: Answerable, emoji: Reaction | null) => void;
}) => {
  const { t } = useTranslation('reactions');
  const { user } = useSignedIn();
  const tabIndex = useMessageTabIndex();
  const { reactions = [] } = message;
  if (reactions.length === 0) return null;
  return (
    <div className={classes.chips}>
      {[...Map.groupBy(reactions, ({ emoji }) => emoji)].map(([emoji, from]) => {
        const isOwn = from.some(({ userId }) => userId === user.id);
        const sign = t(`sign.${signName(emoji)}`);
        const name = isOwn
          ? t(from.length > 1 ? 'both' : 'mine', { sign, name: otherName })
          : t('theirs', { sign, name: otherName });
        return (
          <button
            key={emoji}
            type="button"
            className={classes.chip}
            aria-pressed={isOwn}
            tabIndex={tabIndex}
            title={name}
            // One of a newer server can only be looked at, unless it is to go.
            disabled={!isOwn && !isReaction(emoji)}
            onClick={({ currentTarget }) => {
              if (isOwn && from.length === 1) focusMenu(currentTarget);
              onReact(message, isOwn || !isReaction(emoji) ? null : emoji);
            }}
          >
            <Sign emoji={emoji} size={16} />
            <span className="visually-hidden">{name}</span>
            {from.length > 1 && (
              <span aria-hidden className="tabular">
                {from.length}
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
};
