import { Button } from '@mantine/core';
import { ArrowUp } from 'lucide-react';
import { useEffect, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './reactions.module.css';

const isInSight = (log: HTMLElement, seq: number): boolean => {
  const line = log.querySelector(`[data-seq="${seq}"]`);
  return line !== null && line.getBoundingClientRect().top >= log.getBoundingClientRect().top;
};

/** The way up to the first message that was not read, as long as it has not been seen. */
export const UnreadJump = ({
  log,
  from,
  isReady,
  onJump,
}: {
  log: RefObject<HTMLElement | null>;
  /** Where it stands can be told: what was seen before a lost connection stays seen. */
  isReady: boolean;
  /** Position of the first message that was not read when the conversation was opened. */
  from: number;
  onJump: (seq: number) => void;
}) => {
  const { t } = useTranslation('reactions');
  const [isSeen, setSeen] = useState<boolean | null>(null);
  useEffect(() => {
    const list = log.current;
    if (list === null || !isReady) return;
    const look = (): void => setSeen((seen) => seen === true || isInSight(list, from));
    // Where it stands is known once the list has been scrolled to its end.
    const frame = requestAnimationFrame(look);
    list.addEventListener('scroll', look, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      list.removeEventListener('scroll', look);
    };
  }, [log, from, isReady]);
  if (!isReady || isSeen !== false) return null;
  return (
    <div className={classes.jumpPlace}>
      <Button
        className={classes.jump ?? ''}
        size="compact-sm"
        radius="xl"
        leftSection={<ArrowUp size={14} aria-hidden />}
        onClick={() => {
          setSeen(true);
          onJump(from);
        }}
      >
        {t('unreadAbove')}
      </Button>
    </div>
  );
};
