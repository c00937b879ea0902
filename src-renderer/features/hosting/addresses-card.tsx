import { Text, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostedServerState } from '../../../src-preload/contract.ts';
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
  return (
    <section className={classes.card} aria-label={t('addresses.title')}>
      <h2 className={classes.title}>{t('addresses.title')}</h2>
      {state.status === 'running' ? (
        <Address label={t('addresses.own')} url={state.url} />
      ) : (
        <Text c="dimmed">{t('addresses.none')}</Text>
      )}
    </section>
  );
};
