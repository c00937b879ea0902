import { CircleQuestionMark } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPage } from '../../ui/lazy-page.ts';
import classes from './help-code.module.css';

const HelpDialog = lazyPage(async () => (await import('./help-dialog.tsx')).HelpDialog);

/** "? Help": opens over the page, which goes on; nobody loses their place by asking. */
export const HelpButton = () => {
  const { t } = useTranslation('helpCode');
  const [asked, setAsked] = useState(false);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button
        type="button"
        className={classes.button}
        aria-label={t('button')}
        aria-haspopup="dialog"
        onClick={() => {
          setAsked(true);
          setOpened(true);
        }}
      >
        <CircleQuestionMark size={20} strokeWidth={1.75} aria-hidden />
        <span className={classes.buttonName} aria-hidden>
          {t('button')}
        </span>
      </button>
      {asked && (
        <Suspense>
          <HelpDialog opened={opened} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
};
