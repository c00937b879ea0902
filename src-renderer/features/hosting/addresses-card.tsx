import { Anchor, Text, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { HostedServerState } from '../../../src-preload/contract.ts';
import { useSession } from '../../services.tsx';
import { CopyButton } from '../booking/copy-button.tsx';
import classes from '../settings/settings-page.module.css';
import panel from './clinic-panel.module.css';
import { portOf } from './port-of.ts';

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

/** Where a router leads to the clinic from a port of its own, new links would not help. */
const PortChanged = ({ url, publicUrl = url }: { url: string; publicUrl: string | undefined }) => {
  const { t } = useTranslation('clinicPanel');
  const [port, fromOutside] = [portOf(url), portOf(publicUrl)];
  return (
    <Text role="status" c="var(--app-warning)">
      {port === fromOutside
        ? t('addresses.portChanged')
        : t('addresses.portChangedRouter', { port, public: fromOutside })}
    </Text>
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
          {state.portChanged === true && <PortChanged url={state.url} publicUrl={state.publicUrl} />}
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
