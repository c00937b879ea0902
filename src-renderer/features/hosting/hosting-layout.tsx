import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import classes from '../settings/settings-page.module.css';
import { HOSTING_SECTIONS } from './hosting-sections.ts';

/** The pages about the clinic on this computer, below their tabs; one page needs none. */
export const HostingLayout = () => {
  const { t } = useTranslation('hosting');
  return (
    <>
      {HOSTING_SECTIONS.length > 1 && (
        <nav className={classes.sections} aria-label={t('sections.label')}>
          {HOSTING_SECTIONS.map(({ to, key }) => (
            <NavLink key={to} to={`/settings/hosting/${to}`} className={classes.section ?? ''}>
              {t(key)}
            </NavLink>
          ))}
        </nav>
      )}
      <Outlet />
    </>
  );
};
