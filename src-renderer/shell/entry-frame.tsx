import type { ReactNode } from 'react';
import { HelpButton } from '../features/help-code/help-button.tsx';
import classes from './entry-frame.module.css';
import { LanguageSwitch } from './language-switch.tsx';

/** Around the pages before a sign-in: whoever comes can read them in their language. */
export const EntryFrame = ({ children }: { children: ReactNode }) => (
  <div className={classes.frame}>
    <header className={classes.top}>
      <HelpButton />
      <LanguageSwitch />
    </header>
    {children}
  </div>
);
