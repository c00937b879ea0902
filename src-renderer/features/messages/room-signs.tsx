import { ActionIcon, Menu } from '@mantine/core';
import { SmilePlus } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../i18n/error-text.ts';
import { MessageFocusContext } from './message-focus.ts';
import { ReactionChips } from './reaction-chips.tsx';
import { ReactionPicker } from './reaction-picker.tsx';
import type { Answerable } from './reactions-view.ts';
import { useReact, useToldReactions } from './use-reactions.ts';
import classes from './room-signs.module.css';

/** The buttons of all messages are one stop of Tab; these keys go from one to the other. */
const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const { key, currentTarget } = event;
  const log = currentTarget.closest('[role="log"]');
  const buttons = [...(log?.querySelectorAll<HTMLElement>('[data-signs]') ?? [])];
  const from = buttons.indexOf(currentTarget);
  const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: buttons.length - 1 }[key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[to]?.focus();
};

/** What a message of a visit's chat was answered with, and the way to do so. */
export const RoomSigns = ({
  message,
  bubbleId,
  own,
  otherName,
  isTabStop,
  onFocused,
}: {
  message: Answerable;
  /** The element with its words. */
  bubbleId: string;
  own: boolean;
  otherName: string;
  isTabStop: boolean;
  onFocused: () => void;
}) => {
  const { t } = useTranslation('reactions');
  const errorText = useErrorText();
  const { react, problem } = useReact();
  return (
    <MessageFocusContext value={isTabStop}>
      {/* Signs of the other are said in words of their own. */}
      <div
        className={classes.signs}
        data-own={own || undefined}
        data-answerable
        aria-live="off"
        onFocus={onFocused}
      >
        <Menu
          position={own ? 'bottom-end' : 'bottom-start'}
          shadow="md"
          withinPortal={false}
          floatingStrategy="fixed"
        >
          <Menu.Target>
            <ActionIcon
              className={classes.open ?? ''}
              data-signs
              variant="subtle"
              color="gray"
              aria-label={t('add')}
              aria-describedby={bubbleId}
              title={t('add')}
              tabIndex={isTabStop ? 0 : -1}
              onKeyDown={moveFocus}
            >
              <SmilePlus size={18} strokeWidth={1.75} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <ReactionPicker message={message} onReact={react} />
          </Menu.Dropdown>
        </Menu>
        <ReactionChips message={message} otherName={otherName} onReact={react} />
        {problem !== null && (
          <span className={classes.problem} role="alert">
            {errorText(problem)}
          </span>
        )}
      </div>
    </MessageFocusContext>
  );
};

/** Says when the other answers with a sign, as long as the chat is open. */
export const ToldSigns = ({ otherId, otherName }: { otherId: string; otherName: string }) => {
  useToldReactions(otherId, otherName);
  return null;
};
