import { Armchair, CalendarDays, MessageSquare, Settings, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { HelpButton } from '../features/help-code/help-button.tsx';
import { UnreadBadge } from '../features/messages/unread-badge.tsx';
import { AccountCorner } from '../features/notifications/account-parts.tsx';
import { useClinicName, useSignedIn } from '../services.tsx';
import { ConnectionBar, ConnectionStatus } from './connection.tsx';
import classes from './doctor-shell.module.css';
import { ClinicMark } from './clinic-mark.tsx';
import { ServersBar } from './servers-bar.tsx';
import { StorageBar } from './storage-bar.tsx';
import { useNarrow } from '../ui/use-narrow.ts';

const LINKS = [
  { to: '/rooms', key: 'nav.rooms', Icon: Armchair },
  { to: '/messages', key: 'nav.messages', Icon: MessageSquare },
  { to: '/appointments', key: 'nav.appointments', Icon: CalendarDays },
  { to: '/patients', key: 'nav.patients', Icon: Users },
  { to: '/settings', key: 'nav.settings', Icon: Settings },
] as const;

/** Frame of the doctor's pages: navigation left, on narrow windows at the bottom. */
export const DoctorShell = ({ notices }: { notices?: ReactNode }) => {
  const { t } = useTranslation();
  const name = useClinicName() ?? t('appName');
  const { user } = useSignedIn();
  const narrow = useNarrow();
  const clinic = (
    <div className={classes.clinic}>
      <ClinicMark />
      <span title={name}>{name}</span>
    </div>
  );
  return (
    <div className={classes.shell}>
      <nav className={classes.nav} aria-label={t('nav.label')}>
        {!narrow && clinic}
        {LINKS.map(({ to, key, Icon }) => (
          <NavLink key={to} to={to} className={classes.link ?? ''}>
            <Icon size={20} strokeWidth={1.75} aria-hidden />
            {t(key)}
            {key === 'nav.messages' && (
              <span className={classes.badge}>
                <UnreadBadge />
              </span>
            )}
          </NavLink>
        ))}
        {!narrow && (
          <div className={classes.foot}>
            <AccountCorner place="side">
              <span className={classes.person} title={user.fullname}>
                {user.fullname}
              </span>
            </AccountCorner>
            <ConnectionStatus />
            <div className={classes.help}>
              <HelpButton />
            </div>
          </div>
        )}
      </nav>
      <div className={classes.content}>
        <section aria-label={t('clinicAndConnection')}>
          {narrow && (
            <div className={classes.top}>
              {clinic}
              <div className={classes.topEnd}>
                <ConnectionStatus />
                <AccountCorner place="bar" />
                <HelpButton />
              </div>
            </div>
          )}
          <ConnectionBar audience="doctor" />
          <StorageBar audience="doctor" />
          <ServersBar audience="doctor" />
        </section>
        {notices}
        <main className={classes.main}>
          <Outlet />
        </main>
      </div>
    </div>
  );
};
