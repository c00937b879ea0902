import { Anchor, Text, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { HostedServerState } from '../../../src-preload/contract.ts';
import { useSession } from '../../services.tsx';
import { CopyButton } from '../booking/copy-button.tsx';
import classes from '../settings/settings-page.module.css';
import panel from './clinic-panel.module.css';

const Address = ({ label, url }: { label: string; url: string }) => {
  const { t } = useTranslation('clinicPanel');
  const field = useRef<HTMLInputElement>(null);
  return (
    <div className={panel.address}>
      <TextInput ref={field} label={label} value={url} readOnly />
      <CopyButton field={field}>{t('addresses.copy')}</CopyButton>
    </div>
  );
};

/** Where the clinic is reached, to copy. */
export const AddressesCard = ({ state }: { state: HostedServerState }) => {
  const { t } = useTranslation('clinicPanel');
  const session = useSession();
  const isAdmin = session.status === 'signedIn' && session.user.isAdmin;
  return (
    <section className={classes.card} aria-label={t('addresses.title')}>
      <h2 className={classes.title}>{t('addresses.title')}</h2>
      {state.status === 'running' ? (
        <>
          {state.publicUrl !== undefined && (
            <Address label={t('addresses.invitations')} url={state.publicUrl} />
          )}
          <Address label={t('addresses.own')} url={state.url} />
          {state.portChanged === true && (
            <Text role="status" c="var(--app-warning)">
              {t('addresses.portChanged')}
            </Text>
          )}
        </>
      ) : (
        <Text c="dimmed">{t('addresses.none')}</Text>
      )}
      {isAdmin && (
        <Anchor component={Link} to="/settings/hosting/certificate" c="var(--app-accent)">
          {t('addresses.more')}
        </Anchor>
      )}
    </section>
  );
};
