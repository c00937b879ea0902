import { Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge, JoinedClinic } from '../../../src-preload/contract.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { nameOf } from './clinic-name.ts';
import classes from './join.module.css';

/** The clinics that this app knows: the one that is open, and the ways to the others. */
export const JoinedClinics = ({
  bridge,
  clinics,
  currentId,
  hostsOwn,
  signOut,
  onLeft,
}: {
  bridge: AnteroomBridge;
  clinics: readonly JoinedClinic[];
  /** Null: none of them. */
  currentId: string | null;
  /** There is a clinic on this computer, too. */
  hostsOwn: boolean;
  /** Ends the session in the clinic that is open. */
  signOut: () => Promise<void>;
  onLeft: () => void;
}) => {
  const { t } = useTranslation(['join', 'common']);
  const [leaving, setLeaving] = useState<JoinedClinic | null>(null);
  const [failed, setFailed] = useState(false);
  const attempt = (action: Promise<unknown>, after: () => void = () => undefined) => {
    setFailed(false);
    action.then(after, () => setFailed(true));
  };
  const rows = [
    ...(hostsOwn ? [{ id: null, name: t('clinics.own'), clinic: null }] : []),
    ...clinics.map((clinic) => ({ id: clinic.id, name: nameOf(clinic), clinic })),
  ];
  const leave = () => {
    if (leaving === null) return;
    setLeaving(null);
    const { id } = leaving;
    const signedOut = id === currentId ? signOut() : Promise.resolve();
    attempt(
      signedOut.then(() => bridge.clinics.leave({ id })),
      onLeft,
    );
  };
  return (
    <section className={classes.section} aria-label={t('clinics.title')}>
      <h2 className={classes.subtitle}>{t('clinics.title')}</h2>
      <ul className={classes.clinics}>
        {rows.map(({ id, name, clinic }) => (
          <li key={id ?? ''} className={classes.clinic}>
            <div className={classes.about}>
              <Text fw={600}>{name}</Text>
              {clinic !== null && clinic.name !== null && (
                <Text size="sm" c="dimmed">
                  {clinic.host}
                </Text>
              )}
              {id === currentId && (
                <Text size="sm" c="dimmed">
                  {t('clinics.here')}
                </Text>
              )}
            </div>
            <Group gap="xs">
              {id !== currentId && (
                <Button
                  variant="default"
                  aria-label={t('clinics.openNamed', { clinic: name })}
                  onClick={() => attempt(bridge.clinics.open({ id }))}
                >
                  {t('clinics.open')}
                </Button>
              )}
              {clinic !== null && (
                <Button
                  variant="subtle"
                  color="red"
                  className={classes.leave ?? ''}
                  aria-label={t('clinics.leaveNamed', { clinic: name })}
                  onClick={() => setLeaving(clinic)}
                >
                  {t('clinics.leave')}
                </Button>
              )}
            </Group>
          </li>
        ))}
      </ul>
      {failed && <ErrorNotice>{t('clinics.failed')}</ErrorNotice>}
      <Modal
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('clinics.leaveTitle', { clinic: leaving === null ? '' : nameOf(leaving) })}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Text>{t('clinics.leaveText')}</Text>
        <Group justify="flex-end" mt="md" gap="sm">
          <Button variant="default" onClick={() => setLeaving(null)} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button color="red" onClick={leave}>
            {t('clinics.leave')}
          </Button>
        </Group>
      </Modal>
    </section>
  );
};
