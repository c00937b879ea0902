import { Alert, Button, Group, Text } from '@mantine/core';
import { ShieldCheck, ShieldOff } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../server/protocol/index.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { focusIfLost } from '../../ui/focus-if-lost.ts';
import { FactorRemove } from './factor-remove.tsx';
import { FactorRenew } from './factor-renew.tsx';
import { FactorSetup } from './factor-setup.tsx';
import { ProfileCard } from './profile-card.tsx';
import classes from './profile.module.css';

/** Whether signing in asks for a code, and the dialogs that change it. */
export const FactorCard = ({ profile, onChanged }: { profile: Profile; onChanged: () => void }) => {
  const { t } = useTranslation('profile');
  const announce = useAnnounce();
  const [dialog, setDialog] = useState<'setup' | 'renew' | 'remove' | null>(null);
  const { enabled, recoveryCodesLeft } = profile.secondFactor;
  const Icon = enabled ? ShieldCheck : ShieldOff;
  const state = useRef<HTMLSpanElement>(null);
  const close = () => setDialog(null);
  // On and off have different buttons: the one that opened the dialog may be gone.
  const closed = () => focusIfLost(state.current);

  return (
    <ProfileCard title={t('factor.title')}>
      <span ref={state} tabIndex={-1} className={classes.state} data-on={enabled || undefined}>
        <Icon size={20} strokeWidth={1.75} aria-hidden />
        {t(enabled ? 'factor.on' : 'factor.off')}
      </span>
      <Text c="dimmed" className={classes.text ?? ''}>
        {t(enabled ? 'factor.onText' : 'factor.offText')}
      </Text>
      {enabled && recoveryCodesLeft > 0 && <Text>{t('factor.codesLeft', { count: recoveryCodesLeft })}</Text>}
      {enabled && recoveryCodesLeft === 0 && (
        <Alert variant="light" color="orange" c="var(--mantine-color-text)">
          {t('factor.noCodesLeft')}
        </Alert>
      )}
      <Group gap="sm">
        {enabled ? (
          <>
            <Button variant="default" onClick={() => setDialog('renew')}>
              {t('factor.renew')}
            </Button>
            <Button variant="default" onClick={() => setDialog('remove')}>
              {t('factor.remove')}
            </Button>
          </>
        ) : (
          <Button variant="default" onClick={() => setDialog('setup')}>
            {t('factor.begin')}
          </Button>
        )}
      </Group>
      <FactorSetup
        opened={dialog === 'setup'}
        email={profile.email}
        onOn={() => {
          announce(t('factor.added'));
          onChanged();
        }}
        onClose={close}
        onClosed={closed}
      />
      <FactorRenew opened={dialog === 'renew'} email={profile.email} onRenewed={onChanged} onClose={close} />
      <FactorRemove
        opened={dialog === 'remove'}
        onRemoved={() => {
          close();
          announce(t('factor.removed'));
          onChanged();
        }}
        onClose={close}
        onClosed={closed}
      />
    </ProfileCard>
  );
};
