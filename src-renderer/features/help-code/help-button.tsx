import { Tooltip } from '@mantine/core';
import { CircleQuestionMark } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPage } from '../../ui/lazy-page.ts';
import classes from './help-code.module.css';

const HelpDialog = lazyPage(async () => (await import('./help-dialog.tsx')).HelpDialog);

/** "? Help": opens over the page, which goes on; nobody loses their place by asking. */
export const HelpButton = ({
  className,
}: {
  /** How a button with a sign alone looks there; its name is in a tooltip then. */
  className?: string | undefined;
}) => {
  const { t } = useTranslation('helpCode');
  const [asked, setAsked] = useState(false);
  const [opened, setOpened] = useState(false);
  const open = () => {
    // The picture of a call in full screen would lie over it.
    if (document.fullscreenElement instanceof Element) void document.exitFullscreen().catch(() => undefined);
    setAsked(true);
    setOpened(true);
  };
  const button = (
    <button
      type="button"
      className={className ?? classes.button}
      aria-label={t('button')}
      aria-haspopup="dialog"
      onClick={open}
    >
      <CircleQuestionMark size={20} strokeWidth={1.75} aria-hidden />
      {className === undefined && (
        <span className={classes.buttonName} aria-hidden>
          {t('button')}
        </span>
      )}
    </button>
  );
  return (
    <>
      {className === undefined ? (
        button
      ) : (
        <Tooltip withinPortal={false} position="bottom-end" label={t('button')}>
          {button}
        </Tooltip>
      )}
      {asked && (
        <Suspense>
          <HelpDialog opened={opened} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
};
