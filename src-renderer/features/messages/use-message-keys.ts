import { useCallback, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { MessageLine, MessageLines } from './message-lines.ts';

/**
 * The keyboard in the list: it is one stop of Tab, arrow keys go from message to message, and Enter opens the menu of
 * one. `onMoved` is called before the list goes to a message.
 */
export const useMessageKeys = (
  lines: MessageLines,
  log: RefObject<HTMLElement | null>,
  list: RefObject<VirtualizerHandle | null>,
  onMoved: () => void,
) => {
  const [current, setCurrent] = useState<MessageLine | null>(null);
  const wanted = useRef<string | null>(null);
  const index = current === null ? -1 : lines.indexOf(current);

  /** A message that is drawn for this is invisible until it is measured, and takes no focus so long. */
  const settle = useCallback(() => {
    if (wanted.current === null) return;
    const element = log.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted.current)}"]`);
    if (element == null) return;
    element.focus({ preventScroll: true });
    if (document.activeElement === element) wanted.current = null;
  }, [log]);
  useLayoutEffect(settle);

  const moveTo = useCallback(
    (to: number, align: 'nearest' | 'center') => {
      const line = lines.at(to);
      if (line === undefined) return;
      onMoved();
      wanted.current = line.key;
      setCurrent(line);
      list.current?.scrollToIndex(to, { align });
      settle();
    },
    [lines, list, onMoved, settle],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { target, key } = event;
    // Not in a menu or a button of a message.
    const isHere = target === log.current || (target instanceof HTMLElement && 'key' in target.dataset);
    if (!isHere || event.altKey || event.ctrlKey || event.metaKey) return;
    if (key === 'Enter' && target instanceof HTMLElement && target !== log.current) {
      const menu = target.querySelector<HTMLElement>('[aria-haspopup="menu"]');
      if (menu === null) return;
      event.preventDefault();
      menu.click();
      return;
    }
    const last = lines.length - 1;
    const from = index < 0 ? last + 1 : index;
    const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: last }[key];
    if (to === undefined) return;
    event.preventDefault();
    moveTo(Math.max(0, Math.min(last, to)), 'nearest');
  };

  return { index, current, setCurrent, moveTo, settle, onKeyDown };
};
