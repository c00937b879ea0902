import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { HelpButton } from '../features/help-code/help-button.tsx';
import { Link, useLocation } from 'react-router';
import { useStore } from 'zustand';
import type { ClinicHost } from '../platform/platform.ts';
import { useServices } from '../services.tsx';
import classes from './entry-frame.module.css';
import { LanguageSwitch } from './language-switch.tsx';

/** To the panel of the clinic that this computer hosts, or could host; a patient's app has no business there. */
const PanelLink = ({ host }: { host: ClinicHost }) => {
  const { t } = useTranslation('setup');
  const { platform } = useServices();
  const { pathname } = useLocation();
  const hosts = useStore(host.state).status !== 'stopped';
  const joined = useStore(platform.serverUrl) !== null;
  if (pathname === '/hosting' || (!hosts && (joined || pathname === '/join'))) return null;
  return (
    <Anchor component={Link} to="/hosting" c="var(--app-accent)">
      {t('host.panel')}
    </Anchor>
  );
};

/** Around the pages before a sign-in: whoever comes can read them in their language. */
export const EntryFrame = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation();
  const { platform } = useServices();
  return (
    <div className={classes.frame}>
      {/* No header element: a dialog brings one, and a page has one at most. */}
      <section className={classes.top} aria-label={t('language.label')}>
        {platform.host !== null && <PanelLink host={platform.host} />}
        <HelpButton />
        <LanguageSwitch />
      </section>
      {children}
    </div>
  );
};
