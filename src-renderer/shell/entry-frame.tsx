import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { HelpButton } from '../features/help-code/help-button.tsx';
import classes from './entry-frame.module.css';
import { LanguageSwitch } from './language-switch.tsx';

/** Around the pages before a sign-in: whoever comes can read them in their language. */
export const EntryFrame = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation();
  return (
    <div className={classes.frame}>
      {/* No header element: a dialog brings one, and a page has one at most. */}
      <section className={classes.top} aria-label={t('language.label')}>
        <HelpButton />
        <LanguageSwitch />
      </section>
      {children}
    </div>
  );
};
