import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { useServices, useSignedIn } from '../../services.tsx';
import classes from './settings-page.module.css';
import { isHere, SETTINGS_SECTIONS } from './settings-sections.ts';

/** Heading and sections of the settings; each section is a page of its own below. */
export const SettingsLayout = () => {
  const { t } = useTranslation('settings');
  const { user } = useSignedIn();
  const { platform } = useServices();
  const sections = SETTINGS_SECTIONS.filter(
    ({ adminOnly, needs }) => (!adminOnly || user.isAdmin) && isHere(needs, platform),
  );
  return (
    <div className={classes.page}>
      <Title order={1} size="h2">
        {t('title')}
      </Title>
      {sections.length > 1 && (
        <nav className={classes.sections} aria-label={t('sections.label')}>
          {sections.map(({ to, key }) => (
            <NavLink key={to} to={`/settings/${to}`} className={classes.section ?? ''}>
              {t(key)}
            </NavLink>
          ))}
        </nav>
      )}
      <Outlet />
    </div>
  );
};
