import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { HelpButton } from '../features/help-code/help-button.tsx';
import { AccountCorner } from '../features/notifications/account-parts.tsx';
import { useClinicName } from '../services.tsx';
import { ConnectionBar, ConnectionStatus } from './connection.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { ClinicMark } from './clinic-mark.tsx';
import { ServersBar } from './servers-bar.tsx';
import { StorageBar } from './storage-bar.tsx';
import classes from './patient-shell.module.css';

/** Frame of a patient's page: one column under the clinic's name. */
export const PatientShell = ({
  children,
  connection = true,
  writes = false,
}: {
  children: ReactNode;
  /** A page of messages, on which nobody has a place. */
  writes?: boolean;
  /** False for pages that need no connection, such as the goodbye. */
  connection?: boolean;
}) => {
  const { t } = useTranslation();
  const name = useClinicName();
  return (
    <div className={classes.shell} data-writes={writes || undefined}>
      <section aria-label={t('clinicAndConnection')}>
        <div className={classes.header}>
          <div className={classes.clinic}>
            <ClinicMark />
            <span title={name ?? t('appName')}>{name ?? t('appName')}</span>
          </div>
          {connection && (
            <div className={classes.status}>
              <ConnectionStatus />
            </div>
          )}
          <div className={classes.end}>
            <AccountCorner place="bar" />
            <HelpButton />
            <LanguageSwitch />
          </div>
        </div>
        {connection && <ConnectionBar audience={writes ? 'writer' : 'patient'} />}
        {connection && <StorageBar audience="patient" />}
        {connection && <ServersBar audience="patient" />}
      </section>
      <main className={classes.main}>{children}</main>
    </div>
  );
};
